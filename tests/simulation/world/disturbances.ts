/** What happens to a world by the hour: crashes, pauses, silences, clock steps, the operator’s and the account holder’s own hand. */
import type { EventHeap } from './event-heap.ts';
import type { FaultDimension, FaultProfile } from './fault-profile.ts';
import type { KeyedRandom, Site } from './keyed-random.ts';

const HOUR_MS = 3_600_000;

/** One kind of thing, with exponential gaps. `act(n)` does the n-th; its draws are keyed by n. */
export interface Disturbance {
  readonly dimension: FaultDimension;
  readonly site: Site;
  readonly act: (n: number) => void;
}

export interface DisturbanceOptions {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly disturbances: readonly Disturbance[];
  isHealed(): boolean;
}

/** Schedules what happens between `fromMs` and `toMs`. `span` keys the draws. */
export function schedule(
  options: DisturbanceOptions,
  span: { readonly number: number; readonly fromMs: number; readonly toMs: number },
): void {
  const { heap, random, profile, disturbances } = options;
  disturbances.forEach(({ dimension, site, act }, index) => {
    const perHour = profile[dimension];
    if (perHour === 0) return;
    const entity = 1_000 + index + span.number * 100;
    let timeMs = span.fromMs;
    for (let n = 0; ; n += 1) {
      timeMs += Math.max(1, random.wait(HOUR_MS / perHour, site, entity, n));
      if (timeMs >= span.toMs) return;
      heap.at(timeMs, () => {
        if (!options.isHealed()) act(span.number * 10_000 + n);
      });
    }
  });
}
