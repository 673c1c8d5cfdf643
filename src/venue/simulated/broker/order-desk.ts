/** Orders between the client and the exchange: taken in, checked, sent, and what the exchange makes of them. Simulator process. */
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { Side, VenueReport } from '../../../domain/order/types.ts';
import type { FaultPlan } from '../control/fault-plan.ts';
import type { Account } from '../rest/account.ts';
import {
  type BrokerOrder,
  isOver,
  type OrderOrigin,
  type OrderTerms,
  openQuantity,
} from './broker-order.ts';
import type { Exchange } from './exchange.ts';
import type { OrderLedger } from './order-ledger.ts';
import { PositionBook } from './position-book.ts';
import { rejectText } from './reject-text.ts';
import type { RiskDesk } from './risk-desk.ts';

export interface NewOrder {
  readonly account: Account;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly terms: OrderTerms;
  readonly tag: string;
  readonly origin: OrderOrigin;
}

export interface OrderDeskOptions {
  readonly ledger: OrderLedger;
  readonly risk: RiskDesk;
  readonly faults: FaultPlan;
  readonly instruments: readonly Instrument[];
  readonly accounts: readonly Account[];
  /** Told of every version of every order, in order. */
  readonly onChange: (order: BrokerOrder) => void;
}

type Change = Partial<BrokerOrder>;

const UNTOUCHED = {
  filledQuantity: 0,
  filledValuePaise: 0,
  cancelledQuantity: 0,
  state: 'open pending',
  event: 'open pending',
  text: '',
  exchangeOrderId: '',
  exchangeMs: 0,
  exchangeUpdatedMs: 0,
  fillId: '',
  fillMs: 0,
} as const;

/** What the exchange calls an order: 16 digits. */
const EXCHANGE_PREFIX = '1';

