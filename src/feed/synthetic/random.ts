/** Seeded, keyed, counter-based random numbers for the simulated market; runs wherever the market is generated. */

/** Finaliser of MurmurHash3 (32 bits), public domain: every input bit reaches every output bit. */
function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Two independent words in, one well-mixed word out. */
export function mixPair(a: number, b: number): number {
  return mix32(mix32(a) ^ Math.imul(b, 0x9e3779b1));
}

/** FNV-1a over the UTF-16 units of `label`; turns a stream's name into a word. */
function hashLabel(label: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < label.length; i++) h = Math.imul(h ^ label.charCodeAt(i), 0x01000193);
  return h | 0;
}

/** The key of the stream `label` under `seed` (a safe integer). Streams of different labels are independent. */
export function streamKey(seed: number, label: string): number {
  const high = Math.floor(seed / 0x1_0000_0000);
  return mixPair(mixPair(seed | 0, high), hashLabel(label));
}

const TO_UNIT = 1 / 0x1_0000_0000;
/** Variance of the sum of four uniforms is 1/3. */
const SUM_OF_FOUR_SCALE = Math.sqrt(3);

/**
 * One stream of numbers: draw `n` is a function of (key, n) only, so streams never disturb one another and
 * adding an instrument changes no other instrument's day.
 */
export class RandomStream {
  readonly key: number;
  #counter = 0;

  constructor(seed: number, label: string) {
    this.key = streamKey(seed, label);
  }

  /** A 32-bit word, 0 ≤ x < 2³². */
  word(): number {
    this.#counter = (this.#counter + 1) | 0;
    return mixPair(this.key, this.#counter) >>> 0;
  }

  /** Uniform on [0, 1). */
  uniform(): number {
    return this.word() * TO_UNIT;
  }

  /** Uniform on [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /**
   * Mean 0, variance 1, bell-shaped, bounded by ±3.46: the sum of four 16-bit uniforms. No transcendental
   * function, so it is fast and the same everywhere; fat tails come from the jumps of the price model.
   */
  normal(): number {
    const a = this.word();
    const b = this.word();
    const sum = (a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16);
    return (sum / 0xffff - 2) * SUM_OF_FOUR_SCALE;
  }
}
