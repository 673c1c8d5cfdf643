/** A tick of a ring or of a copied batch, as an object the domain reads: one object, loaded again and again. */
import type { RecordViews } from '../contract/layout.ts';
import { TICK, TICK_FLAGS } from '../contract/records/tick.ts';
import { f64At, i32At, u32At } from '../domain/cells.ts';
import type { Tick } from '../domain/tick/tick.ts';

/** Bound once: through the imported layout every access would load two objects more. */
const AT = TICK.at;

/**
 * Plain fields, loaded by `moveTo`: a getter that returns an 8-byte number boxes it (16 bytes of garbage) wherever the compiler
 * does not inline the call, a field of a long-lived object never does.
 */
export class TickView implements Tick {
  sequence = 0;
  instrumentIndex = 0;
  // Half values make the compiler keep these fields as doubles from the start.
  exchangeTimeMs = 0.5;
  receiveTimeNs = 0.5;
  volume = 0.5;
  lastPaise = 0;
  bidPaise = 0;
  askPaise = 0;
  highPaise = 0;
  lowPaise = 0;
  bidQuantity = 0;
  askQuantity = 0;
  lastQuantity = 0;
  isConflated = false;
  private readonly f64: Float64Array;
  private readonly i32: Int32Array;
  private readonly u32: Uint32Array;

  constructor(records: RecordViews) {
    this.f64 = records.f64;
    this.i32 = records.i32;
    this.u32 = records.u32;
  }

  /** Loads the record that starts at word `base`. */
  moveTo(base: number, sequence: number): void {
    const { f64, i32 } = this;
    const base64 = base >> 1;
    this.sequence = sequence;
    this.exchangeTimeMs = f64At(f64, base64 + AT.exchangeTimeMs);
    this.receiveTimeNs = f64At(f64, base64 + AT.receiveTimeNs);
    this.volume = f64At(f64, base64 + AT.volume);
    this.lastPaise = i32At(i32, base + AT.lastPaise);
    this.bidPaise = i32At(i32, base + AT.bidPaise);
    this.askPaise = i32At(i32, base + AT.askPaise);
    this.highPaise = i32At(i32, base + AT.highPaise);
    this.lowPaise = i32At(i32, base + AT.lowPaise);
    this.bidQuantity = i32At(i32, base + AT.bidQuantity);
    this.askQuantity = i32At(i32, base + AT.askQuantity);
    this.lastQuantity = i32At(i32, base + AT.lastQuantity);
    this.instrumentIndex = i32At(i32, base + AT.instrumentIndex);
    this.isConflated = (u32At(this.u32, base + AT.flags) & TICK_FLAGS.conflated) !== 0;
  }
}
