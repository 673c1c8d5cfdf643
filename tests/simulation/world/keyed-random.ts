/**
 * Counter-based randomness: every draw is a function of the seed, the place that asks, the thing it asks about and a count. Leaving one
 * fault or one order out does not move any other draw, which is what makes a failing seed shrink.
 */

/** Who asks. The order is part of every recorded seed: new sites are appended. */
export const SITES = [
  'profile',
  'day',
  'instrument',
  'price',
  'tick',
  'feed',
  'workload',
  'operator',
  'request',
  'response',
  'venue',
  'fill',
  'push',
  'book',
  'disk',
  'crash',
  'clock',
  'schedule',
  'external',
  'square_off',
  'gtt',
  'disk_full',
  'session',
  'rot',
  'client',
] as const;
export type Site = (typeof SITES)[number];

const SITE_WORDS: ReadonlyMap<Site, number> = new Map(
  SITES.map((site, index) => [site, Math.imul(index + 1, 0x9e3779b1) >>> 0]),
);

/** 32 well mixed bits (the finaliser of MurmurHash3 over the four words). */
export function mix(seed: number, site: number, entity: number, n: number): number {
  let word = (seed ^ site) >>> 0;
  word = scramble(word + Math.imul(entity >>> 0, 0x85ebca6b));
  // Ids above 2^32 differ in their high part too.
  word = scramble(word ^ Math.imul(Math.floor(entity / 4_294_967_296) >>> 0, 0xc2b2ae35));
  return scramble(word + Math.imul(n, 0x27d4eb2f));
}

function scramble(value: number): number {
  let word = value >>> 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

export class KeyedRandom {
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed >>> 0;
  }

  /** 0 to 1, exclusive. */
  unit(site: Site, entity: number, n: number): number {
    return mix(this.seed, SITE_WORDS.get(site) ?? 0, entity, n) / 4_294_967_296;
  }

  /** True with `probability`; never draws when that is 0. */
  chance(probability: number, site: Site, entity: number, n: number): boolean {
    return probability > 0 && this.unit(site, entity, n) < probability;
  }

  /** `from` to `to`, inclusive. */
  integer(range: { readonly from: number; readonly to: number }, site: Site, ...key: Key): number {
    const [entity, n] = key;
    return range.from + Math.floor(this.unit(site, entity, n) * (range.to - range.from + 1));
  }

  /** Exponential with the mean, whole, capped at twenty means. */
  wait(mean: number, site: Site, ...key: Key): number {
    const [entity, n] = key;
    const drawn = -Math.log(1 - this.unit(site, entity, n)) * mean;
    return Math.min(Math.floor(drawn), mean * 20);
  }

  pick<Item>(items: readonly Item[], site: Site, ...key: Key): Item {
    const [entity, n] = key;
    const item = items[Math.floor(this.unit(site, entity, n) * items.length)];
    if (item === undefined) throw new Error('There is something to pick from');
    return item;
  }
}

type Key = readonly [entity: number, n: number];
