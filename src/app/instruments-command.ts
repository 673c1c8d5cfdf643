/** `tickring instruments sync|search|show|versions`: the broker's scrip master in the data folder. */
import { parseArgs } from 'node:util';
import type { Settings } from '../contract/settings.ts';
import type { Exchange } from '../domain/instrument/instrument.ts';
import type { DateKey } from '../domain/instrument/ist-date.ts';
import { allowedLotSizes } from '../domain/instrument/lot-rules.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import { syncDate } from '../feed/angel/instrument-schedule.ts';
import { InstrumentSearch } from '../feed/angel/instrument-search.ts';
import { masterOfVersion } from '../feed/angel/instrument-sync.ts';
import { ScripMasterError, type ScripMasterErrorCode } from '../feed/angel/scrip-master-error.ts';
import type { InstrumentMaster } from '../feed/angel/scrip-master-table.ts';
import { loadStoredMaster, syncBrokerInstruments } from './broker-instruments.ts';
import { loadCalendar } from './calendar-loader.ts';
import { openInstrumentStore } from './instrument-folder.ts';
import {
  type ChainFacts,
  chainText,
  factsLine,
  syncText,
  versionLine,
} from './instruments-text.ts';
import { loadLotRules } from './lot-rules-loader.ts';
import { requireCertificateChecks } from './process-secrets.ts';
import { loadSettings } from './settings-loader.ts';

const EXIT_UNKNOWN = 1;
const EXIT_USAGE = 64;
/** The new list lost what the old one had (sysexits EX_DATAERR). */
const EXIT_REFUSED = 65;
/** There is no version on disk (EX_NOINPUT). */
const EXIT_MISSING = 66;
/** Nothing usable came (EX_TEMPFAIL). */
const EXIT_NOT_FETCHED = 75;

const EXIT_OF_CODE: Readonly<Partial<Record<ScripMasterErrorCode, number>>> = {
  scrip_master_shrunk: EXIT_REFUSED,
  scrip_master_exchange_lost: EXIT_REFUSED,
  scrip_master_missing: EXIT_MISSING,
  scrip_master_address_refused: EXIT_USAGE,
};

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 1000;

const USAGE = `tickring instruments sync | search WORDS | show NAME | versions
      --json                  one line of JSON
      --data DIR --config DIR
      --url URL --accept      sync: another source; take a list that lost rows, believe lots that changed
      --date YYYY-MM-DD       search, show: as the session of that date saw it
      --limit N               search: most results (default ${LIMIT_DEFAULT})
`;

interface TextOutput {
  write(text: string): unknown;
}

export interface InstrumentsTerms {
  readonly out?: TextOutput;
  readonly err?: TextOutput;
  /** Epoch ms; the wall clock unless told. */
  readonly nowMs?: number;
}

interface Call {
  readonly settings: Settings;
  readonly words: readonly string[];
  readonly isJson: boolean;
  readonly isAccepted: boolean;
  readonly url: string | undefined;
  readonly date: string;
  readonly limit: number;
  readonly nowMs: number;
  readonly out: TextOutput;
  readonly err: TextOutput;
}

const ACTIONS: Readonly<Record<string, (call: Call) => number | Promise<number>>> = {
  sync,
  search,
  show,
  versions,
};

/** Resolves with the exit code: 0, 1 no such instrument, 64 wrong command line, 65 list refused, 66 no version, 75 nothing usable came. */
export async function instrumentsCommand(
  args: string[],
  terms: InstrumentsTerms = {},
): Promise<number> {
  const { out = process.stdout, err = process.stderr, nowMs = Date.now() } = terms;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      config: { type: 'string' },
      json: { type: 'boolean', default: false },
      accept: { type: 'boolean', default: false },
      url: { type: 'string' },
      date: { type: 'string' },
      limit: { type: 'string' },
    },
  });
  const [name = '', ...words] = positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  const date = values.date ?? currentDate(nowMs);
  const limit = Number(values.limit ?? LIMIT_DEFAULT);
  const isUsable =
    /^\d{4}-\d{2}-\d{2}$/.test(date) &&
    Number.isInteger(limit) &&
    limit >= 1 &&
    limit <= LIMIT_MAX &&
    words.length > 0 === (name === 'search' || name === 'show');
  if (action === undefined || !isUsable) {
    err.write(`tickring: the command is one of these\n${USAGE}`);
    return EXIT_USAGE;
  }
  const { settings } = loadSettings({
    ...(values.config !== undefined && { folder: values.config }),
    overrides: { data: { dir: values.data } },
  });
  const { json: isJson, accept: isAccepted, url } = values;
  const call = { settings, words, isJson, isAccepted, url, date, limit, nowMs, out, err };
  try {
    return await action(call);
  } catch (error) {
    if (!(error instanceof ScripMasterError)) throw error;
    err.write(`tickring: ${error.message}\n`);
    return EXIT_OF_CODE[error.code] ?? EXIT_NOT_FETCHED;
  }
}

