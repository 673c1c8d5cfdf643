/** Margin calculator and estimate of charges of the simulated broker. Simulator process. */
import type { ProductType, TransactionType } from '../../../contract/wire/smartapi-enums.ts';
import {
  chargesBodySchema,
  marginBodySchema,
  type WireCharge,
  type WireChargeSummary,
  type WireCharges,
  type WireMargin,
} from '../../../contract/wire/smartapi-margin.ts';
import { ERROR_CODES } from '../../../contract/wire/smartapi-rest.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import { istDateKey } from '../../../domain/instrument/ist-date.ts';
import { type ChargeSchedule, ChargeTariff } from '../../../domain/position/charge-tariff.ts';
import {
  type ChargeComponents,
  chargesOf,
  NO_CHARGES,
  totalOfCharges,
} from '../../../domain/position/charges.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import { applicationRefusal, malformed, okAnswer } from './answer.ts';
import { bodyOf, type ClientHandler, type Handlers } from './call.ts';

type EstimateCalls = Pick<Handlers, 'margin' | 'charges'>;

export function estimateCalls(broker: SimulatedBroker): EstimateCalls {
  return { margin: marginCall(broker), charges: chargesCall(broker) };
}

function marginCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const body = bodyOf(call, marginBodySchema);
    if (body === null) return malformed();
    const paise = { premium: 0, span: 0, delivery: 0, cash: 0 };
    for (const {
      exchange,
      token,
      qty: quantity,
      price,
      tradeType,
      productType,
    } of body.positions) {
      const instrument = broker.directory.find(exchange, token);
      if (instrument === undefined) return symbolNotFound();
      const side = tradeType === 'BUY' ? 1 : -1;
      const pricePaise =
        price > 0 ? Math.round(price * 100) : broker.pricesOf(instrument).lastPaise;
      const exposure = { instrument, side, product: productType, quantity, pricePaise } as const;
      paise[partOf(instrument, tradeType, productType)] += broker.risk.margin(exposure);
    }
    const total = paise.premium + paise.span + paise.delivery + paise.cash;
    const margin: WireMargin = {
      totalMarginRequired: total / 100,
      marginComponents: {
        netPremium: paise.premium / 100,
        spanMargin: paise.span / 100,
        marginBenefit: 0,
        deliveryMargin: paise.delivery / 100,
        nonNFOMargin: paise.cash / 100,
        totOptionsPremium: paise.premium / 100,
      },
    };
    return okAnswer(margin);
  };
}

function partOf(
  { kind }: Instrument,
  tradeType: TransactionType,
  product: ProductType,
): 'premium' | 'span' | 'delivery' | 'cash' {
  if (kind === 'equity') return product === 'DELIVERY' ? 'delivery' : 'cash';
  return kind === 'option' && tradeType === 'BUY' ? 'premium' : 'span';
}

function chargesCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const body = bodyOf(call, chargesBodySchema);
    if (body === null) return malformed();
    const summaries: WireChargeSummary[] = [];
    let sum = NO_CHARGES;
    let tradedPaise = 0;
    for (const order of body.orders) {
      const instrument = broker.directory.find(order.exchange, order.token);
      if (instrument === undefined) return symbolNotFound();
      const tariff = tariffOf(broker.charges, order.product_type);
      const place = tariff.placeOf(instrument);
      const { rates } = tariff.ratesOn(istDateKey(broker.timeMs), place);
      const valuePaise = order.quantity * order.price;
      const side = order.transaction_type === 'BUY' ? 1 : -1;
      const charges = rates === null ? NO_CHARGES : chargesOf(rates, side, valuePaise);
      summaries.push(summaryOf(charges, valuePaise));
      sum = added(sum, charges);
      tradedPaise += valuePaise;
    }
    const answer: WireCharges = { summary: summaryOf(sum, tradedPaise), charges: summaries };
    return okAnswer(answer);
  };
}

function tariffOf(charges: ChargeSchedule, product: ProductType): ChargeTariff {
  const isIntraday = product === 'INTRADAY' || product === 'BO';
  return new ChargeTariff({ ...charges, product: isIntraday ? 'intraday' : 'delivery' });
}

function added(one: ChargeComponents, other: ChargeComponents): ChargeComponents {
  return {
    brokeragePaise: one.brokeragePaise + other.brokeragePaise,
    sttPaise: one.sttPaise + other.sttPaise,
    exchangePaise: one.exchangePaise + other.exchangePaise,
    ipftPaise: one.ipftPaise + other.ipftPaise,
    sebiPaise: one.sebiPaise + other.sebiPaise,
    stampPaise: one.stampPaise + other.stampPaise,
    gstPaise: one.gstPaise + other.gstPaise,
  };
}

function summaryOf(charges: ChargeComponents, valuePaise: number): WireChargeSummary {
  const exchangePaise = charges.exchangePaise + charges.ipftPaise;
  const external = [
    chargeRow('Exchange Transaction Charges', exchangePaise),
    chargeRow('Stamp Duty', charges.stampPaise),
    chargeRow('SEBI Fees', charges.sebiPaise),
  ];
  const taxes = [
    chargeRow('Security Transaction Tax', charges.sttPaise),
    chargeRow('GST', charges.gstPaise),
  ];
  const externalPaise = exchangePaise + charges.stampPaise + charges.sebiPaise;
  return {
    total_charges: totalOfCharges(charges) / 100,
    trade_value: valuePaise / 100,
    breakup: [
      chargeRow('Angel One Brokerage', charges.brokeragePaise),
      chargeRow('External Charges', externalPaise, external),
      chargeRow('Taxes', charges.sttPaise + charges.gstPaise, taxes),
    ],
  };
}

function chargeRow(name: string, paise: number, breakup: readonly WireCharge[] = []): WireCharge {
  return { name, amount: paise / 100, msg: '', breakup };
}

function symbolNotFound() {
  return applicationRefusal(ERROR_CODES.symbolNotFound, 'Symbol Not Found');
}
