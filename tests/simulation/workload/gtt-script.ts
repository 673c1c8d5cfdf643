/** What the operator asks of the GTT book: new ones of every shape, ends of old ones. Keyed by slot, like the signals. */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import { istDay } from '../../../src/domain/instrument/ist-date.ts';
import type { GttRequest } from '../../../src/domain/order/gtt/gtt.ts';
import type { GttAsk } from '../../../src/domain/station/order-station.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';

export interface GttScriptOptions {
  readonly random: KeyedRandom;
  readonly instruments: readonly Instrument[];
}

export interface GttSituation {
  readonly timeMs: number;
  pricePaise(at: number): number;
}

/** Share of slots in which something is asked, on the seeds that have GTTs at all. */
const ASK_SHARE = 0.03;
const SEEDS_WITH = 0.6;
const CANCEL_SHARE = 0.25;
const EXIT_SHARE = 0.2;
const SECOND_TRIGGER_SHARE = 0.3;
const DISTANCE_BPS = { least: 5, most: 120 };

export class GttScript {
  readonly #options: GttScriptOptions;
  readonly #isOn: boolean;
  #created = 0;

  constructor(options: GttScriptOptions) {
    this.#options = options;
    this.#isOn = options.random.unit('gtt', 0, 0) < SEEDS_WITH;
  }

  ask(slot: number, situation: GttSituation): GttAsk | null {
    const { random } = this.#options;
    const draw = (n: number) => random.unit('gtt', slot + 1, n);
    if (!this.#isOn || draw(0) >= ASK_SHARE) return null;
    if (this.#created > 0 && draw(1) < CANCEL_SHARE) {
      return { action: 'cancel', gttId: 1 + Math.floor(draw(2) * this.#created) };
    }
    this.#created += 1;
    return { action: 'create', request: this.#request(draw, situation) };
  }

  #request(draw: (n: number) => number, { timeMs, pricePaise }: GttSituation): GttRequest {
    const { instruments } = this.#options;
    const instrument = instruments[Math.floor(draw(3) * instruments.length)] as Instrument;
    const increment = Math.max(1, instrument.priceIncrementPaise);
    const price = Math.max(
      increment,
      Math.round(pricePaise(instrument.index) / increment) * increment,
    );
    const offset = (n: number) => {
      const bps = DISTANCE_BPS.least + draw(n) * (DISTANCE_BPS.most - DISTANCE_BPS.least);
      return Math.max(1, Math.round((price * bps) / 10_000 / increment)) * increment;
    };
    const isAbove = draw(4) < 0.5;
    const hasSecond = draw(5) < SECOND_TRIGGER_SHARE;
    const isExit = draw(6) < EXIT_SHARE;
    const away = isAbove ? 1 : -1;
    return {
      kind: isExit ? 'exit' : 'entry',
      instrumentIndex: instrument.index,
      side: draw(7) < 0.5 ? 1 : -1,
      quantity: 0,
      condition: isAbove ? 'at_or_above' : 'at_or_below',
      triggerPaise: Math.max(increment, price + away * offset(8)),
      limitPaise: 0,
      otherTriggerPaise: hasSecond ? Math.max(increment, price - away * offset(9)) : 0,
      otherLimitPaise: 0,
      stopOffsetPaise: isExit ? 0 : offset(10),
      targetOffsetPaise: isExit ? 0 : offset(11),
      secondTargetOffsetPaise: 0,
      firstTargetShareBps: 0,
      trailOffsetPaise: 0,
      lastDay: draw(12) < 0.5 ? istDay(timeMs) + Math.floor(draw(13) * 3) : 0,
    };
  }
}
