/** The header of a recording with the committed settings. */
import { loadSettings } from '../../src/app/settings-loader.ts';
import type { RecordingHeader } from '../../src/contract/records/recording.ts';
import { TICK } from '../../src/contract/records/tick.ts';

export function recordingHeader(changes: Partial<RecordingHeader> = {}): RecordingHeader {
  return {
    fingerprint: TICK.fingerprint,
    instruments: [{ index: 0 }],
    configSha: 'c',
    version: 'v',
    start: {
      account: 'TEST',
      mode: 'paper',
      date: '2026-11-20',
      epoch: 0,
      tagPrefix: 7,
      startWallMs: 1_795_000_000_000,
    },
    settings: loadSettings({ environment: {} }).settings,
    strategies: [],
    calendar: { years: [] },
    charges: {},
    profiles: [],
    ...changes,
  };
}
