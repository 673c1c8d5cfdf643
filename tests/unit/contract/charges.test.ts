import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chargeScheduleSchema } from '../../../src/contract/charges.ts';

const FILE = new URL('../../../config/market/charges.yaml', import.meta.url);
const TEXT = readFileSync(FILE, 'utf8');

function problemsOf(find: string, replace: string): string[] {
  expect(TEXT).toContain(find);
  const parsed = chargeScheduleSchema.safeParse(parse(TEXT.replace(find, replace)));
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the schema of the charge tables', () => {
  it('reads percentages and rupees as integers, digit by digit', () => {
    const schedule = chargeScheduleSchema.parse(parse(TEXT));
    const newest = schedule.exchanges.NSE.at(-1);
    expect(newest?.from).toBe('2026-03-01');
    expect(newest?.rates.intraday).toEqual({ exchangePpb: 30_699, ipftPpb: 1 });
    expect(schedule.brokerage.at(-1)?.rates.intraday).toEqual({
      brokerageFlatPaise: 0,
      brokerageRatePpb: 300_000,
      brokerageCapPaise: 2_000,
    });
    const { rates } = schedule.statutory.at(-1) ?? {};
    expect([rates?.gstBps, rates?.sebiPpb, rates?.segments.delivery.stampBuyPpb]).toEqual([
      1_800, 1_000, 150_000,
    ]);
  });

  it('refuses what is not a rate or an amount, and names the place', () => {
    expect(problemsOf('gst: "18%"', 'gst: 18')[0]).toMatch(/^statutory\.0\.gst: /);
    expect(problemsOf('sebi: "0.0001%"', 'sebi: "0.00000001%"')[0]).toContain('seven decimals');
    expect(problemsOf('cap: "20"', 'cap: "20.5"')[0]).toContain('is not an amount in rupees');
    expect(problemsOf('sttSell: "0.15%"', 'sttSell: "15%"')[0]).toContain('above 0.9 %');
    expect(problemsOf('product: intraday', 'product: margin')[0]).toContain('product');
  });

  it('refuses regimes out of order, dates that do not exist, keys it does not know', () => {
    expect(problemsOf('- from: "2024-11-01"', '- from: "2023-01-01"')[0]).toContain(
      'order of date',
    );
    expect(problemsOf('- from: "2024-11-01"', '- from: "2024-11-31"')[0]).toContain(
      'existing date',
    );
    expect(problemsOf('stampBuy: "0.015%"', 'stamp: "0.015%"').join()).toContain('stampBuy');
  });

  it('refuses rates whose sum could lose a paisa', () => {
    const problems = problemsOf('rate: "0.03%", cap: "20"', 'rate: "0.87%", cap: "20"');
    expect(problems.join()).toContain('together above 0.9 %');
  });
});
