/**
 * Which instruments this session trades: from the broker's scrip master in the data folder, a source named in the settings, the stream's host,
 * or the built-in universe. Asked once, at the start: whatever is synced later, a session keeps the list it began with.
 */
import { join } from 'node:path';
import type { Settings } from '../contract/settings.ts';
import { type Instrument, instrumentName } from '../domain/instrument/instrument.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import {
  doubtWarnings,
  loadInstruments,
  selectInstruments,
} from '../feed/angel/instrument-loader.ts';
import { syncDate } from '../feed/angel/instrument-schedule.ts';
import { ScripMasterError } from '../feed/angel/scrip-master-error.ts';
import { buildUniverse } from '../feed/synthetic/universe.ts';
import { loadUniverseData } from '../feed/synthetic/universe-data.ts';
import { sessionMaster } from './broker-instruments.ts';
import { loadCalendar } from './calendar-loader.ts';
import { PACKAGE_ROOT } from './package-root.ts';

export const UNIVERSE_FILE = join(PACKAGE_ROOT, 'config', 'market', 'universe.yaml');

/** A scrip master on the stream's own host, as the simulator serves it. */
const SCRIP_MASTER_PATH = '/OpenAPIScripMaster.json';
const PROBE_TIMEOUT_MS = 5000;

export interface SessionInstruments {
  readonly instruments: readonly Instrument[];
  /** Where they came from, for the log. */
  readonly source: string;
  /** Sentences for the log: an old list, instruments in which nothing may be opened. */
  readonly warnings: readonly string[];
}

/**
 * Throws a typed error when the scrip master cannot be used. `instrumentsUrl` is that of the simulator this process started, '' without one;
 * `nowMs` is the wall clock.
 */
export async function loadSessionInstruments(
  settings: Settings,
  instrumentsUrl: string,
  nowMs: number,
): Promise<SessionInstruments> {
  const loaded = await load(settings, settings.feed.instruments || instrumentsUrl, nowMs);
  return { ...loaded, warnings: [...loaded.warnings, ...doubtWarnings(loaded.instruments)] };
}

/** The list is the broker's, kept in the data folder. */
export function isFromBroker({ feed }: Settings, named = feed.instruments): boolean {
  return named === '' ? feed.streamUrl.startsWith('wss:') : named.startsWith('https:');
}

async function load(settings: Settings, named: string, nowMs: number): Promise<SessionInstruments> {
  const { subscribe, streamUrl } = settings.feed;
  if (isFromBroker(settings, named)) return fromBroker(settings, named, nowMs);
  if (named !== '') {
    const instruments = await loadInstruments({ source: named, subscribe });
    return { instruments, source: named, warnings: [] };
  }
  const source = new URL(SCRIP_MASTER_PATH, streamUrl.replace(/^ws/, 'http')).href;
  try {
    const timeoutMs = PROBE_TIMEOUT_MS;
    const instruments = await loadInstruments({ source, subscribe, timeoutMs });
    return { instruments, source, warnings: [] };
  } catch (error) {
    if (!(error instanceof ScripMasterError)) throw error;
    // Not every SmartAPI stream has a scrip master beside it.
    const instruments = builtIn(settings);
    return { instruments, source: `built-in universe (${error.message})`, warnings: [] };
  }
}

/** A list may be fetched once a day, and a broker that cannot be reached must not keep a session from its open positions. */
async function fromBroker(
  settings: Settings,
  named: string,
  nowMs: number,
): Promise<SessionInstruments> {
  const { master, facts, warnings } = await sessionMaster(settings, {
    date: syncDate(nowMs, new SessionCalendar(loadCalendar())),
    nowMs,
    source: named || undefined,
  });
  const instruments = selectInstruments(master, settings.feed.subscribe);
  return { instruments, source: `${facts.source} of ${facts.date}`, warnings };
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
