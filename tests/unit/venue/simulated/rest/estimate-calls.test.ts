import { describe, expect, it } from 'vitest';
import { chargesSchema, marginSchema } from '../../../../../src/contract/wire/smartapi-margin.ts';
import { estimateCalls } from '../../../../../src/venue/simulated/rest/estimate-calls.ts';
import { envelopeOf, SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';

const POSITION = { exchange: 'NSE', qty: 100, price: 100, token: '1000', orderType: 'LIMIT' };
const ORDER = { quantity: '100', price: '100', exchange: 'NSE', symbol_name: '', token: '1000' };

describe('the margin calculator', () => {
  it('adds up parts by kind of position', () => {
    const rig = new SimulatedBrokerRig();
    const { margin } = estimateCalls(rig.broker);
    const positions = [
      { ...POSITION, productType: 'INTRADAY', tradeType: 'BUY' },
      { ...POSITION, productType: 'DELIVERY', tradeType: 'BUY' },
      {
        ...POSITION,
        exchange: 'NFO',
        token: '1002',
        qty: 75,
        price: 0,
        productType: 'CARRYFORWARD',
        tradeType: 'SELL',
      },
    ];
    expect(marginSchema.parse(envelopeOf(rig.call(margin, { positions })).data)).toMatchObject({
      totalPaise: 50_000 + 1_000_000 + 37_500,
      otherPaise: 50_000,
      deliveryPaise: 1_000_000,
      spanPaise: 37_500,
    });
    expect(rig.call(margin, { positions: [] }).code).toBe('AB1004');
    expect(rig.call(margin, { positions: [{ ...positions[0], token: '7' }] }).code).toBe('AB1009');
  });
});

describe('the estimate of charges', () => {
  it('charges by the dated tables, per order and in all', () => {
    const rig = new SimulatedBrokerRig();
    const { charges } = estimateCalls(rig.broker);
    const orders = [
      { ...ORDER, product_type: 'INTRADAY', transaction_type: 'SELL' },
      { ...ORDER, product_type: 'DELIVERY', transaction_type: 'SELL' },
    ];
    const estimate = chargesSchema.parse(envelopeOf(rig.call(charges, { orders })).data);
    expect(estimate.summary.tradeValuePaise).toBe(2_000_000);
    // Security transaction tax: 0.025 % of an intraday sale, 0.1 % of a delivery.
    const taxOf = (at: number) =>
      estimate.orders[at]?.charges
        .flatMap(({ parts }) => parts)
        .find(({ name }) => name === 'Security Transaction Tax')?.paise;
    expect([taxOf(0), taxOf(1)]).toEqual([250, 1000]);
    const total = estimate.orders.reduce((sum, { totalPaise }) => sum + totalPaise, 0);
    expect(estimate.summary.totalPaise).toBe(total);
  });
});
