/** Which faults a seed has, and how strong: every dimension is off with probability 0.4, else log-uniform in its range (swarm testing). */
import type { KeyedRandom } from './keyed-random.ts';

interface FaultRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Probabilities per occasion, except those that end in `PerHour` (mean number per virtual hour) and in `Ms` (mean length). Ranges are those
 * a broker and a machine of the real world stay within; outside of them the engine may only halt.
 */
export const FAULT_RANGES = {
  /** A request never reaches the venue. */
  requestLost: { least: 0.002, most: 0.1 },
  /** It is applied and the answer does not come back. */
  responseLost: { least: 0.002, most: 0.15 },
  /** It reaches the venue after the port gave up, or shortly before. */
  requestDelayed: { least: 0.002, most: 0.1 },
  /** The broker answers 5xx; half of them were applied. */
  serverError: { least: 0.002, most: 0.1 },
  /** A query is answered with an error or not at all. */
  queryFailed: { least: 0.005, most: 0.3 },
  /** Refused for no reason of ours. */
  refused: { least: 0.002, most: 0.05 },
  /** An order fills in parts. */
  partialFill: { least: 0.05, most: 0.9 },
  /** The cancel is confirmed before the last fill is reported. */
  fillAfterCancel: { least: 0.02, most: 0.5 },
  pushDrop: { least: 0.005, most: 0.5 },
  pushDuplicate: { least: 0.005, most: 0.3 },
  pushReorder: { least: 0.01, most: 0.5 },
  /** The order stream is silent for a while without saying so. */
  pushBlackholePerHour: { least: 0.2, most: 10 },
  /** The broker answers book queries from a copy up to this old. */
  staleBookMs: { least: 50, most: 1500 },
  feedDrop: { least: 0.001, most: 0.3 },
  feedDuplicate: { least: 0.001, most: 0.1 },
  feedReorder: { least: 0.001, most: 0.05 },
  /** One instrument, or all, stop ticking. */
  feedFreezePerHour: { least: 0.2, most: 12 },
  feedConflate: { least: 0.01, most: 0.5 },
  /** The price gaps through stops. */
  priceJumpPerHour: { least: 0.5, most: 30 },
  /** The price sits at its circuit limit. */
  circuitPerHour: { least: 0.1, most: 1 },
  crashPerHour: { least: 0.1, most: 20 },
  /** Between two effects or two rows of one input. */
  crashInStep: { least: 0.0002, most: 0.02 },
  pausePerHour: { least: 0.2, most: 6 },
  diskSlow: { least: 0.001, most: 0.2 },
  diskSyncFails: { least: 0.00005, most: 0.002 },
  clockStepPerHour: { least: 0.1, most: 2 },
  clockDriftPpm: { least: 1, most: 200 },
  externalPerHour: { least: 0.2, most: 4 },
  squareOff: { least: 0.2, most: 1 },
  killPerHour: { least: 0.05, most: 4 },
  operatorPausePerHour: { least: 0.1, most: 6 },
  flattenPerHour: { least: 0.05, most: 1 },
  /** Until somebody frees space and starts the engine again. */
  diskFullPerHour: { least: 0.02, most: 4 },
  /** The broker's session ends: it refuses everything until somebody has logged in again. */
  sessionLossPerHour: { least: 0.1, most: 6 },
  /** A bit of the closed part of the journal turns while the engine is down. */
  bitRot: { least: 0.01, most: 0.5 },
  /** The operator arms, or leaves custody. */
  armPerHour: { least: 0.2, most: 8 },
  /** A client loses an answer, asks twice, or uses a key again. */
  clientFault: { least: 0.05, most: 0.8 },
  /** The host starts anew with a wrong clock, and every other time with a right one. */
  hostRestartPerHour: { least: 0.2, most: 12 },
} as const satisfies Readonly<Record<string, FaultRange>>;

export type FaultDimension = keyof typeof FAULT_RANGES;
export const FAULT_DIMENSIONS = Object.keys(FAULT_RANGES) as readonly FaultDimension[];

/** 0 is off. */
export type FaultProfile = Readonly<Record<FaultDimension, number>>;

const OFF_PROBABILITY = 0.4;

export function swarmProfile(random: KeyedRandom): FaultProfile {
  return profileOf((dimension, index) => {
    if (random.chance(OFF_PROBABILITY, 'profile', index, 0)) return 0;
    const { least, most }: FaultRange = FAULT_RANGES[dimension];
    return least * (most / least) ** random.unit('profile', index, 1);
  });
}

/** Nothing fails. */
export function calmProfile(): FaultProfile {
  return profileOf(() => 0);
}

/** Everything that can fail does, at its strongest. */
function stormProfile(): FaultProfile {
  return profileOf((dimension) => FAULT_RANGES[dimension].most / 2);
}

/** Only the process dies, as often as it can. */
function crashProfile(): FaultProfile {
  const dying: readonly FaultDimension[] = ['crashPerHour', 'crashInStep', 'partialFill'];
  return profileOf((dimension) => (dying.includes(dimension) ? FAULT_RANGES[dimension].most : 0));
}

/** Those faults at their strongest. */
export function withFaults(profile: FaultProfile, full: readonly FaultDimension[]): FaultProfile {
  return profileOf((dimension) =>
    full.includes(dimension) ? FAULT_RANGES[dimension].most : profile[dimension],
  );
}

export function withoutFaults(profile: FaultProfile, off: readonly FaultDimension[]): FaultProfile {
  return profileOf((dimension) => (off.includes(dimension) ? 0 : profile[dimension]));
}

function profileOf(strengthOf: (dimension: FaultDimension, index: number) => number): FaultProfile {
  return Object.fromEntries(
    FAULT_DIMENSIONS.map((dimension, index) => [dimension, strengthOf(dimension, index)]),
  ) as Record<FaultDimension, number>;
}

export const PROFILES = ['swarm', 'calm', 'storm', 'crash'] as const;
export type ProfileName = (typeof PROFILES)[number];

export function namedProfile(name: ProfileName, random: KeyedRandom): FaultProfile {
  switch (name) {
    case 'swarm':
      return swarmProfile(random);
    case 'calm':
      return calmProfile();
    case 'storm':
      return stormProfile();
    case 'crash':
      return crashProfile();
    default:
      return name satisfies never;
  }
}
