/** The flags of the simulator. */
import { parseArgs } from 'node:util';
import { EPISODE_PLACES, type EpisodePlace, HORIZONS, type Horizon } from '../world/day-plan.ts';
import {
  FAULT_DIMENSIONS,
  type FaultDimension,
  PROFILES,
  type ProfileName,
} from '../world/fault-profile.ts';
import type { RunConfig } from './run-config.ts';

export interface Options {
  readonly seeds: number;
  readonly from: number;
  /** Only this one. */
  readonly seed: number | null;
  readonly base: Omit<RunConfig, 'seed'>;
  readonly workers: number;
  readonly plant: string;
  readonly isHelp: boolean;
  readonly isListing: boolean;
  readonly isJson: boolean;
  readonly isShrinking: boolean;
  readonly isCoverageRequired: boolean;
  /** A child of this command: verdicts go to the parent. */
  readonly isWorker: boolean;
  /** Go on after a failure. */
  readonly isKeptGoing: boolean;
  /** Stop after this long; 0 for never. */
  readonly budgetMs: number;
  /** Lines of the log shown with a failure of one seed. */
  readonly logLines: number;
}

export class OptionError extends Error {}

const FLAGS = {
  help: { type: 'boolean', short: 'h', default: false },
  seeds: { type: 'string', default: '100' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  profile: { type: 'string', default: 'swarm' },
  horizon: { type: 'string' },
  days: { type: 'boolean', default: false },
  off: { type: 'string', default: '' },
  with: { type: 'string', default: '' },
  place: { type: 'string' },
  instruments: { type: 'string' },
  activity: { type: 'string' },
  'safety-ms': { type: 'string' },
  workers: { type: 'string', default: '2' },
  plant: { type: 'string', default: '' },
  'list-plants': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  shrink: { type: 'boolean', default: false },
  'require-coverage': { type: 'boolean', default: false },
  'budget-ms': { type: 'string', default: '0' },
  'log-lines': { type: 'string', default: '60' },
  worker: { type: 'boolean', default: false },
  'keep-going': { type: 'boolean', default: false },
} as const;

/** Those a person gives; `--worker` is between processes. */
export const FLAG_NAMES = Object.keys(FLAGS).filter((flag) => flag !== 'worker');

/** Throws `OptionError` with a sentence that says what to do. */
export function parseOptions(args: readonly string[]): Options {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (problem) {
    throw new OptionError(problem instanceof Error ? problem.message : String(problem));
  }
  const profile = oneOf<ProfileName>('profile', values.profile, PROFILES);
  const horizon = values.days ? 'day' : values.horizon;
  return {
    seeds: whole('seeds', values.seeds),
    from: whole('from', values.from),
    seed: values.seed === undefined ? null : hexadecimal(values.seed),
    base: {
      profile,
      off: dimensions(values.off),
      ...(values.with === '' ? {} : { full: dimensions(values.with) }),
      ...(values.place === undefined
        ? {}
        : { place: oneOf<EpisodePlace>('place', values.place, EPISODE_PLACES) }),
      ...(horizon === undefined ? {} : { horizon: oneOf<Horizon>('horizon', horizon, HORIZONS) }),
      ...(values.instruments === undefined
        ? {}
        : { instruments: whole('instruments', values.instruments) }),
      ...(values.activity === undefined ? {} : { activity: Number(values.activity) }),
      ...(values['safety-ms'] === undefined
        ? {}
        : { safetyMs: whole('safety-ms', values['safety-ms']) }),
    },
    workers: whole('workers', values.workers),
    plant: values.plant,
    isHelp: values.help,
    isListing: values['list-plants'],
    isJson: values.json,
    isShrinking: values.shrink,
    isCoverageRequired: values['require-coverage'],
    isWorker: values.worker,
    isKeptGoing: values['keep-going'],
    logLines: whole('log-lines', values['log-lines']),
    budgetMs: whole('budget-ms', values['budget-ms']),
  };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: FLAGS, allowPositionals: false }).values;
}

function whole(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new OptionError(`--${flag} takes a whole number, not "${text}".`);
}

function hexadecimal(text: string): number {
  const value = Number.parseInt(text, 16);
  if (/^[0-9a-f]{1,8}$/i.test(text)) return value;
  throw new OptionError(`--seed takes up to eight hexadecimal digits, not "${text}".`);
}

function oneOf<Word extends string>(flag: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw new OptionError(`--${flag} takes one of ${words.join(', ')}, not "${text}".`);
}

function dimensions(text: string): FaultDimension[] {
  const names = text.split(',').filter((name) => name !== '');
  return names.map((name) => oneOf<FaultDimension>('off', name, FAULT_DIMENSIONS));
}
