/** The simulated broker behind its protocols: accounts, orders, exchange, candles, rules. Simulator process. */
import type { BrokerPolicy } from '../../../contract/wire/simulator-control.ts';
import { f64At } from '../../../domain/cells.ts';
import type { Instrument, InstrumentIndex } from '../../../domain/instrument/instrument.ts';
import { CalendarHours } from '../../../domain/instrument/market-hours.ts';
import type { SessionCalendar } from '../../../domain/instrument/session-calendar.ts';
import type { ChargeSchedule } from '../../../domain/position/charge-tariff.ts';
import type { RiskLimits } from '../../../domain/risk/risk-limits.ts';
import { DECODED, DECODED_CELLS } from '../../../domain/tick/decoded-tick.ts';
import type { FaultPlan } from '../control/fault-plan.ts';
import type { MarketSource } from '../market-source.ts';
import type { Account } from '../rest/account.ts';
import { Sessions } from '../rest/sessions.ts';
import type { BrokerOrder } from './broker-order.ts';
import { CandleStore } from './candle-store.ts';
import { Exchange } from './exchange.ts';
import { GttDesk } from './gtt-desk.ts';
import { InstrumentDirectory } from './instrument-directory.ts';
import { emptyTick, loadTick } from './market-tick.ts';
import { OrderDesk } from './order-desk.ts';
import { OrderLedger } from './order-ledger.ts';
import type { LastPrices } from './portfolio-rows.ts';
import { RiskDesk } from './risk-desk.ts';
import { SquareOff } from './square-off.ts';

export interface BrokerOptions {
  /** At least one. */
  readonly accounts: readonly Account[];
  readonly calendar: SessionCalendar;
  /** Margin rates; nothing else of it is used. */
  readonly limits: RiskLimits;
  readonly charges: ChargeSchedule;
  /** Exchange time from an order's arrival to its effect; default 0. */
  readonly latencyMs?: number;
  readonly policy?: Partial<BrokerPolicy>;
  /** Of tokens and ids; default 1. */
  readonly seed?: number;
  /** Client codes that are no account's may open the market stream with anything that is not empty; default false. */
  readonly isStreamOpen?: boolean;
}

/** Where it trades. */
export interface BrokerPlace {
  readonly market: Pick<MarketSource, 'instruments'>;
  readonly faults: FaultPlan;
  /** Exchange time at which it opens. */
  readonly timeMs: number;
}

/** Angel One as its documentation describes it, with orders from registered addresses only. */
const DEFAULT_POLICY: BrokerPolicy = {
  bookLagMs: 0,
  isRateLimited: true,
  isSingleSession: false,
  isMarketConverted: false,
  registeredAddresses: ['127.0.0.1', '::1', '::ffff:127.0.0.1'],
  clockSkewMs: 0,
};

/** Times are exchange time, epoch milliseconds. */
export class SimulatedBroker {
  readonly accounts: readonly Account[];
  readonly charges: ChargeSchedule;
  readonly isStreamOpen: boolean;
  readonly faults: FaultPlan;
  readonly sessions: Sessions;
  readonly directory: InstrumentDirectory;
  readonly ledger: OrderLedger;
  readonly risk: RiskDesk;
  readonly orders: OrderDesk;
  readonly gtt: GttDesk;
  readonly candles: CandleStore;
  readonly squareOff: SquareOff;
  policy: BrokerPolicy;
  readonly #exchange: Exchange;
  readonly #latest: readonly Float64Array[];
  readonly #tick = emptyTick();
  readonly #listeners: ((order: BrokerOrder) => void)[] = [];
  #timeMs: number;

  constructor(options: BrokerOptions, { market, faults, timeMs }: BrokerPlace) {
    const { accounts, calendar, seed = 1 } = options;
    const { instruments } = market;
    this.faults = faults;
    this.accounts = accounts;
    this.charges = options.charges;
    this.isStreamOpen = options.isStreamOpen ?? false;
    this.policy = { ...DEFAULT_POLICY, ...options.policy };
    this.sessions = new Sessions(seed);
    this.directory = new InstrumentDirectory(instruments);
    this.ledger = new OrderLedger(seed);
    this.risk = new RiskDesk(options.limits);
    this.candles = new CandleStore(instruments.length);
    this.#latest = instruments.map(() => new Float64Array(DECODED_CELLS));
    const { ledger, risk } = this;
    const onChange = (order: BrokerOrder) => {
      for (const listener of this.#listeners) listener(order);
    };
    const orders = new OrderDesk({ ledger, risk, faults, instruments, accounts, onChange });
    const hours = new CalendarHours(calendar);
    const onReport = orders.onReport.bind(orders);
    this.#exchange = new Exchange({
      ...{ instruments, hours, onReport },
      latencyMs: options.latencyMs ?? 0,
    });
    orders.connect(this.#exchange);
    this.orders = orders;
    this.gtt = new GttDesk(orders);
    const lastPaise = ({ index }: Instrument) => this.#exchange.lastPaise(index);
    this.squareOff = new SquareOff({ calendar, accounts, orders, ledger, lastPaise });
    this.#timeMs = timeMs;
    this.onTime(timeMs);
  }

  get timeMs(): number {
    return this.#timeMs;
  }

  /** The moment the books are of: they may lag. */
  get bookTimeMs(): number {
    return this.#timeMs - this.policy.bookLagMs;
  }

  /** Called with every version of every order, in order. */
  onOrderChange(listener: (order: BrokerOrder) => void): void {
    this.#listeners.push(listener);
  }

  onUpdate(at: InstrumentIndex, cells: Float64Array): void {
    this.#latest[at]?.set(cells);
    loadTick(this.#tick, at, cells);
    this.orders.setTime(this.#tick.exchangeTimeMs);
    this.candles.onTick(this.#tick, f64At(cells, DECODED.openInterest));
    this.#exchange.onTick(this.#tick);
    this.gtt.onPrice(at, this.#tick.lastPaise, this.#tick.exchangeTimeMs);
  }

  onTime(timeMs: number): void {
    // The clock stands between milliseconds at most speeds; nobody else knows parts of them.
    this.#timeMs = Math.max(this.#timeMs, Math.floor(timeMs));
    this.orders.setTime(this.#timeMs);
    this.#exchange.onTime(this.#timeMs);
    this.squareOff.onTime(this.#timeMs);
  }

  /** The latest update, in the `DECODED` layout; all 0 before the first. */
  latest({ index }: Instrument): Float64Array {
    return this.#latest[index] ?? new Float64Array(DECODED_CELLS);
  }

  pricesOf(instrument: Instrument): LastPrices {
    const cells = this.latest(instrument);
    return {
      lastPaise: f64At(cells, DECODED.lastPaise),
      previousClosePaise: f64At(cells, DECODED.closePaise),
    };
  }
}
