/** Which instruments this session trades: from the settings' scrip master, the stream's host, or the built-in universe. */
import { join } from 'node:path';
import type { Settings } from '../contract/settings.ts';
import { type Instrument, instrumentName } from '../domain/instrument/instrument.ts';
import { loadInstruments } from '../feed/angel/instrument-loader.ts';
import { ScripMasterError } from '../feed/angel/scrip-master-error.ts';
import { buildUniverse } from '../feed/synthetic/universe.ts';
import { loadUniverseData } from '../feed/synthetic/universe-data.ts';
import { PACKAGE_ROOT } from './package-root.ts';

export const UNIVERSE_FILE = join(PACKAGE_ROOT, 'config', 'market', 'universe.yaml');

/** A scrip master on the stream's own host, as the simulator serves it. */
const SCRIP_MASTER_PATH = '/OpenAPIScripMaster.json';
const PROBE_TIMEOUT_MS = 5000;

export interface SessionInstruments {
  readonly instruments: readonly Instrument[];
  /** Where they came from, for the log. */
  readonly source: string;
}

/** Throws a typed error when the scrip master the settings name cannot be used. */
export async function loadSessionInstruments(
  settings: Settings,
  instrumentsUrl: string,
): Promise<SessionInstruments> {
  const { subscribe, streamUrl } = settings.feed;
  const named = settings.feed.instruments || instrumentsUrl;
  if (named !== '') {
    return { instruments: await loadInstruments({ source: named, subscribe }), source: named };
  }
  const source = new URL(SCRIP_MASTER_PATH, streamUrl.replace(/^ws/, 'http')).href;
  try {
    const instruments = await loadInstruments({
      source,
      subscribe,
      timeoutMs: PROBE_TIMEOUT_MS,
    });
    return { instruments, source };
  } catch (error) {
    if (!(error instanceof ScripMasterError)) throw error;
    // Not every SmartAPI stream has a scrip master beside it.
    return { instruments: builtIn(settings), source: `built-in universe (${error.message})` };
  }
}

function builtIn(settings: Settings): readonly Instrument[] {
  const data = loadUniverseData(UNIVERSE_FILE);
  const { seed } = settings.simulator;
  const date = settings.simulator.date || data.defaultDate;
  const universe = buildUniverse({ data, seed, date });
  const { subscribe } = settings.feed;
  return (
    universe.instruments
      .filter((instrument) => subscribe === 'all' || subscribe.includes(instrumentName(instrument)))
      // Names, tokens and lots are real, closing prices are not: the bands that follow from them say nothing here.
      .map((instrument, index) => ({
        ...instrument,
        index,
        lowerCircuitPaise: 0,
        upperCircuitPaise: 0,
      }))
  );
}
