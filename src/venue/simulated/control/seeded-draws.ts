/** Repeatable draws from a seed, one stream per label: tokens, ids and the chance of faults. Simulator process. */
import { createHash } from 'node:crypto';

const UNIT_BYTES = 6;

/** Draw `n` is a function of seed, label and `n` alone. */
export class SeededDraws {
  readonly #key: string;
  #drawn = 0;

  constructor(seed: number, label: string) {
    this.#key = `${seed}:${label}`;
  }

  /** Uniform on [0, 1). */
  unit(): number {
    return this.#next().readUIntBE(0, UNIT_BYTES) / 2 ** (8 * UNIT_BYTES);
  }

  /** RFC 9562, version 4. */
  uuid(): string {
    const bytes = this.#next().subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-');
  }

  /** 43 characters of base64url. */
  token(): string {
    return this.#next().toString('base64url');
  }

  #next(): Buffer {
    this.#drawn += 1;
    return createHash('sha256').update(`${this.#key}:${this.#drawn}`).digest();
  }
}
