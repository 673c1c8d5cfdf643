import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { CANCEL_ATTEMPTS_MAX, EXIT_LEGS_RESERVED } from '../../../../src/domain/limits.ts';
import { Bracket } from '../../../../src/domain/order/bracket.ts';
import { transition } from '../../../../src/domain/order/order.ts';
import { OrderDesk } from '../../../../src/domain/order/order-desk.ts';
import {
  LEGS_PER_GROUP,
  type OrderEvent,
  type VenueCommand,
} from '../../../../src/domain/order/types.ts';
import { intentOf } from '../../../support/order-rig.ts';
import { stock } from '../../../support/trading-instruments.ts';

const REQUEST = {
  role: 'entry',
  side: 1,
  quantity: 100,
  limitPaise: 10_000,
  triggerPaise: 0,
} as const;

function deskOf() {
  const effects: string[] = [];
  const events: OrderEvent[] = [];
  const commands: VenueCommand[] = [];
  const desk = new OrderDesk({
    command: (command) => {
      commands.push(command);
      effects.push(command.kind);
    },
    event: (event) => {
      events.push(event);
      effects.push(event.status);
    },
  });
  return { desk, effects, events, commands, bracket: new Bracket(intentOf(), stock(0), 0) };
}

describe('the order desk', () => {
  it('announces an order before it sends it and numbers legs and events', () => {
    const { desk, effects, events, bracket } = deskOf();
    const first = desk.place(bracket, REQUEST);
    const second = desk.place(bracket, REQUEST);
    expect(effects).toEqual(['sending', 'place', 'sending', 'place']);
    expect(second.orderId).toBe(first.orderId + 1);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(desk.find(second.orderId)).toBe(second);
  });

  it('OL-10 asks for one change at a time, and never twice for what was refused', () => {
    const { desk, commands, bracket } = deskOf();
    const order = desk.place(bracket, REQUEST);
    expect(desk.amend(order, 50, 10_000)).toBe(false);
    transition(order, 'accepted_report');
    expect(desk.amend(order, 100, 10_000)).toBe(false);
    expect(desk.amend(order, 50, 10_000)).toBe(true);
    expect(desk.amend(order, 60, 10_000)).toBe(false);
    desk.cancel(order);
    expect(commands).toHaveLength(2);
    order.inFlight = 'none';
    expect(desk.amend(order, 50, 10_000)).toBe(false);
    expect(desk.amend(order, 50, 9_995)).toBe(true);
  });

  it('OL-10 never asks for less than is filled', () => {
    const { desk, bracket } = deskOf();
    const order = desk.place(bracket, REQUEST);
    transition(order, 'partial_fill_report');
    order.filledQuantity = 40;
    expect(() => desk.amend(order, 40, 10_000)).toThrow(InvariantError);
  });

  it('gives up a cancel that is refused again and again, and says so once', () => {
    const { desk, commands, bracket } = deskOf();
    const order = desk.place(bracket, REQUEST);
    transition(order, 'accepted_report');
    for (let times = 0; times < CANCEL_ATTEMPTS_MAX + 5; times += 1) {
      desk.cancel(order);
      if (order.inFlight === 'none') continue;
      transition(order, 'cancel_rejected_report');
      order.inFlight = 'none';
    }
    expect(commands.filter(({ kind }) => kind === 'cancel')).toHaveLength(CANCEL_ATTEMPTS_MAX);
    expect(desk.abandonedCancels).toBe(1);
  });

  it('does not let a refused cancel be repeated before its pause is over', () => {
    const { desk, commands, bracket } = deskOf();
    const order = desk.place(bracket, REQUEST);
    transition(order, 'accepted_report');
    order.retryAtMs = 500;
    desk.advanceTo(499);
    desk.cancel(order);
    expect(commands).toHaveLength(1);
    desk.advanceTo(500);
    desk.advanceTo(100);
    desk.cancel(order);
    expect(commands).toHaveLength(2);
  });

  it('keeps legs for exits and refuses a leg too many', () => {
    const { desk, bracket } = deskOf();
    while (desk.hasLegFor(bracket, EXIT_LEGS_RESERVED)) desk.place(bracket, REQUEST);
    expect(bracket.orders).toHaveLength(LEGS_PER_GROUP - EXIT_LEGS_RESERVED);
    while (desk.hasLegFor(bracket)) desk.place(bracket, REQUEST);
    expect(() => desk.place(bracket, REQUEST)).toThrow(InvariantError);
  });

  it('emits nothing for a stop that stays as it is', () => {
    const { desk, events, commands, bracket } = deskOf();
    const stop = desk.hold(bracket, { ...REQUEST, role: 'stop', limitPaise: 0, triggerPaise: 90 });
    desk.resizeStop(stop, 100, 90);
    expect(events).toHaveLength(1);
    desk.resizeStop(stop, 60, 90);
    desk.endStop(stop, 'stop_triggered');
    desk.endStop(stop, 'stop_released');
    expect(events.map(({ status, quantity }) => `${status} ${quantity}`)).toEqual([
      'held 100',
      'held 60',
      'triggered 60',
    ]);
    expect(commands).toEqual([]);
  });
});
