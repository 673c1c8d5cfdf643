/** GTT rules of the simulated broker: they wait for the last price to reach their trigger and then become orders. Simulator process. */
import type { GttStatus, WireGttRule } from '../../../contract/wire/smartapi-gtt.ts';
import { isoTime } from '../../../contract/wire/smartapi-time.ts';
import type { Instrument, InstrumentIndex } from '../../../domain/instrument/instrument.ts';
import { DAY_MS } from '../../../domain/instrument/ist-date.ts';
import type { Side } from '../../../domain/order/types.ts';
import type { Account } from '../rest/account.ts';
import type { OrderDesk } from './order-desk.ts';

const LIFE_MS = 365 * DAY_MS;

export interface RuleTerms {
  readonly limitPaise: number;
  readonly triggerPaise: number;
  readonly quantity: number;
  readonly disclosedQuantity: number;
}

interface Rule extends RuleTerms {
  readonly id: string;
  readonly account: Account;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly product: 'DELIVERY' | 'MARGIN';
  readonly status: Exclude<GttStatus, 'FORALL' | 'ACTIVE'>;
  /** +1: fires when the last price is at or above the trigger; −1: at or below. */
  readonly direction: Side;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export type NewRule = RuleTerms & Pick<Rule, 'account' | 'instrument' | 'side' | 'product'>;

export class GttDesk {
  readonly #orders: OrderDesk;
  readonly #rules = new Map<string, Rule>();
  /** Ids of waiting rules by instrument. */
  readonly #waiting = new Map<InstrumentIndex, Set<string>>();

  constructor(orders: OrderDesk) {
    this.#orders = orders;
  }

  /** `lastPaise` says from which side the trigger is reached. */
  create(rule: NewRule, lastPaise: number, timeMs: number): string {
    const id = String(this.#rules.size + 1);
    const direction = rule.triggerPaise >= lastPaise ? 1 : -1;
    this.#put({ ...rule, id, direction, status: 'NEW', createdMs: timeMs, updatedMs: timeMs });
    return id;
  }

  /** False for a rule that does not wait any more. */
  modify(rule: Rule, terms: RuleTerms, at: { lastPaise: number; timeMs: number }): boolean {
    if (rule.status !== 'NEW') return false;
    const direction = terms.triggerPaise >= at.lastPaise ? 1 : -1;
    this.#put({ ...rule, ...terms, direction, updatedMs: at.timeMs });
    return true;
  }

  /** False for a rule that does not wait any more. */
  cancel(rule: Rule, timeMs: number): boolean {
    if (rule.status !== 'NEW') return false;
    this.#put({ ...rule, status: 'CANCELLED', updatedMs: timeMs });
    return true;
  }

  find(id: string, clientCode: string): Rule | undefined {
    const rule = this.#rules.get(id);
    return rule?.account.clientCode === clientCode ? rule : undefined;
  }

  /** Of a client, the newest first. */
  list(clientCode: string, statuses: readonly GttStatus[]): WireGttRule[] {
    const isAll = statuses.includes('FORALL');
    return [...this.#rules.values()]
      .filter(({ account }) => account.clientCode === clientCode)
      .filter(({ status }) => isAll || statuses.includes(status))
      .reverse()
      .map(ruleRow);
  }

  /** After the exchange has seen the same price. */
  onPrice(at: InstrumentIndex, lastPaise: number, timeMs: number): void {
    const waiting = this.#waiting.get(at);
    if (waiting === undefined) return;
    for (const id of [...waiting]) {
      const rule = this.#rules.get(id);
      if (rule === undefined || (lastPaise - rule.triggerPaise) * rule.direction < 0) continue;
      this.#put({ ...rule, status: 'SENTTOEXCHANGE', updatedMs: timeMs });
      this.#send(rule);
    }
  }

  #send({ account, instrument, side, product, ...terms }: Rule): void {
    const { quantity, disclosedQuantity, limitPaise } = terms;
    this.#orders.place({
      account,
      instrument,
      side,
      tag: '',
      origin: 'gtt',
      terms: {
        variety: 'NORMAL',
        orderType: 'LIMIT',
        product,
        duration: 'DAY',
        ...{ quantity, disclosedQuantity, limitPaise, triggerPaise: 0 },
      },
    });
  }

  #put(rule: Rule): void {
    this.#rules.set(rule.id, rule);
    const { index } = rule.instrument;
    const waiting = this.#waiting.get(index) ?? new Set();
    if (rule.status === 'NEW') waiting.add(rule.id);
    else waiting.delete(rule.id);
    if (waiting.size > 0) this.#waiting.set(index, waiting);
    else this.#waiting.delete(index);
  }
}

export function ruleRow(rule: Rule): WireGttRule {
  const { instrument } = rule;
  return {
    id: rule.id,
    status: rule.status,
    createddate: isoTime(rule.createdMs),
    updateddate: isoTime(rule.updatedMs),
    expirydate: isoTime(rule.createdMs + LIFE_MS),
    clientid: rule.account.clientCode,
    tradingsymbol: instrument.symbol,
    symboltoken: instrument.token,
    exchange: instrument.exchange,
    producttype: rule.product,
    transactiontype: rule.side === 1 ? 'BUY' : 'SELL',
    price: rule.limitPaise / 100,
    qty: rule.quantity,
    triggerprice: rule.triggerPaise / 100,
    disclosedqty: rule.disclosedQuantity,
    gttType: 'GENERIC',
    stoplossprice: 0,
    stoplosstriggerprice: 0,
  };
}