export class OrderDesk {
  readonly #options: OrderDeskOptions;
  readonly #positions = new Map<string, PositionBook>();
  #exchange: Exchange | null = null;
  #timeMs = 0;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
    for (const account of options.accounts) {
      this.#positions.set(account.clientCode, carriedBook(account, options.instruments));
    }
  }

  /** Before the first order: the exchange reports to this desk, so it is made after it. */
  connect(exchange: Exchange): void {
    this.#exchange = exchange;
  }

  /** Exchange time moves on. */
  setTime(timeMs: number): void {
    if (timeMs > this.#timeMs) this.#timeMs = timeMs;
  }

  positionsOf(account: Account): PositionBook {
    return this.#positions.get(account.clientCode) ?? new PositionBook();
  }

  /** Takes in an order that is well formed; what risk management or the exchange refuses is in the book as rejected. */
  place({ terms, ...order }: NewOrder): BrokerOrder {
    const { ledger, faults, risk } = this.#options;
    const { account, tag } = order;
    const placed: BrokerOrder = {
      ...terms,
      ...order,
      ...ledger.nextIds(this.#timeMs),
      ...UNTOUCHED,
      updatedMs: this.#timeMs,
    };
    const positions = this.positionsOf(account);
    const live = ledger.live(account.clientCode);
    this.#put(placed);
    const isRefused = faults.draw(['order_rejected'], { tag }) !== null;
    const problem = isRefused
      ? 'RMS:Blocked for the client by the risk management'
      : risk.problem(placed, { account, positions, live });
    if (problem !== '' && order.origin !== 'square_off') {
      return this.#change(placed, { state: 'rejected', event: 'rejected', text: problem });
    }
    if (faults.draw(['drip'], { tag }) !== null) {
      this.#exchange?.setDrip(order.instrument.index, true);
    }
    this.#exchange?.send('place', placed);
    return ledger.byNumber(placed.number) ?? placed;
  }

  /** The order keeps its terms until the exchange has taken the new ones. */
  modify(
    order: BrokerOrder,
    terms: Pick<OrderTerms, 'quantity' | 'limitPaise' | 'triggerPaise'>,
  ): void {
    const pending = this.#change(order, { event: 'modify pending' });
    this.#exchange?.send('modify', { ...pending, ...terms });
  }

  cancel(order: BrokerOrder): void {
    const { faults, ledger } = this.#options;
    if (faults.draw(['cancel_race'], { tag: order.tag }) !== null) {
      this.#exchange?.fillNow(order, ledger.live());
    }
    this.#exchange?.send('cancel', ledger.byNumber(order.number) ?? order);
  }

  onReport(report: VenueReport): void {
    this.setTime(report.timeMs);
    const order = this.#options.ledger.byNumber(report.orderId);
    if (order === undefined) return;
    if (report.kind === 'fill') this.#onFill(order, report);
    else this.#onEvent(order, report);
  }

  #onEvent(order: BrokerOrder, report: VenueReport): void {
    const state = report.bookStatus === 'trigger_pending' ? 'trigger pending' : 'open';
    const text = rejectText(report.reason);
    const { quantity, limitPaise, triggerPaise } = report;
    switch (report.kind) {
      case 'accepted': {
        const exchangeOrderId = `${EXCHANGE_PREFIX}${report.venueOrderId}`;
        this.#change(order, { state, event: state, exchangeOrderId, exchangeMs: this.#timeMs });
        return;
      }
      case 'triggered':
        this.#change(order, { state, event: state });
        return;
      case 'modified': {
        const terms = { quantity, limitPaise, triggerPaise };
        this.#change(order, { state, event: 'modified', ...terms });
        return;
      }
      case 'rejected':
        this.#change(order, { state: 'rejected', event: 'rejected', text });
        return;
      case 'cancelled':
      case 'expired': {
        const cancelledQuantity = openQuantity(order);
        this.#change(order, { state: 'cancelled', event: 'cancelled', text, cancelledQuantity });
        return;
      }
      case 'modify_rejected':
        if (!isOver(order)) this.#change(order, { event: 'not modified', text });
        return;
      case 'cancel_rejected':
        if (!isOver(order)) this.#change(order, { event: 'not cancelled', text });
        return;
      default:
        return;
    }
  }

  #onFill(order: BrokerOrder, report: VenueReport): void {
    const { fillQuantity: quantity, fillPaise: pricePaise } = report;
    const timeMs = this.#timeMs;
    const trade = this.#options.ledger.addTrade({ order, quantity, pricePaise, timeMs });
    const { instrument, product, side } = order;
    this.positionsOf(order.account).add({
      ...{ timeMs, instrument, product, side, quantity },
      valuePaise: quantity * pricePaise,
      isCarried: false,
    });
    const state = report.bookStatus === 'filled' ? 'complete' : 'open';
    this.#change(order, {
      state,
      event: state,
      fillId: trade.fillId,
      fillMs: timeMs,
      filledQuantity: report.cumulativeQuantity,
      filledValuePaise: report.cumulativeValuePaise,
    });
  }

  #change(order: BrokerOrder, change: Change): BrokerOrder {
    const exchangeUpdatedMs = order.exchangeMs > 0 || change.exchangeMs ? this.#timeMs : 0;
    const changed = { ...order, exchangeUpdatedMs, updatedMs: this.#timeMs, ...change };
    this.#put(changed);
    if (isOver(changed)) this.#stopDrip(changed);
    return changed;
  }

  #put(order: BrokerOrder): void {
    this.#options.ledger.put(order);
    this.#options.onChange(order);
  }

  #stopDrip({ instrument }: BrokerOrder): void {
    const rests = this.#options.ledger.live().some((other) => other.instrument === instrument);
    if (!rests) this.#exchange?.setDrip(instrument.index, false);
  }
}

function carriedBook(account: Account, instruments: readonly Instrument[]): PositionBook {
  const book = new PositionBook();
  for (const { exchange, symbol, quantity, averagePaise } of account.carried) {
    const instrument = instruments.find(
      (entry) => entry.exchange === exchange && entry.symbol === symbol,
    );
    if (instrument === undefined || quantity === 0) continue;
    const units = Math.abs(quantity);
    book.add({
      timeMs: 0,
      instrument,
      product: 'CARRYFORWARD',
      side: quantity > 0 ? 1 : -1,
      quantity: units,
      valuePaise: units * averagePaise,
      isCarried: true,
    });
  }
  return book;
}
