/** A running hash of values in order: two runs that did the same have the same digest. Pure; not for security. */

const LANES = [
  { seed: 0x811c9dc5, prime: 0x01000193 },
  { seed: 0x9747b28c, prime: 0x85ebca6b },
] as const;

/** FNV-1a over 32-bit words, in two lanes with different constants. Doubles are hashed by their bits, so −0 differs from 0. */
export class StateHash {
  readonly #bits = new DataView(new ArrayBuffer(8));
  #low: number = LANES[0].seed;
  #high: number = LANES[1].seed;

  addNumber(value: number): void {
    this.#bits.setFloat64(0, value, true);
    this.#addWord(this.#bits.getUint32(0, true));
    this.#addWord(this.#bits.getUint32(4, true));
  }

  addText(text: string): void {
    this.#addWord(text.length);
    for (let at = 0; at < text.length; at += 1) this.#addWord(text.charCodeAt(at));
  }

  /** The values of a flat record, in the order in which it was built. */
  addRecord(record: object): void {
    for (const value of Object.values(record)) {
      if (typeof value === 'number') this.addNumber(value);
      else this.addText(String(value));
    }
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return hex(this.#high) + hex(this.#low);
  }

  #addWord(word: number): void {
    this.#low = Math.imul(this.#low ^ word, LANES[0].prime);
    this.#high = Math.imul(this.#high ^ (word + (this.#low >>> 16)), LANES[1].prime);
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
