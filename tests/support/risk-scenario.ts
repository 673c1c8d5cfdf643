/** Random signals, ticks, fills and operator acts for one or more risk cores that are given the same inputs. */

import type { ExternalExposure } from '../../src/domain/order/external-exposure.ts';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import {
  OPERATOR_STRATEGY,
  type OrderEvent,
  type OrderIntent,
  orderIdOf,
  type Side,
  type Signal,
} from '../../src/domain/order/types.ts';
import type { OrderFact } from '../../src/domain/risk/exposure-group.ts';
import type { RiskCore } from '../../src/domain/risk/risk-core.ts';
import { SESSION_OPEN_MS, seededRandom, tickOf } from './tick-stream.ts';

export const SCENARIO_INSTRUMENTS = 4;
const STRATEGIES = 3;
const ENTRY = 0;
const STOP = 1;
const EXIT = 2;

type Input = (core: RiskCore) => void;

interface LiveEntry {
  readonly intent: OrderIntent;
  filledQuantity: number;
  isDone: boolean;
  /** What is left of the position after exits. */
  openQuantity: number;
}

/** Plays the order core's part: what the first core approves is answered at once, filled and closed later. */
export class RiskScenario {
  readonly cores: RiskCore[];
  /** Newest fact of every order. */
  readonly orders = new Map<number, OrderFact>();
  /** What others have, as last told, by instrument. */
  readonly externals = new Map<number, ExternalExposure>();
  readonly #intents: OrderIntent[];
  readonly #random: () => number;
  readonly #entries: LiveEntry[] = [];
  readonly #prices = new Array<number>(SCENARIO_INSTRUMENTS).fill(10_000);
  readonly #sequences = new Map<number, number>();
  #timeMs = SESSION_OPEN_MS;
  #answered = 0;
  #eventSequence = 0;

  /** `intents` receives what `core` approves. */
  constructor(core: RiskCore, intents: OrderIntent[], seed: number) {
    this.cores = [core];
    this.#intents = intents;
    this.#random = seededRandom(seed);
    this.priceAll();
  }

  /** Ticks every instrument at its last price. */
  priceAll(): void {
    for (let at = 0; at < SCENARIO_INSTRUMENTS; at += 1) this.#tick(at, 0);
  }

  pricePaise(at: number): number {
    return this.#prices[at] ?? 0;
  }

  /** Leaves and value at the limit of all entries that are not over, by instrument. */
  openOf(at: number): { readonly quantity: number; readonly valuePaise: number } {
    let quantity = 0;
    let valuePaise = 0;
    for (const order of this.orders.values()) {
      if (order.role !== 'entry' || order.instrumentIndex !== at || isTerminal(order.status))
        continue;
      const leaves = order.quantity - order.filledQuantity;
      quantity += leaves;
      valuePaise += leaves * order.limitPaise;
    }
    return { quantity, valuePaise };
  }

  step(): void {
    const dice = this.#random();
    if (dice < 0.35) this.#signal();
    else if (dice < 0.6) this.#tick(this.#pick(SCENARIO_INSTRUMENTS), this.#pick(1_500));
    else if (dice < 0.95) this.#work();
    else if (dice < 0.97) this.#wait();
    else if (dice < 0.98) this.#operate();
    else if (dice < 0.99) this.#trade();
    else this.#nextDay();
    this.#answer();
  }

