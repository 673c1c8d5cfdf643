/** Entries approved lately: what the order rates (RG-05) and the duplicate window (RG-07) are counted from. The risk core owns one. */
import { assert } from '../assert.ts';
import type { OrderIntent } from '../order/types.ts';
import { MessageThrottle } from './message-throttle.ts';
import { accountRate, type RiskLimits, strategyRate } from './risk-limits.ts';
import type { ApprovalRow } from './rows.ts';

/** What makes two entries the same. */
export type OrderContent = Pick<
  OrderIntent,
  'strategyIndex' | 'instrumentIndex' | 'side' | 'quantity' | 'limitPaise'
>;

type Approved = OrderContent & Pick<OrderIntent, 'intentId' | 'stopOffsetPaise' | 'timeMs'>;

export class ApprovalHistory {
  readonly #limits: RiskLimits;
  readonly #account: MessageThrottle;
  readonly #strategies = new Map<number, MessageThrottle>();
  /** Last approval of each content, oldest first. */
  readonly #approvedMs = new Map<string, number>();
  readonly #slots: number;
  #count = 0;

  constructor(limits: RiskLimits) {
    this.#limits = limits;
    this.#account = new MessageThrottle(accountRate(limits));
    this.#slots = this.#account.entryLimit('hour');
    assert(this.#slots >= 1, 'a rate leaves room for an entry beside what is reserved for exits');
  }

  /** Entry orders of all strategies. */
  get account(): MessageThrottle {
    return this.#account;
  }

  ofStrategy(strategyIndex: number): MessageThrottle {
    let throttle = this.#strategies.get(strategyIndex);
    if (throttle === undefined) {
      throttle = new MessageThrottle(strategyRate(this.#limits));
      this.#strategies.set(strategyIndex, throttle);
    }
    return throttle;
  }

  /** When the same entry was approved within the duplicate window, epoch ms; 0 when it was not. */
  duplicateMs(content: OrderContent, timeMs: number): number {
    const approvedMs = this.#approvedMs.get(contentKey(content));
    if (approvedMs === undefined) return 0;
    return timeMs - approvedMs < this.#limits.duplicateWindowMs ? approvedMs : 0;
  }

  /** Counts an entry that will be cut into `orders`; the gates have made sure that they fit. */
  add(intent: Approved, orders: number): ApprovalRow {
    const { timeMs, strategyIndex } = intent;
    assert(
      this.#account.tryEntry(timeMs, orders),
      'RG-05 entries stay within the rate of the account',
    );
    assert(
      this.ofStrategy(strategyIndex).tryEntry(timeMs, orders),
      'RG-05 entries stay within the rate of their strategy',
    );
    this.#remember(intent);
    const row: ApprovalRow = {
      slot: this.#count % this.#slots,
      ordinal: this.#count,
      intentId: intent.intentId,
      strategyIndex,
      instrumentIndex: intent.instrumentIndex,
      side: intent.side,
      quantity: intent.quantity,
      limitPaise: intent.limitPaise,
      stopOffsetPaise: intent.stopOffsetPaise,
      orders,
      timeMs,
    };
    this.#count += 1;
    return row;
  }

  restore(rows: readonly ApprovalRow[]): void {
    for (const row of rows.toSorted((a, b) => a.ordinal - b.ordinal)) {
      const times = new Array<number>(row.orders).fill(row.timeMs);
      this.#account.restore(times);
      this.ofStrategy(row.strategyIndex).restore(times);
      this.#remember(row as Approved & ApprovalRow);
      this.#count = row.ordinal + 1;
    }
  }

  #remember(intent: Approved): void {
    const key = contentKey(intent);
    this.#approvedMs.delete(key);
    this.#approvedMs.set(key, intent.timeMs);
    for (const [oldest, approvedMs] of this.#approvedMs) {
      if (intent.timeMs - approvedMs < this.#limits.duplicateWindowMs) break;
      this.#approvedMs.delete(oldest);
    }
  }
}

function contentKey(content: OrderContent): string {
  const { strategyIndex, instrumentIndex, side, quantity, limitPaise } = content;
  return `${strategyIndex}:${instrumentIndex}:${side}:${quantity}:${limitPaise}`;
}
