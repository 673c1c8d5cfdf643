import { describe, expect, it } from 'vitest';
import { EXIT_OFFSET_BPS_MAX } from '../../../../src/domain/limits.ts';
import { Bracket } from '../../../../src/domain/order/bracket.ts';
import { BracketRules } from '../../../../src/domain/order/bracket-rules.ts';
import { applyFill, transition } from '../../../../src/domain/order/order.ts';
import { OrderDesk } from '../../../../src/domain/order/order-desk.ts';
import type { OrderSettings } from '../../../../src/domain/order/order-settings.ts';
import type { VenueCommand } from '../../../../src/domain/order/types.ts';
import { QuoteTable } from '../../../../src/domain/position/quote-table.ts';
import { intentOf, ORDER_SETTINGS } from '../../../support/order-rig.ts';
import { tickOf } from '../../../support/tick-stream.ts';
import { stock } from '../../../support/trading-instruments.ts';

/** A bracket whose entry is filled and whose target works. */
function protectedBracket(settings: OrderSettings = ORDER_SETTINGS) {
  const commands: VenueCommand[] = [];
  const desk = new OrderDesk({
    command: (command) => void commands.push(command),
    event: () => undefined,
  });
  const quotes = new QuoteTable(1);
  const rules = new BracketRules(desk, quotes, settings);
  const bracket = new Bracket(intentOf(), stock(0), 0);
  const request = { role: 'entry', side: 1, quantity: 100, limitPaise: 10_000 } as const;
  const entry = desk.place(bracket, { ...request, triggerPaise: 0 });
  applyFill(entry, 100, 10_000);
  rules.settle(bracket);
  if (bracket.target !== undefined) transition(bracket.target, 'accepted_report');
  commands.length = 0;
  return { bracket, rules, desk, quotes, commands };
}

describe('the bracket rules', () => {
  it('ask for nothing when nothing is missing, however often they are asked', () => {
    const { bracket, rules, commands } = protectedBracket();
    for (let times = 0; times < 3; times += 1) {
      rules.settle(bracket);
      rules.watch(bracket, tickOf());
    }
    expect(commands).toEqual([]);
    expect(bracket.isExiting).toBe(false);
  });

  it('wait for a quote before they price an exit', () => {
    const { bracket, rules, quotes, commands } = protectedBracket();
    rules.beginExit(bracket);
    rules.settle(bracket);
    if (bracket.target !== undefined) transition(bracket.target, 'cancelled_report');
    rules.settle(bracket);
    expect(commands.map(({ kind }) => kind)).toEqual(['cancel']);
    quotes.record(tickOf({ bidPaise: 9_950 }));
    rules.watch(bracket, tickOf());
    expect(commands.at(-1)).toMatchObject({ kind: 'place', quantity: 100, limitPaise: 9_945 });
  });

  it('KS-07 never chase further through the touch than the band', () => {
    const { bracket, rules, desk, quotes, commands } = protectedBracket({
      ...ORDER_SETTINGS,
      marketableOffsetBps: 400,
    });
    quotes.record(tickOf({ bidPaise: 10_000 }));
    rules.beginExit(bracket);
    if (bracket.target !== undefined) transition(bracket.target, 'cancelled_report');
    rules.settle(bracket);
    if (bracket.exit !== undefined) transition(bracket.exit, 'accepted_report');
    quotes.record(tickOf({ bidPaise: 9_000 }));
    desk.advanceTo(desk.timeMs + ORDER_SETTINGS.chaseIntervalMs);
    rules.watch(bracket, tickOf());
    const lowest = 9_000 - (9_000 * EXIT_OFFSET_BPS_MAX) / 10_000;
    expect(commands.at(-1)).toMatchObject({ kind: 'modify', limitPaise: lowest });
  });
});
