/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import type { ProfileOptions } from './harness/profile.ts';

/** In the order in which a full run measures them: the short ones first. */
export const PROFILE_NAMES = [
  'micro',
  'ring',
  'journal',
  'pipeline',
  'sustained',
  'burst',
  'orders',
  'recovery',
  'fanout',
] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** Wrong arguments (sysexits EX_USAGE). */
export const EXIT_USAGE = 64;

export const USAGE = `npm run bench -- [options]

  --profile NAME        ${PROFILE_NAMES.join(' | ')}; without it all of them, about 15 minutes
  --rate N              ticks per second (sustained, orders, fanout), ticks of one burst (burst)
  --seconds S           measured seconds of one run (journal, pipeline, sustained, burst, orders, fanout)
  --minutes M           measured minutes (orders)
  --kills K             how often the daemon is killed under load (recovery)
  --subscribers K       stream clients (fanout)
  --strategies M        strategies, each on every instrument (pipeline, sustained)
  --rounds R            interleaved rounds (ring 5, journal, pipeline and recovery 3, others 1)
  --json FILE           write the result as JSON
  --web-socket-engine E ws | uWebSockets of the daemon under test (fanout); default ws
  --force               measure although the machine is busy
  --smoke               tiny inputs: shows that everything runs, not how fast
  --help                this text
`;

export interface BenchArguments {
  readonly profiles: readonly ProfileName[];
  /** All profiles were asked for: the results folder is written. */
  readonly isFullRun: boolean;
  readonly options: ProfileOptions;
  readonly jsonFile: string | undefined;
  readonly isForced: boolean;
  readonly isHelpWanted: boolean;
}

/** What was wrong, as one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Throws `UsageError`. */
export function parseArguments(args: readonly string[]): BenchArguments {
  const values = parse(args);
  const profile = values.profile;
  if (profile !== undefined && !isProfileName(profile)) {
    throw new UsageError(`--profile is ${profile}; allowed are ${PROFILE_NAMES.join(', ')}.`);
  }
  const engine = values['web-socket-engine'] ?? 'ws';
  if (engine !== 'ws' && engine !== 'uWebSockets') {
    throw new UsageError(`--web-socket-engine is ${engine}; allowed are ws, uWebSockets.`);
  }
  return {
    profiles: profile === undefined ? PROFILE_NAMES : [profile],
    isFullRun: profile === undefined,
    jsonFile: values.json,
    isForced: values.force ?? false,
    isHelpWanted: values.help ?? false,
    options: {
      rate: wholeNumber('rate', values.rate),
      seconds: positiveNumber('seconds', values.seconds),
      minutes: positiveNumber('minutes', values.minutes),
      kills: wholeNumber('kills', values.kills),
      subscribers: wholeNumber('subscribers', values.subscribers),
      strategies: wholeNumber('strategies', values.strategies),
      rounds: wholeNumber('rounds', values.rounds),
      isSmoke: values.smoke ?? false,
      webSocketEngine: engine,
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        profile: { type: 'string' },
        rate: { type: 'string' },
        seconds: { type: 'string' },
        minutes: { type: 'string' },
        kills: { type: 'string' },
        subscribers: { type: 'string' },
        strategies: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string' },
        'web-socket-engine': { type: 'string' },
        force: { type: 'boolean' },
        smoke: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}.`);
  }
}

function isProfileName(text: string): text is ProfileName {
  return (PROFILE_NAMES as readonly string[]).includes(text);
}

function positiveNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number;
  throw new UsageError(`--${name} is "${text}"; allowed are numbers above 0.`);
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  const number = positiveNumber(name, text);
  if (number === undefined || Number.isSafeInteger(number)) return number;
  throw new UsageError(`--${name} is "${text}"; allowed are whole numbers above 0.`);
}
