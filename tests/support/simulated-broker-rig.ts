/** The simulated broker without sockets: a test writes the market, calls handlers, and reads every version of every order. */
import { loadCalendar } from '../../src/app/calendar-loader.ts';
import { loadCharges } from '../../src/app/charges-loader.ts';
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { SessionCalendar } from '../../src/domain/instrument/session-calendar.ts';
import type { BrokerOrder, OrderTerms } from '../../src/venue/simulated/broker/broker-order.ts';
import type { NewOrder } from '../../src/venue/simulated/broker/order-desk.ts';
import {
  type BrokerOptions,
  SimulatedBroker,
} from '../../src/venue/simulated/broker/simulated-broker.ts';
import { FaultPlan } from '../../src/venue/simulated/control/fault-plan.ts';
import type { Account } from '../../src/venue/simulated/rest/account.ts';
import type { Answer } from '../../src/venue/simulated/rest/answer.ts';
import type { ClientHandler } from '../../src/venue/simulated/rest/call.ts';
import type { Session } from '../../src/venue/simulated/rest/sessions.ts';
import { RISK_LIMITS } from './risk-rig.ts';
import { cellsOf, type ScriptedQuote } from './scripted-market.ts';
import { SESSION_OPEN_MS } from './tick-stream.ts';
import { future, index, stock } from './trading-instruments.ts';

const CALENDAR = new SessionCalendar(loadCalendar());
const CHARGES = loadCharges();

export function accountOf(changes: Partial<Account> = {}): Account {
  return {
    clientCode: 'T100001',
    pin: '2580',
    totpSecret: 'JBSWY3DPEHPK3PXP',
    apiKey: 'key-1',
    name: 'Test Client',
    cashPaise: 100_000_000,
    holdings: [],
    carried: [],
    ...changes,
  };
}

/** Two shares, a future of 75 units a lot, an index. */
export const RIG_INSTRUMENTS: readonly Instrument[] = [stock(0), stock(1), future(2), index(3)];

export function brokerOptions(changes: Partial<BrokerOptions> = {}): BrokerOptions {
  return {
    accounts: [accountOf()],
    calendar: CALENDAR,
    limits: RISK_LIMITS,
    charges: CHARGES,
    ...changes,
  };
}

function termsOf(changes: Partial<OrderTerms> = {}): OrderTerms {
  return {
    variety: 'NORMAL',
    orderType: 'LIMIT',
    product: 'INTRADAY',
    duration: 'DAY',
    quantity: 100,
    disclosedQuantity: 0,
    limitPaise: 10_000,
    triggerPaise: 0,
    ...changes,
  };
}

/** A `placeOrder` body that buys 100 of the first share at 100.00, as clients send it; `changes` win. */
export function placeBody(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    variety: 'NORMAL',
    tradingsymbol: 'STOCK0-EQ',
    symboltoken: '1000',
    transactiontype: 'BUY',
    exchange: 'NSE',
    ordertype: 'LIMIT',
    producttype: 'INTRADAY',
    duration: 'DAY',
    price: '100.00',
    triggerprice: '0',
    quantity: '100',
    ordertag: 'tag1',
    ...changes,
  };
}

export class SimulatedBrokerRig {
  readonly broker: SimulatedBroker;
  readonly account: Account;
  readonly session: Session;
  readonly versions: BrokerOrder[] = [];
  readonly faults = new FaultPlan();
  timeMs = SESSION_OPEN_MS;
  #taken = 0;

  constructor(changes: Partial<BrokerOptions> = {}) {
    const options = brokerOptions(changes);
    const place = { market: { instruments: RIG_INSTRUMENTS }, faults: this.faults };
    this.broker = new SimulatedBroker(options, { ...place, timeMs: this.timeMs });
    this.account = options.accounts[0] as Account;
    this.session = this.broker.sessions.open(this.account, this.timeMs, false);
    this.broker.onOrderChange((order) => void this.versions.push(order));
    for (const { index: at } of RIG_INSTRUMENTS) this.quote(at, {}, 0);
  }

  /** An update `stepMs` after the last moment. */
  quote(at: number, quote: ScriptedQuote = {}, stepMs = 100): void {
    this.timeMs += stepMs;
    this.broker.onUpdate(at, cellsOf(this.timeMs, quote));
    this.broker.onTime(this.timeMs);
  }

  wait(stepMs: number): void {
    this.timeMs += stepMs;
    this.broker.onTime(this.timeMs);
  }

  /** Buys 100 of the first share at 100.00 for INTRADAY. */
  place(terms: Partial<OrderTerms> = {}, changes: Partial<NewOrder> = {}): BrokerOrder {
    return this.broker.orders.place({
      account: this.account,
      instrument: RIG_INSTRUMENTS[0] as Instrument,
      side: 1,
      tag: 'tag1',
      origin: 'api',
      terms: termsOf(terms),
      ...changes,
    });
  }

  order(number = 1): BrokerOrder {
    const order = this.broker.ledger.byNumber(number);
    if (order === undefined) throw new Error(`There is no order ${number}.`);
    return order;
  }

  call(handler: ClientHandler, body: unknown = {}, tail = ''): Answer {
    return handler({ body, tail, account: this.account, session: this.session });
  }

  /** Versions since the last call, as `number state/event filled`. */
  taken(): string[] {
    const fresh = this.versions.slice(this.#taken);
    this.#taken = this.versions.length;
    return fresh.map(
      ({ number, state, event, filledQuantity }) => `${number} ${state}/${event} ${filledQuantity}`,
    );
  }
}

/** The envelope of an answer. */
export function envelopeOf({ body }: Answer): { readonly data: unknown } & Record<string, unknown> {
  return JSON.parse(body) as { readonly data: unknown } & Record<string, unknown>;
}
