/** The rates of `config/market/charges.yaml` and the charge arithmetic against independently computed contract notes. */
import { describe, expect, it } from 'vitest';
import { loadCharges } from '../../src/app/charges-loader.ts';
import { ChargeTariff } from '../../src/domain/position/charge-tariff.ts';
import { type ChargeSegment, chargesOf } from '../../src/domain/position/charges.ts';
import {
  EXACT_PER_PAISA,
  exactCharges,
  roundExact,
  rupeesOfExact,
} from '../../src/domain/position/exact-charges.ts';
import { oracleOf, SKIPPED_WITHOUT_ORACLE } from '../support/oracles.ts';

interface ChargesCase {
  readonly id: number;
  readonly input: {
    readonly exchange: 'NSE' | 'BSE';
    readonly segment: ChargeSegment;
    readonly side: 'BUY' | 'SELL';
    readonly qty: number;
    readonly price: number;
    readonly trade_date: string;
    readonly brokerage: number;
  };
  readonly expected: Readonly<Record<string, number>>;
}

const { isPresent, cases } = oracleOf<ChargesCase>('charges');

/** The expectations are decimal numbers that went through one binary double; so does what they are compared with. */
const RELATIVE_TOLERANCE = 1e-14;

function expectSame(name: string, ours: bigint, theirs: number | undefined): void {
  const value = Number(rupeesOfExact(ours));
  const expected = theirs ?? Number.NaN;
  const isSame = Math.abs(value - expected) <= RELATIVE_TOLERANCE * Math.abs(expected);
  expect([name, isSame ? expected : value]).toEqual([name, expected]);
}

/** The shortest decimal that reads as the number, as an integer of 10^-15 rupees. */
function exactOfRupees(rupees: number): bigint {
  const [mantissa = '', exponent = ''] = rupees.toExponential().split('e');
  const decimals = mantissa.replace('.', '').length - 1 - Number(exponent);
  return BigInt(mantissa.replace('.', '')) * 10n ** BigInt(15 - decimals);
}

describe.skipIf(!isPresent)(
  `charges and independently computed ones (${SKIPPED_WITHOUT_ORACLE})`,
  () => {
    const tariff = new ChargeTariff(loadCharges());

    it('has cases to compare with', () => {
      expect(cases.length).toBeGreaterThan(0);
    });

    it.each(cases)('charges case $id to the last digit', ({ input, expected }) => {
      const answer = tariff.ratesOn(input.trade_date, input);
      if (answer.rates === null) throw new Error(`refused: ${answer.refusal}`);
      const side = input.side === 'BUY' ? 1 : -1;
      const valuePaise = Math.round(input.price * 100) * input.qty;
      const brokerage = exactOfRupees(input.brokerage);
      const ours = exactCharges(answer.rates, { side, valuePaise, brokerage });
      expectSame('turnover', BigInt(valuePaise) * EXACT_PER_PAISA, expected['turnover']);
      expectSame('exchange_txn', ours.exchange, expected['exchange_txn']);
      expectSame('ipft', ours.ipft, expected['ipft']);
      const withIpft = ours.exchange + ours.ipft;
      expectSame('exchange_txn_plus_ipft', withIpft, expected['exchange_txn_plus_ipft']);
      expectSame('sebi', ours.sebi, expected['sebi']);
      expectSame('stt', ours.stt, expected['stt']);
      expectSame('stamp', ours.stamp, expected['stamp']);
      expectSame('gst', ours.gst, expected['gst']);
      expectSame('total', ours.total, expected['total']);
      expect(roundExact(ours.stt, 100) / 100).toBe(expected['stt_rounded']);
      const booked = chargesOf(answer.rates, side, valuePaise);
      expect([booked.sttPaise, booked.exchangePaise, booked.stampPaise]).toEqual(
        [ours.stt, ours.exchange, ours.stamp].map((exact) => roundExact(exact, 1)),
      );
    });
  },
);