  #give(input: Input): void {
    for (const core of this.cores) input(core);
  }

  #pick(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #tick(at: number, elapsedMs: number): void {
    this.#timeMs += elapsedMs;
    if (elapsedMs > 0) {
      const moved = (this.#prices[at] ?? 0) + 5 * (this.#pick(41) - 20);
      this.#prices[at] = Math.max(5_000, moved);
    }
    const tick = tickOf({
      instrumentIndex: at,
      lastPaise: this.pricePaise(at),
      exchangeTimeMs: this.#timeMs,
      receiveTimeNs: this.#timeMs,
    });
    this.#give((core) => core.onTick(tick));
  }

  #wait(): void {
    this.#timeMs += 400;
    this.#give((core) => core.onTimer(this.#timeMs));
  }

  #nextDay(): void {
    this.#timeMs += 86_400_000;
    this.#give((core) => core.onTimer(this.#timeMs));
    this.priceAll();
  }

  #operate(): void {
    const who = { actor: 'test', reason: 'random', timeMs: this.#timeMs };
    const kind = this.#random() < 0.3 ? 'pause_strategy' : 'enable_strategy';
    const strategyIndex = this.#pick(STRATEGIES);
    const isClear = this.#random() < 0.5;
    this.#give((core) => {
      if (isClear) core.onOperator({ ...who, kind: 'clear_cause', cause: 'total_drawdown' });
      else core.onOperator({ ...who, kind, strategyIndex });
    });
  }

  /** Somebody else trades in the account, or stops to. */
  #trade(): void {
    const instrumentIndex = this.#pick(SCENARIO_INSTRUMENTS);
    const isOver = this.#random() < 0.5;
    const [buyQuantity, sellQuantity] = isOver ? [0, 0] : [this.#pick(100), this.#pick(100)];
    const exposure: ExternalExposure = {
      ...{ instrumentIndex, buyQuantity, sellQuantity },
      buyValuePaise: buyQuantity * 9_900,
      sellValuePaise: 0,
      unpricedBuyQuantity: 0,
      unpricedSellQuantity: sellQuantity,
      heldQuantity: isOver ? 0 : this.#pick(201) - 100,
      timeMs: this.#timeMs,
    };
    this.externals.set(instrumentIndex, exposure);
    this.#give((core) => core.onExternal(exposure));
  }

  #signal(): void {
    const isOperator = this.#random() < 0.15;
    const strategyIndex = isOperator ? OPERATOR_STRATEGY : this.#pick(STRATEGIES);
    const sequence = (this.#sequences.get(strategyIndex) ?? 0) + 1;
    this.#sequences.set(strategyIndex, sequence);
    const dice = this.#random();
    const signal: Signal = {
      strategyIndex,
      // Now and then one is repeated.
      sequence: this.#random() < 0.03 ? Math.max(1, sequence - 1) : sequence,
      kind: dice < 0.75 ? 'entry' : dice < 0.9 ? 'exit' : 'oco',
      origin: isOperator ? 'operator' : 'strategy',
      instrumentIndex: this.#pick(SCENARIO_INSTRUMENTS),
      side: this.#side(),
      quantity: isOperator ? 1 + this.#pick(400) : 0,
      limitPaise: 0,
      parentGroupId: 0,
      stopOffsetPaise: 20 + 5 * this.#pick(30),
      targetOffsetPaise: 50,
      secondTargetOffsetPaise: 0,
      firstTargetShareBps: 0,
      trailOffsetPaise: 0,
      referencePaise: 10_000,
      strength: 1,
      timeMs: this.#timeMs,
      originReceiveNs: 0,
      originTickSequence: 0,
    };
    this.#give((core) => core.onSignal(signal));
  }

  #side(): Side {
    return this.#random() < 0.5 ? 1 : -1;
  }

  /** The order core answers every new entry; exits and ocos it takes note of. */
  #answer(): void {
    while (this.#answered < this.#intents.length) {
      const intent = this.#intents[this.#answered] as OrderIntent;
      this.#answered += 1;
      if (intent.kind !== 'entry') continue;
      this.#entries.push({ intent, filledQuantity: 0, isDone: false, openQuantity: 0 });
      this.#event(intent, ENTRY, { role: 'entry', status: 'sending' });
    }
  }

  /** One entry gets on: a fill, an end, a stop, an exit, a late fill. */
  #work(): void {
    if (this.#entries.length === 0) return;
    const entry = this.#entries[this.#pick(this.#entries.length)] as LiveEntry;
    const { intent } = entry;
    const dice = this.#random();
    if (!entry.isDone && dice < 0.6) {
      this.#fillEntry(entry, 1 + this.#pick(intent.quantity - entry.filledQuantity));
    } else if (!entry.isDone) {
      entry.isDone = dice < 0.8;
      const status = entry.isDone ? 'cancelled' : 'unknown';
      this.#event(intent, ENTRY, { role: 'entry', status, filledQuantity: entry.filledQuantity });
    } else if (entry.openQuantity > 0 && dice < 0.5) {
      const triggerPaise = intent.limitPaise - intent.side * intent.stopOffsetPaise;
      const stop = { role: 'stop', status: 'held', quantity: entry.openQuantity } as const;
      this.#event(intent, STOP, { ...stop, side: -intent.side as Side, triggerPaise });
    } else if (entry.openQuantity > 0) {
      this.#close(entry);
    }
  }

  #fillEntry(entry: LiveEntry, quantity: number): void {
    const { intent } = entry;
    entry.filledQuantity += quantity;
    entry.openQuantity += quantity;
    entry.isDone = entry.filledQuantity === intent.quantity;
    this.#event(intent, ENTRY, {
      role: 'entry',
      status: entry.isDone ? 'filled' : 'partially_filled',
      filledQuantity: entry.filledQuantity,
      fillQuantity: quantity,
      fillPaise: intent.limitPaise,
    });
  }

  #close(entry: LiveEntry): void {
    const { intent } = entry;
    const quantity = 1 + this.#pick(entry.openQuantity);
    entry.openQuantity -= quantity;
    const exit = this.orders.get(orderIdOf(intent.intentId, EXIT));
    const filledQuantity = (exit?.filledQuantity ?? 0) + quantity;
    this.#event(intent, EXIT, {
      role: 'exit',
      status: entry.openQuantity === 0 ? 'filled' : 'working',
      side: -intent.side as Side,
      quantity: filledQuantity + entry.openQuantity,
      filledQuantity,
      fillQuantity: quantity,
      fillPaise: this.pricePaise(intent.instrumentIndex),
    });
    if (entry.openQuantity > 0) return;
    const stop = this.orders.get(orderIdOf(intent.intentId, STOP));
    if (stop === undefined || isTerminal(stop.status)) return;
    this.#event(intent, STOP, { ...stop, status: 'cancelled' });
  }

  #event(intent: OrderIntent, leg: number, changes: Partial<OrderEvent>): void {
    this.#eventSequence += 1;
    const { fillQuantity = 0, fillPaise = 0 } = changes;
    const event: OrderEvent = {
      orderId: orderIdOf(intent.intentId, leg),
      groupId: intent.intentId,
      strategyIndex: intent.strategyIndex,
      role: 'entry',
      status: 'working',
      instrumentIndex: intent.instrumentIndex,
      side: intent.side,
      quantity: intent.quantity,
      filledQuantity: 0,
      limitPaise: intent.limitPaise,
      triggerPaise: 0,
      reason: '',
      ...changes,
      sequence: this.#eventSequence,
      timeMs: this.#timeMs,
      fillQuantity,
      fillPaise,
      fillValuePaise: fillQuantity * fillPaise,
    };
    this.orders.set(event.orderId, event);
    this.#give((core) => core.onOrderEvent(event));
  }
}