async function sync(call: Call): Promise<number> {
  requireCertificateChecks(process.env);
  const { settings, url: source, isAccepted, nowMs, out, err } = call;
  const date = currentDate(nowMs);
  const outcome = await syncBrokerInstruments(settings, { date, nowMs, source, isAccepted });
  if (outcome.status === 'fallback') err.write(`tickring: ${outcome.warning}\n`);
  const master = masterOfVersion(outcome.version, allowedLotSizes(loadLotRules(), date));
  if (call.isJson) {
    const { carried, ...facts } = outcome.version.facts;
    const { rejected, doubted } = master;
    const line = { status: outcome.status, ...facts, carried: carried.length, rejected, doubted };
    out.write(`${JSON.stringify(line)}\n`);
  } else {
    out.write(syncText(outcome, master));
  }
  return outcome.status === 'fallback' ? EXIT_NOT_FETCHED : 0;
}

/** The session date that a sync now is for. */
function currentDate(nowMs: number): DateKey {
  return syncDate(nowMs, new SessionCalendar(loadCalendar()));
}

function search(call: Call): number {
  const { master, date } = load(call);
  const { rows, total } = new InstrumentSearch(master).search(call.words.join(' '), call.limit);
  const found = rows.map((row) => master.factsAt(row));
  if (call.isJson) {
    call.out.write(`${JSON.stringify({ version: date, total, instruments: found })}\n`);
  } else {
    for (const facts of found) call.out.write(`${factsLine(facts)}\n`);
    call.out.write(`${total} found in version ${date}, ${found.length} shown\n`);
  }
  return total > 0 ? 0 : EXIT_UNKNOWN;
}

/** A symbol may hold spaces, and its chain is that of its name. */
function show(call: Call): number {
  const { master, date } = load(call);
  const name = call.words.join(' ');
  const row = master.rowOfName(name);
  if (row < 0) {
    call.err.write(
      `tickring: version ${date} has no ${name}; write <exchange>:<symbol>, or use tickring instruments search\n`,
    );
    return EXIT_UNKNOWN;
  }
  const facts = master.factsAt(row);
  const chains = (['NFO', 'BFO'] as const)
    .map((exchange) => chainOf(master, exchange, facts.name))
    .filter(({ expiries }) => expiries.length > 0);
  if (call.isJson) {
    call.out.write(`${JSON.stringify({ version: date, ...facts, chains })}\n`);
  } else {
    call.out.write(`${factsLine(facts)}\n`);
    for (const chain of chains) call.out.write(`${chainText(chain)}\n`);
  }
  return 0;
}

function chainOf(master: InstrumentMaster, exchange: Exchange, name: string): ChainFacts {
  const expiries = master.expiriesOf({ exchange, name }).map((expiry) => ({
    expiry,
    strikes: master.strikesOf({ exchange, name, expiry }).length,
  }));
  return { exchange, expiries };
}

function versions({ settings, isJson, out }: Call): number {
  const store = openInstrumentStore(settings);
  const states = store.dates().map((date) => store.read(date));
  if (isJson) {
    const lines = states.map((state) => {
      if (state.status === 'damaged') return { status: state.status, ...state.damage };
      const { carried, ...facts } = state.version.facts;
      return { status: state.status, ...facts, carried: carried.length };
    });
    out.write(`${JSON.stringify(lines)}\n`);
  } else {
    for (const state of states) out.write(`${versionLine(state)}\n`);
    if (states.length === 0) out.write('no version; run tickring instruments sync\n');
  }
  return 0;
}

function load({ settings, date, err }: Call): { master: InstrumentMaster; date: string } {
  const { master, facts, warnings } = loadStoredMaster(settings, date);
  for (const warning of warnings) err.write(`tickring: ${warning}\n`);
  return { master, date: facts.date };
}
