/** Rows of orders, groups and positions as a journal hands them back, for tests of those who read them. */
import type { SessionRow } from '../../src/domain/input-rows.ts';
import { type GroupRow, groupRowOf } from '../../src/domain/order/group.ts';
import { newOrder, type Order } from '../../src/domain/order/order.ts';
import { orderIdOf } from '../../src/domain/order/types.ts';
import type { PositionRow } from '../../src/domain/position/rows.ts';
import { GROUP, intentOf, TAG_PREFIX } from './order-rig.ts';
import { SESSION_OPEN_MS } from './tick-stream.ts';

/** A bracket of 100 long in instrument 0; `changes` win. */
export function groupRow(changes: Partial<GroupRow> = {}): GroupRow {
  const row = groupRowOf(intentOf(), { kind: 'bracket', timeMs: SESSION_OPEN_MS });
  return { ...row, ...changes };
}

/** Leg `leg` of the group: a working entry of 100 at 100.00; `changes` win. */
export function orderRow(leg: number, changes: Partial<Order> = {}): Order {
  const order = newOrder({
    orderId: orderIdOf(GROUP, leg),
    role: 'entry',
    slot: 0,
    tagPrefix: TAG_PREFIX,
    orderType: 'limit',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    limitPaise: 10_000,
    triggerPaise: 0,
  });
  return { ...order, status: 'working', venueOrderId: 1 + leg, ...changes };
}

/** 100 long at 100.00 in instrument 0; `changes` win. */
export function positionRow(changes: Partial<PositionRow> = {}): PositionRow {
  return {
    sequence: 1,
    strategyIndex: 1,
    instrumentIndex: 0,
    quantity: 100,
    costPaise: 1_000_000,
    realisedPaise: 0,
    turnoverPaise: 1_000_000,
    chargesPaise: 0,
    fillCount: 1,
    orderId: orderIdOf(GROUP, 0),
    cause: '',
    timeMs: SESSION_OPEN_MS,
    ...changes,
  };
}

export function sessionRow(instruments: readonly string[]): SessionRow {
  return {
    account: 'SIMULATED',
    mode: 'paper',
    date: '2026-11-19',
    epoch: 0,
    tagPrefix: TAG_PREFIX,
    startWallMs: SESSION_OPEN_MS,
    configSha: 'c',
    version: 'v',
    instruments,
    strategies: ['ema-cross'],
  };
}
