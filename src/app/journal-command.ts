/** `tickring journal verify|dump|replay|seal`: looks at the journal of an account, and closes the books of a session. */
import { parseArgs } from 'node:util';
import type { CodedKind } from '../domain/journal-row.ts';
import { DiskError } from '../journal/disk.ts';
import { dumpJournal } from '../journal/dump.ts';
import { JournalError } from '../journal/journal-error.ts';
import { NodeDisk } from '../journal/node-disk.ts';
import { recover } from '../journal/recover.ts';
import { refoldJournal } from '../journal/refold.ts';
import { RowRegistry } from '../journal/row-registry.ts';
import { sealSession } from '../journal/seal.ts';
import { JournalImage } from '../journal/state-image.ts';
import { verifyJournal } from '../journal/verify.ts';
import { journalFolder } from './journal-start.ts';
import { loadSettings } from './settings-loader.ts';

const EXIT_USAGE = 64;
/** The journal is damaged (sysexits EX_DATAERR). */
const EXIT_DAMAGED = 65;
/** There is no journal (EX_NOINPUT). */
const EXIT_NO_JOURNAL = 66;
/** The engine runs (EX_TEMPFAIL). */
const EXIT_LOCKED = 75;

const USAGE = `tickring journal verify|dump|replay|seal
      --data DIR              the engine's data folder (default: data.dir of the settings)
      --account NAME          whose journal (default: the account of the settings)
      --kind NAME --id ID     dump: only these rows
      --date YYYY-MM-DD       seal: the session
`;

interface TextOutput {
  write(text: string): unknown;
}

export interface JournalCommandTerms {
  readonly kinds: readonly CodedKind[];
  readonly out?: TextOutput;
  readonly err?: TextOutput;
}

interface Flags {
  readonly kind?: string;
  readonly id?: string;
  readonly date?: string;
}

interface Call {
  readonly disk: NodeDisk;
  readonly registry: RowRegistry;
  readonly out: TextOutput;
  readonly err: TextOutput;
  readonly flags: Flags;
}

const ACTIONS: Readonly<Record<string, (call: Call) => number>> = { verify, dump, replay, seal };

/** Resolves with the exit code: 0, 64 wrong command line, 65 damaged, 66 no journal, 75 in use. */
export async function journalCommand(args: string[], terms: JournalCommandTerms): Promise<number> {
  const { out = process.stdout, err = process.stderr, kinds } = terms;
  const [name = '', ...rest] = args;
  const action = ACTIONS[name];
  if (action === undefined) {
    err.write(`tickring: journal takes verify, dump, replay or seal, not "${name}"\n${USAGE}`);
    return EXIT_USAGE;
  }
  const { values } = parseArgs({
    args: rest,
    options: {
      data: { type: 'string' },
      account: { type: 'string' },
      kind: { type: 'string' },
      id: { type: 'string' },
      date: { type: 'string' },
    },
  });
  const { data, account, ...flags } = values;
  const registry = new RowRegistry(kinds);
  const { settings } = loadSettings({ overrides: { data: { dir: data } } });
  const folder = journalFolder(settings, account);
  try {
    return action({ disk: new NodeDisk(folder), registry, out, err, flags });
  } catch (error) {
    return report(error, err, folder);
  }
}

function verify({ disk, registry, out }: Call): number {
  const report = verifyJournal(disk, registry);
  const { segments, firstSequence, lastSequence, steps, snapshots } = report;
  out.write(
    `${report.verdict}: records ${firstSequence} to ${lastSequence} in ${steps} steps, ${segments} segments, ${snapshots} snapshots\n`,
  );
  for (const problem of report.problems) out.write(`  ${problem}\n`);
  if (report.stateHash !== '') out.write(`state ${report.stateHash}\n`);
  return report.verdict === 'damaged' ? EXIT_DAMAGED : 0;
}

function dump({ disk, registry, out, err, flags }: Call): number {
  const { kind, id } = flags;
  if (kind !== undefined && !registry.kinds.some((coded) => coded.kind.kind === kind)) {
    const names = registry.kinds.map((coded) => coded.kind.kind).join(', ');
    err.write(`tickring: --kind is one of ${names}, not "${kind}"\n`);
    return EXIT_USAGE;
  }
  const problem = dumpJournal({
    disk,
    registry,
    ...(kind !== undefined && { kind }),
    ...(id !== undefined && { id }),
    onLine: (line) => out.write(`${line}\n`),
  });
  if (problem === '') return 0;
  err.write(`tickring: the dump ends early: ${problem}; see tickring journal verify\n`);
  return EXIT_DAMAGED;
}

/** From genesis: the rows alone must give the state of every snapshot. */
function replay({ disk, registry, out, err }: Call): number {
  const startMs = performance.now();
  const report = refoldJournal(disk, registry);
  const elapsedMs = performance.now() - startMs;
  if (report === undefined) {
    err.write('tickring: the beginning was archived without a snapshot; bring its segments back\n');
    return EXIT_NO_JOURNAL;
  }
  const { rows, steps, lastSequence, stateHash, snapshots } = report;
  const perSecond = Math.round((rows / Math.max(elapsedMs, 1)) * 1000);
  out.write(
    `${rows} rows in ${steps} steps up to record ${lastSequence}, ${Math.round(elapsedMs)} ms, ${perSecond} rows/s\n`,
  );
  for (const { name, verdict } of snapshots) out.write(`  ${name}: ${verdict}\n`);
  out.write(`state ${stateHash}\n`);
  return snapshots.some(({ verdict }) => verdict === 'different') ? EXIT_DAMAGED : 0;
}

/** Recovers first, under the lock: the session may have ended by a crash, with a torn tail. */
function seal({ disk, registry, out, err, flags }: Call): number {
  const { date: sessionDate } = flags;
  if (sessionDate === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(sessionDate)) {
    err.write(`tickring: seal needs --date YYYY-MM-DD\n${USAGE}`);
    return EXIT_USAGE;
  }
  const image = new JournalImage();
  const recovery = recover({ disk, registry, image, sessionDate });
  if (recovery.status === 'quarantined') {
    throw new JournalError('journal_quarantined', recovery.problem);
  }
  try {
    const { segments } = sealSession({ disk, registry, sessionDate, nowMs: Date.now() });
    for (const { name, sha256, firstSequence, lastSequence } of segments) {
      out.write(`${sha256}  ${name}  records ${firstSequence} to ${lastSequence}\n`);
    }
    out.write(`sealed ${sessionDate}\n`);
    return 0;
  } finally {
    recovery.lock.release();
  }
}

function report(error: unknown, err: TextOutput, folder: string): number {
  if (error instanceof JournalError) {
    err.write(`tickring: ${error.message}\n`);
    return EXIT_DAMAGED;
  }
  if (!(error instanceof DiskError)) throw error;
  if (error.code === 'not_found') {
    err.write(`tickring: there is no journal in ${folder}; give --data or --account\n`);
    return EXIT_NO_JOURNAL;
  }
  err.write(`tickring: ${error.message}\n`);
  return error.code === 'locked' ? EXIT_LOCKED : 1;
}
