import { describe, expect, it } from 'vitest';
import { fundsSchema } from '../../../../../src/contract/wire/smartapi-account.ts';
import {
  allHoldingsSchema,
  holdingsSchema,
  positionBookSchema,
} from '../../../../../src/contract/wire/smartapi-portfolio.ts';
import { portfolioCalls } from '../../../../../src/venue/simulated/rest/portfolio-calls.ts';
import {
  accountOf,
  envelopeOf,
  SimulatedBrokerRig,
} from '../../../../support/simulated-broker-rig.ts';

const HOLDINGS = [{ exchange: 'NSE', symbol: 'STOCK1-EQ', quantity: 20, averagePaise: 9_500 }];
const CARRIED = [{ exchange: 'NFO', symbol: 'INDEX2FUT', quantity: -75, averagePaise: 10_200 }];

function dataOf(rig: SimulatedBrokerRig, name: 'positions' | 'holdings' | 'allHoldings' | 'funds') {
  return envelopeOf(rig.call(portfolioCalls(rig.broker)[name])).data;
}

describe('position rows', () => {
  it('are strings with two decimals and add up', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_050 });
    rig.quote(0);
    rig.place({ limitPaise: 10_300, quantity: 40 }, { side: -1 });
    rig.quote(0, { last: 10_400 });
    const data = dataOf(rig, 'positions') as Record<string, string>[];
    expect(data).toHaveLength(1);
    expect(Object.values(data[0] ?? {}).every((value) => typeof value === 'string')).toBe(true);
    expect(data[0]).toMatchObject({
      netqty: '60',
      buyqty: '100',
      sellqty: '40',
      buyamount: '10050.00',
      sellamount: '4140.00',
      netvalue: '-5910.00',
      avgnetprice: '100.50',
      realised: '120.00',
      unrealised: '210.00',
      pnl: '330.00',
      ltp: '104.00',
      close: '99.00',
    });
    expect(positionBookSchema.parse(data)[0]).toMatchObject({ netQuantity: 60, lastPaise: 10_400 });
  });

  it('F26 lag behind, with all books, when told to', () => {
    const rig = new SimulatedBrokerRig({ policy: { bookLagMs: 5000 } });
    rig.place({ limitPaise: 10_050 });
    rig.quote(0);
    expect(dataOf(rig, 'positions')).toBeNull();
    rig.wait(5000);
    expect(dataOf(rig, 'positions')).toHaveLength(1);
  });

  it('show what was carried over beside the day', () => {
    const rig = new SimulatedBrokerRig({ accounts: [accountOf({ carried: CARRIED })] });
    const [position] = positionBookSchema.parse(dataOf(rig, 'positions'));
    expect(position).toMatchObject({
      productType: 'CARRYFORWARD',
      netQuantity: -75,
      carriedSellQuantity: 75,
      carriedSellValuePaise: 75 * 10_200,
      sellQuantity: 0,
      unrealisedPaise: 75 * 200,
    });
  });
});

describe('holding rows', () => {
  it('are read by their schemas, one by one and with their total', () => {
    const rig = new SimulatedBrokerRig({ accounts: [accountOf({ holdings: HOLDINGS })] });
    const [holding] = holdingsSchema.parse(dataOf(rig, 'holdings'));
    expect(holding).toMatchObject({ quantity: 20, averagePaise: 9_500, profitPaise: 20 * 500 });
    expect(allHoldingsSchema.parse(dataOf(rig, 'allHoldings')).total).toEqual({
      valuePaise: 200_000,
      investedPaise: 190_000,
      profitPaise: 10_000,
      profitPercent: 5.26,
    });
    expect(dataOf(new SimulatedBrokerRig(), 'holdings')).toBeNull();
  });
});

describe('the funds row', () => {
  it('is read by its schema and takes off what is bound', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 9_000 });
    expect(fundsSchema.parse(dataOf(rig, 'funds'))).toMatchObject({
      netPaise: 100_000_000 - 45_000,
      availableCashPaise: 100_000_000 - 45_000,
      usedPaise: 45_000,
    });
  });
});

describe('convertPosition', () => {
  it('moves units between products and refuses what is not held', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_050 });
    rig.quote(0);
    const words = ['symbolname', 'instrumenttype', 'priceden', 'pricenum', 'genden', 'gennum'];
    words.push('precision', 'multiplier', 'boardlotsize', 'buyqty', 'sellqty', 'buyamount');
    const body = {
      ...Object.fromEntries([...words, 'sellamount'].map((word) => [word, '1'])),
      ...{ exchange: 'NSE', symboltoken: '1000', tradingsymbol: 'STOCK0-EQ' },
      ...{ oldproducttype: 'INTRADAY', newproducttype: 'DELIVERY', transactiontype: 'BUY' },
      ...{ quantity: 40, type: 'DAY' },
    };
    const { convert } = portfolioCalls(rig.broker);
    expect(envelopeOf(rig.call(convert, body))).toMatchObject({ status: true, data: null });
    const rows = positionBookSchema.parse(dataOf(rig, 'positions'));
    expect(rows.map(({ productType, netQuantity }) => [productType, netQuantity])).toEqual([
      ['INTRADAY', 60],
      ['DELIVERY', 40],
    ]);
    expect(rig.call(convert, { ...body, quantity: 61 }).code).toBe('AB1017');
    expect(rig.call(convert, { ...body, symboltoken: '9' }).code).toBe('AB1017');
  });
});
