/** Which charge rates apply on a date: the dated tables of broker, state and exchanges, joined. Pure; the charge ledger asks it. */
import type { Exchange, Instrument } from '../instrument/instrument.ts';
import type { DateKey } from '../instrument/ist-date.ts';
import type { ChargeExchange, ChargeRates, ChargeSegment } from './charges.ts';

/** How cash shares are held: squared off the same day, or taken into the demat account. */
export const EQUITY_PRODUCTS = ['intraday', 'delivery'] as const;
export type EquityProduct = (typeof EQUITY_PRODUCTS)[number];

type Brokerage = Pick<ChargeRates, 'brokerageFlatPaise' | 'brokerageRatePpb' | 'brokerageCapPaise'>;
type Taxes = Pick<ChargeRates, 'sttBuyPpb' | 'sttSellPpb' | 'stampBuyPpb'>;
type ExchangeFees = Pick<ChargeRates, 'exchangePpb' | 'ipftPpb'>;
type BySegment<Rates> = Readonly<Record<ChargeSegment, Rates>>;

/** Rates from `from` on, until the next regime of the same table. Regimes are in order of date. */
export interface Regime<Rates> {
  readonly from: DateKey;
  readonly rates: Rates;
}

interface Statutory {
  readonly sebiPpb: number;
  readonly gstBps: number;
  readonly segments: BySegment<Taxes>;
}

/** The content of `config/market/charges.yaml`. */
export interface ChargeSchedule {
  readonly product: EquityProduct;
  readonly brokerage: readonly Regime<BySegment<Brokerage>>[];
  readonly statutory: readonly Regime<Statutory>[];
  readonly exchanges: Readonly<Record<ChargeExchange, readonly Regime<BySegment<ExchangeFees>>[]>>;
}

/** Knows no rates: every charge is refused. */
export const NO_SCHEDULE: ChargeSchedule = {
  product: 'intraday',
  brokerage: [],
  statutory: [],
  exchanges: { NSE: [], BSE: [] },
};

/** Unknown is not zero: what is traded under a refusal is counted as uncharged. */
export type ChargeRefusal = 'date_before_tables' | 'segment_not_charged';

export type RatesAnswer =
  | { readonly rates: ChargeRates; readonly refusal: '' }
  | { readonly rates: null; readonly refusal: ChargeRefusal };

/** Where an instrument's trades are charged. */
export interface ChargePlace {
  readonly exchange: ChargeExchange;
  readonly segment: ChargeSegment;
}

const CHARGED_AT: Readonly<Partial<Record<Exchange, ChargeExchange>>> = {
  NSE: 'NSE',
  NFO: 'NSE',
  BSE: 'BSE',
  BFO: 'BSE',
};

export class ChargeTariff {
  readonly #schedule: ChargeSchedule;

  constructor(schedule: ChargeSchedule) {
    this.#schedule = schedule;
  }

  /** Null where there is no table for the instrument's market. */
  placeOf(instrument: Pick<Instrument, 'exchange' | 'kind'>): ChargePlace | null {
    const exchange = CHARGED_AT[instrument.exchange];
    if (exchange === undefined || instrument.kind === 'index') return null;
    const isDerivative = instrument.exchange === 'NFO' || instrument.exchange === 'BFO';
    if (isDerivative === (instrument.kind === 'equity')) return null;
    switch (instrument.kind) {
      case 'equity':
        return { exchange, segment: this.#schedule.product };
      case 'future':
        return { exchange, segment: 'futures' };
      case 'option':
        return { exchange, segment: 'options' };
      default:
        instrument.kind satisfies never;
        return null;
    }
  }

  ratesOn(dateKey: DateKey, place: ChargePlace | null): RatesAnswer {
    if (place === null) return { rates: null, refusal: 'segment_not_charged' };
    const { exchange, segment } = place;
    const brokerage = regimeOn(this.#schedule.brokerage, dateKey)?.[segment];
    const statutory = regimeOn(this.#schedule.statutory, dateKey);
    const fees = regimeOn(this.#schedule.exchanges[exchange], dateKey)?.[segment];
    if (brokerage === undefined || statutory === null || fees === undefined) {
      return { rates: null, refusal: 'date_before_tables' };
    }
    const { sebiPpb, gstBps, segments } = statutory;
    const rates = { ...brokerage, ...segments[segment], ...fees, sebiPpb, gstBps };
    return { rates, refusal: '' };
  }
}

function regimeOn<Rates>(regimes: readonly Regime<Rates>[], dateKey: DateKey): Rates | null {
  let found: Rates | null = null;
  for (const { from, rates } of regimes) if (from <= dateKey) found = rates;
  return found;
}
