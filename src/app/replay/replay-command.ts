/** `tickring replay`: makes a recorded session again and says whether it comes out the same. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RecordingError } from '../../feed/recorded/recording-reader.ts';
import { DiskError } from '../../journal/disk.ts';
import { JournalError } from '../../journal/journal-error.ts';
import { loadSettings } from '../settings-loader.ts';
import type { FoundDifference } from './core-replay.ts';
import { findRecording } from './find-session.ts';
import { ReplayError } from './replay-error.ts';
import { type ReplayReport, replaySession } from './replay-session.ts';

const EXIT_DIFFERENT = 1;
/** Nothing can be said: ticks, recording or journal are missing or damaged. */
const EXIT_IMPOSSIBLE = 2;

interface TextOutput {
  write(text: string): unknown;
}

export interface ReplayTerms {
  readonly out?: TextOutput;
  readonly err?: TextOutput;
}

/** Resolves with the exit code: 0 identical, 1 different, 2 cannot be replayed. */
export async function replayCommand(args: string[], terms: ReplayTerms = {}): Promise<number> {
  const { out = process.stdout, err = process.stderr } = terms;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' } },
  });
  const data = resolve(values.data ?? loadSettings().settings.data.dir);
  try {
    const recording = findRecording(data, positionals[0]);
    const { start, configSha, version } = recording.header;
    out.write(
      `session ${start.date}/${start.epoch + 1} of ${start.mode}-${start.account}\n` +
        `  recording ${recording.path}, made by version ${version}, settings ${configSha.slice(0, 12)}\n`,
    );
    return show(replaySession(recording, data), out, err);
  } catch (error) {
    if (!isExpected(error)) throw error;
    err.write(`tickring: ${(error as Error).message}\n`);
    return EXIT_IMPOSSIBLE;
  }
}

function isExpected(error: unknown): boolean {
  return [ReplayError, RecordingError, JournalError, DiskError].some(
    (type) => error instanceof type,
  );
}

function show(report: ReplayReport, out: TextOutput, err: TextOutput): number {
  const { counts, hashes, difference, problem } = report;
  out.write(`  journal ${report.journal}\n`);
  for (const note of report.notes) out.write(`  note: ${note}\n`);
  const done = Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
  if (difference !== undefined) {
    out.write(`${differenceText(difference)}identical before: ${done}\n`);
    return EXIT_DIFFERENT;
  }
  if (problem !== '') {
    out.write(`identical so far: ${done}\n`);
    err.write(`tickring: ${problem}\n`);
    return EXIT_IMPOSSIBLE;
  }
  out.write(`identical: ${done}\nstate ${hashes.state}\norders ${hashes.orders}\n`);
  return 0;
}

function differenceText({ sequence, kind, field, recorded, replayed, input }: FoundDifference) {
  const what = field === '' ? kind : `${kind}.${field}`;
  return `different at record ${sequence}: ${what}\n  recorded ${recorded}\n  replayed ${replayed}\n  after    ${input}\n`;
}
