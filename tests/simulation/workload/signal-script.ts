/** What the strategies of a simulated day ask for: entries of every shape, exits, protection, children of other groups. Keyed by slot. */

import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import type { GroupPlan, Side, SignalKind } from '../../../src/domain/order/types.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';

export interface SignalWish extends GroupPlan {
  readonly strategyIndex: number;
  readonly instrumentIndex: number;
  readonly kind: SignalKind;
  readonly side: Side;
  readonly strength: number;
  /** Make it a child of the newest group of its strategy. */
  readonly isChild: boolean;
}

export const SCRIPT_STRATEGIES = 4;
/** One decision of each strategy per slot. */
export const SLOT_MS = 10_000;

export interface ScriptOptions {
  readonly random: KeyedRandom;
  readonly instruments: readonly Instrument[];
  /** Share of slots in which a strategy asks for something; drawn per seed when absent. */
  readonly activity?: number;
}

const DRAWS = 16;
const ACTIVITY = { least: 0.02, most: 0.35 };
const EXIT_SHARE = 0.25;
const PROTECT_SHARE = 0.03;
const STOP_BPS = { least: 10, most: 150 };

export class SignalScript {
  readonly #options: ScriptOptions;
  readonly #activity: number;

  constructor(options: ScriptOptions) {
    this.#options = options;
    const draw = options.random.unit('workload', 0, 0);
    this.#activity = options.activity ?? ACTIVITY.least * (ACTIVITY.most / ACTIVITY.least) ** draw;
  }

  /** What `strategyIndex` wants in the slot, or null. `pricePaise` of each instrument scales the offsets. */
  wish(strategyIndex: number, slot: number, pricePaise: (at: number) => number): SignalWish | null {
    const { random, instruments } = this.#options;
    const key = slot * SCRIPT_STRATEGIES + strategyIndex + 1;
    const draw = (n: number) => random.unit('workload', key, n % DRAWS);
    if (draw(0) >= this.#activity) return null;
    const instrument = instruments[Math.floor(draw(1) * instruments.length)] as Instrument;
    const side: Side = draw(2) < 0.5 ? 1 : -1;
    const share = draw(3);
    const kind: SignalKind =
      share < EXIT_SHARE ? 'exit' : share < EXIT_SHARE + PROTECT_SHARE ? 'oco' : 'entry';
    const increment = Math.max(1, instrument.priceIncrementPaise);
    const offset = (bps: number) =>
      Math.max(1, Math.round((pricePaise(instrument.index) * bps) / 10_000 / increment)) *
      increment;
    const stopBps = STOP_BPS.least + draw(4) * (STOP_BPS.most - STOP_BPS.least);
    const stopOffsetPaise = offset(stopBps);
    const targetOffsetPaise = offset(stopBps * (0.5 + draw(5) * 2));
    const hasSecond = draw(6) < 0.3;
    const isTrailing = draw(7) < 0.3;
    const none = kind === 'exit';
    return {
      strategyIndex,
      instrumentIndex: instrument.index,
      kind,
      side,
      strength: 0.5 + draw(8) / 2,
      isChild: kind === 'entry' && draw(9) < 0.08,
      stopOffsetPaise: none ? 0 : stopOffsetPaise,
      targetOffsetPaise: none ? 0 : targetOffsetPaise,
      secondTargetOffsetPaise:
        none || !hasSecond ? 0 : targetOffsetPaise + offset(stopBps * (0.5 + draw(10))),
      firstTargetShareBps: none || !hasSecond ? 0 : 2_000 + Math.floor(draw(11) * 6_000),
      trailOffsetPaise: none || !isTrailing ? 0 : stopOffsetPaise,
    };
  }
}
