/** The true price of one instrument, second by second: a walk with jumps and gaps, pinned to a circuit limit now and then. */
import type { FaultProfile } from './fault-profile.ts';
import type { KeyedRandom } from './keyed-random.ts';
import type { Listing } from './universe.ts';

/** The market as it is; a touch that is not there has price and quantity 0. */
export interface Quote {
  timeMs: number;
  lastPaise: number;
  highPaise: number;
  lowPaise: number;
  bidPaise: number;
  askPaise: number;
  bidQuantity: number;
  askQuantity: number;
  lastQuantity: number;
  volume: number;
}

const SECONDS_PER_HOUR = 3_600;
const JUMP_BPS_MOST = 250;
const LOCK_SECONDS_MOST = 600;
/** Displayed on each side, lots. */
const DISPLAY_LOTS_MOST = 40;
/** Shares come in hundreds. */
const DISPLAY_UNIT_SHARES = 100;

export class PriceProcess {
  readonly quote: Quote;
  readonly #listing: Listing;
  readonly #random: KeyedRandom;
  readonly #profile: FaultProfile;
  #exactPaise: number;
  #seconds = 0;
  /** +1 locked at the upper limit, −1 at the lower, 0 free. */
  #lock = 0;
  #lockSeconds = 0;

  constructor(listing: Listing, random: KeyedRandom, profile: FaultProfile) {
    this.#listing = listing;
    this.#random = random;
    this.#profile = profile;
    this.#exactPaise = listing.startPaise;
    this.quote = {
      timeMs: 0,
      lastPaise: listing.startPaise,
      highPaise: listing.startPaise,
      lowPaise: listing.startPaise,
      bidPaise: 0,
      askPaise: 0,
      bidQuantity: 0,
      askQuantity: 0,
      lastQuantity: 0,
      volume: 0,
    };
  }

  /** A new session opens away from the last price. */
  gap(bps: number): void {
    this.#exactPaise = this.#inside(this.#exactPaise * (1 + bps / 10_000));
  }

  /** One second of market, ending at `nowMs`. */
  advance(nowMs: number): void {
    const { instrument } = this.#listing;
    this.#seconds += 1;
    this.#move();
    const increment = instrument.priceIncrementPaise;
    const lastPaise = Math.round(this.#exactPaise / increment) * increment;
    const quote = this.quote;
    quote.timeMs = nowMs;
    quote.highPaise = Math.max(quote.lastPaise, lastPaise);
    quote.lowPaise = Math.min(quote.lastPaise, lastPaise);
    quote.lastPaise = lastPaise;
    const draw = this.#random.unit('price', instrument.index, this.#seconds * 4 + 3);
    const spread = increment * (1 + Math.floor(draw * 2));
    quote.bidPaise = this.#lock === -1 ? 0 : lastPaise - spread;
    quote.askPaise = this.#lock === 1 ? 0 : lastPaise + spread;
    const lots = 1 + Math.floor(((draw * 7919) % 1) * DISPLAY_LOTS_MOST);
    const unit = instrument.lotSize === 1 ? DISPLAY_UNIT_SHARES : instrument.lotSize;
    quote.bidQuantity = quote.bidPaise === 0 ? 0 : lots * unit;
    quote.askQuantity = quote.askPaise === 0 ? 0 : (DISPLAY_LOTS_MOST + 1 - lots) * unit;
    quote.lastQuantity = instrument.lotSize * (1 + (this.#seconds % 5));
    quote.volume += quote.lastQuantity;
  }

  #move(): void {
    const at = this.#listing.instrument.index;
    const key = this.#seconds * 4;
    if (this.#lockSeconds > 0) {
      this.#lockSeconds -= 1;
      if (this.#lockSeconds === 0) this.#lock = 0;
      return;
    }
    const random = this.#random;
    const first = random.unit('price', at, key);
    // Triangular, variance 1: two uniforms from one draw.
    const normal = (first + ((first * 65_536) % 1) - 1) * 2.45;
    this.#exactPaise *= 1 + (normal * this.#listing.stepBps) / 10_000;
    const { priceJumpPerHour, circuitPerHour } = this.#profile;
    if (random.chance(priceJumpPerHour / SECONDS_PER_HOUR, 'price', at, key + 1)) {
      this.gap((random.unit('price', at, key + 2) * 2 - 1) * JUMP_BPS_MOST);
    } else if (random.chance(circuitPerHour / SECONDS_PER_HOUR, 'price', at, key + 2)) {
      this.#lock = first < 0.5 ? -1 : 1;
      this.#lockSeconds = 1 + Math.floor(random.unit('price', at, key + 1) * LOCK_SECONDS_MOST);
      const { lowerCircuitPaise, upperCircuitPaise } = this.#listing.instrument;
      this.#exactPaise = this.#lock === 1 ? upperCircuitPaise : lowerCircuitPaise;
    }
    this.#exactPaise = this.#inside(this.#exactPaise);
  }

  get isLocked(): boolean {
    return this.#lock !== 0;
  }

  #inside(paise: number): number {
    const { lowerCircuitPaise, upperCircuitPaise } = this.#listing.instrument;
    return Math.min(Math.max(paise, lowerCircuitPaise), upperCircuitPaise);
  }
}
