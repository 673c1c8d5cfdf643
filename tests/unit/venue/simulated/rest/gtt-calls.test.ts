import { describe, expect, it } from 'vitest';
import { gttListSchema } from '../../../../../src/contract/wire/smartapi-gtt.ts';
import { gttCalls } from '../../../../../src/venue/simulated/rest/gtt-calls.ts';
import { envelopeOf, SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';

const RULE = {
  ...{ tradingsymbol: 'STOCK0-EQ', symboltoken: '1000', exchange: 'NSE' },
  ...{ transactiontype: 'BUY', producttype: 'DELIVERY' },
  ...{ price: '104', qty: '10', triggerprice: '102', disclosedqty: '10' },
};

function served() {
  const rig = new SimulatedBrokerRig();
  const calls = gttCalls(rig.broker);
  const rules = (status: string, page = 1) =>
    gttListSchema.parse(
      envelopeOf(rig.call(calls.gttList, { status: [status], page, count: 2 })).data,
    );
  return { rig, calls, rules };
}

describe('GTT calls', () => {
  it('create, change, show, cancel', () => {
    const { rig, calls, rules } = served();
    expect(envelopeOf(rig.call(calls.gttCreate, RULE)).data).toEqual({ id: '1' });
    const change = { ...RULE, id: '1', triggerprice: '103' };
    expect(envelopeOf(rig.call(calls.gttModify, change)).data).toEqual({ id: '1' });
    expect(envelopeOf(rig.call(calls.gttDetails, { id: '1' })).data).toMatchObject({
      id: '1',
      status: 'NEW',
      triggerprice: 103,
      price: 104,
      clientid: 'T100001',
      expirydate: '2027-11-19T09:15:00+05:30',
    });
    expect(envelopeOf(rig.call(calls.gttCancel, { ...RULE, id: '1' })).data).toEqual({ id: '1' });
    expect(rules('CANCELLED').map(({ id }) => id)).toEqual(['1']);
    expect(rules('NEW')).toEqual([]);
    expect(rig.call(calls.gttCancel, { ...RULE, id: '1' }).code).toBe('AB9013');
  });

  it('list in pages, the newest first', () => {
    const { rig, calls, rules } = served();
    for (let count = 0; count < 3; count += 1) rig.call(calls.gttCreate, RULE);
    expect(rules('FORALL').map(({ id }) => id)).toEqual(['3', '2']);
    expect(rules('FORALL', 2).map(({ id }) => id)).toEqual(['1']);
    expect(rules('FORALL', 3)).toEqual([]);
  });

  it.each([
    ['AB9001', { transactiontype: 'HOLD' }],
    ['AB9010', { exchange: 'NFO' }],
    ['AB9015', { producttype: 'INTRADAY' }],
    ['AB9011', { symboltoken: '7' }],
    ['AB9012', { tradingsymbol: 'STOCK1-EQ' }],
    ['AB9006', { qty: '0' }],
    ['AB9008', { price: '0' }],
    ['AB9009', { triggerprice: '0' }],
  ])('refuse with %s what is wrong in %o', (code, changes) => {
    const { rig, calls } = served();
    expect(rig.call(calls.gttCreate, { ...RULE, ...changes }).code).toBe(code);
  });
});
