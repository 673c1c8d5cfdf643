import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  CANCEL_ATTEMPTS_MAX,
  EXIT_LEGS_RESERVED,
  MODIFY_ATTEMPTS_MAX,
} from '../../../../src/domain/limits.ts';
import { Group, groupRowOf } from '../../../../src/domain/order/group.ts';
import { GroupRegistry } from '../../../../src/domain/order/group-registry.ts';
import { type Order, transition } from '../../../../src/domain/order/order.ts';
import { OrderDesk } from '../../../../src/domain/order/order-desk.ts';
import type {
  Amendment,
  OrderRequest,
  OrderThrottle,
} from '../../../../src/domain/order/order-request.ts';
import { newCounters } from '../../../../src/domain/order/order-stats.ts';
import {
  LEGS_PER_GROUP,
  type OrderEvent,
  type VenueCommand,
} from '../../../../src/domain/order/types.ts';
import { intentOf, ORDER_SETTINGS, TAG_PREFIX } from '../../../support/order-rig.ts';
import { RowImage } from '../../../support/row-image.ts';
import { ALWAYS_CLOSED, ALWAYS_OPEN, stock } from '../../../support/trading-instruments.ts';

const REQUEST: OrderRequest = {
  role: 'target',
  slot: 0,
  orderType: 'limit',
  side: 1,
  quantity: 100,
  limitPaise: 10_000,
  triggerPaise: 0,
};
const ASKED: Amendment = { quantity: 50, limitPaise: 10_000, triggerPaise: 0 };

function deskOf(throttle?: OrderThrottle, hours = ALWAYS_OPEN) {
  const events: OrderEvent[] = [];
  const commands: VenueCommand[] = [];
  const image = new RowImage();
  const counters = newCounters();
  const registry = new GroupRegistry([stock(0)]);
  const effects = {
    command: (command: VenueCommand) => void commands.push(command),
    event: (event: OrderEvent) => void events.push(event),
    request: () => undefined,
    record: image.record,
  };
  const desk = new OrderDesk({
    ...{ effects, registry, counters, throttle, hours, isWatched: true },
    settings: ORDER_SETTINGS,
    tagPrefix: TAG_PREFIX,
  });
  desk.advanceTo(1);
  const group = new Group(groupRowOf(intentOf(), { kind: 'bracket', timeMs: 1 }), stock(0));
  const place = (): Order => {
    const order = desk.placeReducing(group, REQUEST);
    if (order === undefined) throw new Error('Nothing was placed');
    desk.outbox.flush();
    return order;
  };
  return { desk, events, commands, image, counters, group, place };
}

