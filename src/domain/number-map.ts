/**
 * Numbers by number, without an object per entry: for tables that entries enter and leave all day, where a `Map` boxes every key above 2³¹
 * and leaves old tables to the collector. Linear probing, at most half full. Pure.
 */
import { assert } from './assert.ts';
import { f64At } from './cells.ts';

const FIRST_CAPACITY = 64;
/** Fractional part of the golden ratio × 2³²: spreads consecutive numbers. */
const MULTIPLIER = 0x9e37_79b1;
const TWO_POW_32 = 2 ** 32;

export class NumberMap {
  /** Power of two cells; key 0 marks a free one. */
  #keys = new Float64Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The value of `key`, or `missing`. */
  get(key: number, missing: number): number {
    const at = this.#cellOf(key);
    return f64At(this.#keys, at) === key ? f64At(this.#values, at) : missing;
  }

  /** `key` is a whole number above 0. */
  set(key: number, value: number): void {
    assert(key > 0, 'a key is above 0');
    let at = this.#cellOf(key);
    if (f64At(this.#keys, at) !== key) {
      if ((this.#size + 1) * 2 > this.#keys.length) {
        this.#grow();
        at = this.#cellOf(key);
      }
      this.#keys[at] = key;
      this.#size += 1;
    }
    this.#values[at] = value;
  }

  /** Closes the gap, so that whoever was displaced by `key` is found without it. */
  delete(key: number): void {
    let gap = this.#cellOf(key);
    if (key <= 0 || f64At(this.#keys, gap) !== key) return;
    const mask = this.#keys.length - 1;
    for (let at = (gap + 1) & mask; f64At(this.#keys, at) !== 0; at = (at + 1) & mask) {
      const home = this.#homeOf(f64At(this.#keys, at));
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      this.#keys[gap] = f64At(this.#keys, at);
      this.#values[gap] = f64At(this.#values, at);
      gap = at;
    }
    this.#keys[gap] = 0;
    this.#size -= 1;
  }

  /** Where `key` is, or would be put. */
  #cellOf(key: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let at = this.#homeOf(key);
    while (f64At(keys, at) !== key && f64At(keys, at) !== 0) at = (at + 1) & mask;
    return at;
  }

  #homeOf(key: number): number {
    const high = Math.floor(key / TWO_POW_32);
    const mixed = Math.imul((key | 0) ^ Math.imul(high, MULTIPLIER), MULTIPLIER);
    return (mixed ^ (mixed >>> 15)) & (this.#keys.length - 1);
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Float64Array(keys.length * 2);
    for (let at = 0; at < keys.length; at += 1) {
      const key = f64At(keys, at);
      if (key === 0) continue;
      const cell = this.#cellOf(key);
      this.#keys[cell] = key;
      this.#values[cell] = f64At(values, at);
    }
  }
}
