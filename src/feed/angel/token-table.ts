/** Which instrument an exchange's token means, looked up in the packet's bytes without allocating; ingest thread. */
import { assert } from '../../domain/assert.ts';
import { i32At } from '../../domain/cells.ts';
import {
  EXCHANGE_TYPES,
  type Instrument,
  type InstrumentIndex,
} from '../../domain/instrument/instrument.ts';

/** Answer of a lookup that found nothing. */
export const UNKNOWN_INSTRUMENT = -1;

/** Nine digits stay inside int32. The longest numeric token of the venue's master has eight. */
const TOKEN_DIGITS_MAX = 9;
const DECIMAL_TOKEN = /^[1-9][0-9]{0,8}$/;

/** Cells of one slot: token, exchange type, instrument index; the fourth keeps slots on 16 bytes. */
const SLOT_CELLS = 4;
const SLOT_SHIFT = 2;
const EXCHANGE_CELL = 1;
const INDEX_CELL = 2;
const EMPTY = UNKNOWN_INSTRUMENT;
const SLOTS_MIN = 16;

/** 2³² divided by the golden ratio: spreads consecutive tokens over the table. */
const HASH_MULTIPLIER = 0x9e3779b1;
const DIGIT_ZERO = 0x30;

/**
 * Open addressing with linear probing, at most half full. Keys are (exchange type, decimal token): tokens repeat between
 * exchanges. A token that is not 1 to 9 digits without a leading zero can never match and is left out of the table.
 */
export class TokenTable {
  /** Instruments left out because no packet can name them. */
  readonly unmatchable: number;
  private readonly slots: Int32Array;
  private readonly mask: number;
  private readonly shift: number;

  /** Throws `InvariantError` when two instruments share exchange and token. */
  constructor(instruments: readonly Instrument[]) {
    let bits = Math.log2(SLOTS_MIN);
    while (2 ** bits < instruments.length * 2) bits += 1;
    this.mask = 2 ** bits - 1;
    this.shift = 32 - bits;
    this.slots = new Int32Array(2 ** bits * SLOT_CELLS).fill(EMPTY);
    let unmatchable = 0;
    for (const { exchange, token, index } of instruments) {
      if (DECIMAL_TOKEN.test(token)) this.insert(EXCHANGE_TYPES[exchange], Number(token), index);
      else unmatchable += 1;
    }
    this.unmatchable = unmatchable;
  }

  /**
   * The instrument of the NUL-terminated decimal token in the 25 bytes at `offset`, or `UNKNOWN_INSTRUMENT`. What follows the
   * first NUL is ignored. `view` holds all 25 bytes.
   */
  find(view: DataView, offset: number, exchangeType: number): InstrumentIndex {
    let token = view.getUint8(offset) - DIGIT_ZERO;
    if (token < 1 || token > 9) return UNKNOWN_INSTRUMENT;
    const end = offset + TOKEN_DIGITS_MAX;
    let position = offset + 1;
    for (;;) {
      const byte = view.getUint8(position);
      if (byte === 0) break;
      const digit = byte - DIGIT_ZERO;
      if (digit < 0 || digit > 9 || position === end) return UNKNOWN_INSTRUMENT;
      token = Math.imul(token, 10) + digit;
      position += 1;
    }
    return this.indexOf(exchangeType, token);
  }

  /** `token` below 10⁹. */
  private indexOf(exchangeType: number, token: number): InstrumentIndex {
    const { slots, mask } = this;
    let slot = hashOf(exchangeType, token) >>> this.shift;
    for (;;) {
      const at = slot << SLOT_SHIFT;
      const index = i32At(slots, at + INDEX_CELL);
      if (index === EMPTY) return UNKNOWN_INSTRUMENT;
      if (i32At(slots, at) === token && i32At(slots, at + EXCHANGE_CELL) === exchangeType) {
        return index;
      }
      slot = (slot + 1) & mask;
    }
  }

  private insert(exchangeType: number, token: number, index: InstrumentIndex): void {
    assert(
      this.indexOf(exchangeType, token) === UNKNOWN_INSTRUMENT,
      'an exchange gives each token to one instrument',
    );
    let slot = hashOf(exchangeType, token) >>> this.shift;
    while (i32At(this.slots, (slot << SLOT_SHIFT) + INDEX_CELL) !== EMPTY) {
      slot = (slot + 1) & this.mask;
    }
    const at = slot << SLOT_SHIFT;
    this.slots[at] = token;
    this.slots[at + EXCHANGE_CELL] = exchangeType;
    this.slots[at + INDEX_CELL] = index;
  }
}

/** The shift keeps exchange types, all below 16, above the digits of ordinary tokens. */
function hashOf(exchangeType: number, token: number): number {
  return Math.imul(token ^ (exchangeType << 27), HASH_MULTIPLIER);
}