describe('the order desk', () => {
  it('announces orders with contiguous numbers, and tells the watch what it sent', () => {
    const { desk, events, commands, place } = deskOf();
    const first = place();
    const second = place();
    expect(second.orderId).toBe(first.orderId + 1);
    expect(events.map(({ sequence, status }) => [sequence, status])).toEqual([
      [1, 'sending'],
      [2, 'sending'],
    ]);
    expect(commands.map(({ kind }) => kind)).toEqual(['place', 'place']);
    const told: Order[] = [];
    const watch = { onSent: (order: Order) => void told.push(order) };
    desk.tellSent(watch);
    desk.tellSent(watch);
    expect(told).toEqual([first, second]);
  });

  it('ID-06 never places an order twice', () => {
    const { desk, place } = deskOf();
    const order = place();
    expect(() => desk.send(order)).toThrow('ID-06');
  });

  it('OL-10 asks for one change at a time', () => {
    const { desk, commands, place } = deskOf();
    const order = place();
    desk.amend(order, ASKED);
    transition(order, 'accepted_report');
    desk.amend(order, order);
    desk.amend(order, ASKED);
    expect(order.status).toBe('pending_update');
    desk.amend(order, { ...ASKED, quantity: 60 });
    desk.cancel(order);
    desk.outbox.flush();
    expect(commands.map(({ kind, quantity }) => `${kind} ${quantity}`)).toEqual([
      'place 100',
      'modify 50',
    ]);
  });

  it('repeats a refused modify after its pause, a few times, and another one at once', () => {
    const { desk, commands, place } = deskOf();
    const order = place();
    transition(order, 'accepted_report');
    for (let times = 0; times < 10; times += 1) {
      desk.amend(order, ASKED);
      if (order.status !== 'pending_update') continue;
      transition(order, 'modify_rejected_report');
      order.retryAtMs = desk.timeMs + 100;
      desk.amend(order, ASKED);
      expect(order.status).toBe('working');
      desk.advanceTo(desk.timeMs + 100);
    }
    desk.outbox.flush();
    expect(commands.filter(({ kind }) => kind === 'modify')).toHaveLength(MODIFY_ATTEMPTS_MAX);
    desk.amend(order, { ...ASKED, limitPaise: 9_995 });
    expect(order.status).toBe('pending_update');
  });

  it('OL-10 never asks for less than is filled', () => {
    const { desk, place } = deskOf();
    const order = place();
    transition(order, 'partial_fill_report');
    order.filledQuantity = 50;
    expect(() => desk.amend(order, ASKED)).toThrow(InvariantError);
  });

  it('gives up a cancel that is refused again and again, and says so once', () => {
    const { desk, commands, counters, place } = deskOf();
    const order = place();
    transition(order, 'accepted_report');
    for (let times = 0; times < CANCEL_ATTEMPTS_MAX + 5; times += 1) {
      desk.cancel(order);
      if (order.status === 'pending_cancel') transition(order, 'cancel_rejected_report');
    }
    desk.outbox.flush();
    expect(commands.filter(({ kind }) => kind === 'cancel')).toHaveLength(CANCEL_ATTEMPTS_MAX);
    expect(counters).toMatchObject({ abandonedCancels: 1, alarms: 1 });
  });

  it('repeats an unanswered cancel after twice the wait each time, and no more than a few times', () => {
    const { desk, commands, counters, place } = deskOf();
    const order = place();
    transition(order, 'accepted_report');
    desk.cancel(order);
    const waits = [desk.cancelTimeoutMs(order)];
    for (let times = 0; times < CANCEL_ATTEMPTS_MAX + 2; times += 1) {
      desk.repeatCancel(order);
      waits.push(desk.cancelTimeoutMs(order));
    }
    desk.outbox.flush();
    expect(commands.filter(({ kind }) => kind === 'cancel')).toHaveLength(CANCEL_ATTEMPTS_MAX);
    expect(waits[1]).toBe((waits[0] ?? 0) * 2);
    expect(counters.abandonedCancels).toBe(1);
  });

  it('does not let a refused cancel be repeated before its pause is over', () => {
    const { desk, place } = deskOf();
    const order = place();
    transition(order, 'accepted_report');
    order.cancelAttempts = 1;
    order.retryAtMs = 500;
    desk.advanceTo(499);
    desk.cancel(order);
    expect(order.status).toBe('working');
    desk.advanceTo(500);
    desk.advanceTo(100);
    desk.cancel(order);
    expect(order.status).toBe('pending_cancel');
  });

  it('SE-01 places nothing while the segment is closed', () => {
    const { desk, group } = deskOf(undefined, ALWAYS_CLOSED);
    expect(desk.placeReducing(group, REQUEST)).toBeUndefined();
    expect(group.orders).toEqual([]);
  });

  it('KS-03 opens nothing and changes nothing when the message budget is used up', () => {
    let budget = 2;
    const take = (): boolean => {
      budget -= 1;
      return budget >= 0;
    };
    const { desk, group, counters, place } = deskOf({ tryEntry: () => false, tryReducing: take });
    const order = place();
    transition(order, 'accepted_report');
    desk.amend(order, ASKED);
    transition(order, 'modified_report');
    desk.cancel(order);
    expect(order.status).toBe('working');
    expect(desk.placeReducing(group, REQUEST)).toBeUndefined();
    expect(desk.tryEntry()).toBe(false);
    expect(counters.throttledCommands).toBe(3);
    expect(group.orders).toHaveLength(1);
  });

  it('keeps legs for exits and refuses a leg too many', () => {
    const { desk, group } = deskOf();
    while (desk.hasLegFor(group, EXIT_LEGS_RESERVED)) desk.open(group, REQUEST);
    expect(group.orders).toHaveLength(LEGS_PER_GROUP - EXIT_LEGS_RESERVED);
    while (desk.hasLegFor(group)) desk.open(group, REQUEST);
    expect(() => desk.open(group, REQUEST)).toThrow(InvariantError);
  });

  it('emits nothing for a held leg that stays as it is', () => {
    const { desk, group, events, commands } = deskOf();
    desk.hold(group, { ...REQUEST, role: 'stop', limitPaise: 0, triggerPaise: 90 });
    const stop = group.orders[0] as Order;
    desk.resizeHeld(stop, 100, 90);
    desk.resizeHeld(stop, 60, 90);
    desk.endHeld(stop, 'leg_triggered');
    desk.endHeld(stop, 'leg_released');
    desk.outbox.flush();
    expect(events.map(({ status, quantity }) => `${status} ${quantity}`)).toEqual([
      'held 100',
      'held 60',
      'triggered 60',
    ]);
    expect(commands).toEqual([]);
  });

  it('PP-06 books an adjustment as a fill of its own kind only', () => {
    const { desk, group, events } = deskOf();
    const adjustment = desk.open(group, { ...REQUEST, role: 'adjustment', side: -1 });
    desk.adjust(adjustment, 9_990);
    desk.outbox.flush();
    expect(events).toMatchObject([
      { role: 'adjustment', status: 'filled', fillQuantity: 100, fillValuePaise: 999_000 },
    ]);
    expect(() => desk.adjust(desk.open(group, REQUEST), 9_990)).toThrow('PP-06');
  });
});
