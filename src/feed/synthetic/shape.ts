/** The shape of an Indian trading day: busy and volatile at the open, quiet at noon, busy again towards the close. */
import { f64At } from '../../domain/cells.ts';

const SLOT_MS = 60_000;

/** `base` at noon, `+ open` at the first minute and `+ close` at the last, decaying over a fraction of the day. */
interface Curve {
  readonly base: number;
  readonly open: number;
  readonly openDecay: number;
  readonly close: number;
  readonly closeDecay: number;
}

/** Chosen to resemble NSE: the first half hour carries about four times the volume of a quiet one. */
const VOLUME_CURVE: Curve = { base: 0.7, open: 2.2, openDecay: 0.06, close: 1.1, closeDecay: 0.08 };
const VOLATILITY_CURVE: Curve = {
  base: 0.8,
  open: 1.1,
  openDecay: 0.05,
  close: 0.35,
  closeDecay: 0.08,
};

/** Relative activity by minute of a session. */
export class DayShape {
  readonly #volume: Float64Array;
  readonly #volatility: Float64Array;

  /** `sessionMs`: length of the session; the curves are scaled so that the day's total is what it is without them. */
  constructor(sessionMs: number) {
    const slots = Math.max(1, Math.ceil(sessionMs / SLOT_MS));
    this.#volume = sampled(VOLUME_CURVE, slots, 1);
    this.#volatility = sampled(VOLATILITY_CURVE, slots, 2);
  }

  /** Volume pace relative to the day's average; mean 1. */
  volumeAt(sinceOpenMs: number): number {
    return f64At(this.#volume, slotOf(this.#volume, sinceOpenMs));
  }

  /** Volatility relative to the day's; root mean square 1. */
  volatilityAt(sinceOpenMs: number): number {
    return f64At(this.#volatility, slotOf(this.#volatility, sinceOpenMs));
  }
}

function slotOf(table: Float64Array, sinceOpenMs: number): number {
  return Math.min(table.length - 1, Math.floor(sinceOpenMs / SLOT_MS));
}

/** The curve at the middle of every slot, scaled so that the mean of its `power`-th power is 1. */
function sampled(curve: Curve, slots: number, power: number): Float64Array {
  const values = Float64Array.from({ length: slots }, (_, slot) => {
    const part = (slot + 0.5) / slots;
    const open = curve.open * Math.exp(-part / curve.openDecay);
    const close = curve.close * Math.exp(-(1 - part) / curve.closeDecay);
    return curve.base + open + close;
  });
  const mean = values.reduce((sum, value) => sum + value ** power, 0) / slots;
  return values.map((value) => value / mean ** (1 / power));
}
