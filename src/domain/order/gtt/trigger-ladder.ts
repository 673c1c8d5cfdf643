/** The triggers of all waiting GTTs by instrument, sorted, so that a tick that reaches none costs two comparisons. Order core. */
import { f64At, u8At } from '../../cells.ts';
import type { GttCondition } from './gtt.ts';

export interface TriggerLevel {
  readonly gttId: number;
  readonly condition: GttCondition;
  readonly triggerPaise: number;
}

interface Rungs {
  /** `at_or_above`, lowest first; `at_or_below`, highest first. The front is what price reaches first. */
  readonly above: TriggerLevel[];
  readonly below: TriggerLevel[];
  /** Added since the last tick: the extremes of the next one began before them, so only its last price counts. */
  readonly fresh: TriggerLevel[];
}

export class TriggerLadder {
  readonly #rungs: (Rungs | undefined)[];
  readonly #nearestAbove: Float64Array;
  readonly #nearestBelow: Float64Array;
  readonly #isWatched: Uint8Array;
  readonly #hasFresh: Uint8Array;

  constructor(instrumentCount: number) {
    this.#rungs = new Array(instrumentCount).fill(undefined);
    this.#nearestAbove = new Float64Array(instrumentCount).fill(Number.POSITIVE_INFINITY);
    this.#nearestBelow = new Float64Array(instrumentCount).fill(Number.NEGATIVE_INFINITY);
    this.#isWatched = new Uint8Array(instrumentCount);
    this.#hasFresh = new Uint8Array(instrumentCount);
  }

  isWatched(at: number): boolean {
    return u8At(this.#isWatched, at) === 1;
  }

  /** May prices from `lowPaise` to `highPaise` have reached a trigger of the instrument? */
  mayReach(at: number, highPaise: number, lowPaise: number): boolean {
    return (
      highPaise >= f64At(this.#nearestAbove, at) ||
      lowPaise <= f64At(this.#nearestBelow, at) ||
      u8At(this.#hasFresh, at) === 1
    );
  }

  add(at: number, level: TriggerLevel): void {
    const rungs = this.#rungs[at] ?? { above: [], below: [], fresh: [] };
    this.#rungs[at] = rungs;
    rungs.fresh.push(level);
    this.#refresh(at, rungs);
  }

  remove(at: number, gttId: number): void {
    const rungs = this.#rungs[at];
    if (rungs === undefined) return;
    for (const levels of [rungs.above, rungs.below, rungs.fresh]) {
      for (let place = levels.length - 1; place >= 0; place -= 1) {
        if (levels[place]?.gttId === gttId) levels.splice(place, 1);
      }
    }
    this.#refresh(at, rungs);
  }

  /** The levels that were reached, fresh ones by the last price alone. From here on the fresh ones count extremes too. */
  reached(
    at: number,
    range: { readonly highPaise: number; readonly lowPaise: number; readonly lastPaise: number },
  ): TriggerLevel[] {
    const rungs = this.#rungs[at];
    if (rungs === undefined) return [];
    const reached: TriggerLevel[] = [];
    takeWhile(rungs.above, (level) => level.triggerPaise <= range.highPaise, reached);
    takeWhile(rungs.below, (level) => level.triggerPaise >= range.lowPaise, reached);
    for (const level of rungs.fresh) {
      if (isReached(level, range.lastPaise)) reached.push(level);
      insert(level.condition === 'at_or_above' ? rungs.above : rungs.below, level);
    }
    rungs.fresh.length = 0;
    this.#refresh(at, rungs);
    return reached;
  }

  #refresh(at: number, rungs: Rungs): void {
    this.#nearestAbove[at] = rungs.above[0]?.triggerPaise ?? Number.POSITIVE_INFINITY;
    this.#nearestBelow[at] = rungs.below[0]?.triggerPaise ?? Number.NEGATIVE_INFINITY;
    this.#hasFresh[at] = rungs.fresh.length > 0 ? 1 : 0;
    const count = rungs.above.length + rungs.below.length + rungs.fresh.length;
    this.#isWatched[at] = count > 0 ? 1 : 0;
  }
}

export function isReached(level: TriggerLevel, pricePaise: number): boolean {
  return level.condition === 'at_or_above'
    ? pricePaise >= level.triggerPaise
    : pricePaise <= level.triggerPaise;
}

function takeWhile(
  levels: readonly TriggerLevel[],
  accepts: (level: TriggerLevel) => boolean,
  into: TriggerLevel[],
): void {
  for (const level of levels) {
    if (!accepts(level)) return;
    into.push(level);
  }
}

function insert(levels: TriggerLevel[], level: TriggerLevel): void {
  const direction = level.condition === 'at_or_above' ? 1 : -1;
  const place = levels.findIndex(
    (other) => direction * (other.triggerPaise - level.triggerPaise) > 0,
  );
  levels.splice(place === -1 ? levels.length : place, 0, level);
}
