import { describe, expect, it } from 'vitest';
import { FILL_ROW, GTT_REQUEST_ROW, OPERATOR_ROW } from '../../../../src/domain/input-rows.ts';
import { DEFAULT_GTT_SETTINGS } from '../../../../src/domain/order/gtt/gtt-settings.ts';
import { GTT_ROW } from '../../../../src/domain/order/gtt/rows.ts';
import { MESSAGES_SENT_ROW } from '../../../../src/domain/order/messages-sent.ts';
import {
  type OrderEvent,
  orderIdOf,
  type VenueCommand,
  type VenueReport,
} from '../../../../src/domain/order/types.ts';
import { DEFAULT_WATCH_SETTINGS } from '../../../../src/domain/order/watch/watch-settings.ts';
import { accountRate } from '../../../../src/domain/risk/risk-limits.ts';
import {
  OrderStation,
  type OrderStationOptions,
} from '../../../../src/domain/station/order-station.ts';
import { gttOf } from '../../../support/gtt-rig.ts';
import {
  ENTRY,
  GROUP,
  intentOf,
  ORDER_SETTINGS,
  reportOf,
  TAG_PREFIX,
} from '../../../support/order-rig.ts';
import { RISK_LIMITS } from '../../../support/risk-rig.ts';
import { RowImage } from '../../../support/row-image.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../support/tick-stream.ts';
import { ALWAYS_OPEN, stock } from '../../../support/trading-instruments.ts';

const WHO = { actor: 'priya', reason: 'test' };

function stationOf(
  image = new RowImage(),
  changes: Partial<Pick<OrderStationOptions, 'messageRate' | 'orders'>> = {},
) {
  const commands: VenueCommand[] = [];
  const events: OrderEvent[] = [];
  const station = new OrderStation({
    instruments: [stock(0)],
    orders: ORDER_SETTINGS,
    watch: DEFAULT_WATCH_SETTINGS,
    gtt: DEFAULT_GTT_SETTINGS,
    messageRate: accountRate(RISK_LIMITS),
    hours: ALWAYS_OPEN,
    tagPrefix: TAG_PREFIX,
    effects: {
      command: (command) => void commands.push(command),
      event: (event) => void events.push(event),
      request: () => undefined,
      external: () => undefined,
      record: image.record,
    },
    ...changes,
  });
  const tick = (elapsedMs: number) =>
    station.onTick(tickOf({ exchangeTimeMs: SESSION_OPEN_MS + elapsedMs }));
  const kinds = () => image.log.map(({ kind }) => kind.kind);
  return { station, image, commands, events, tick, kinds };
}

function fillReport(changes: Partial<VenueReport>): VenueReport {
  return reportOf({
    kind: 'fill',
    orderId: ENTRY,
    tagPrefix: TAG_PREFIX,
    quantity: 100,
    ...changes,
  });
}

/** A bracket that was entered and whose entry was cancelled without a fill, forgotten since. */
function forgotten() {
  const rig = stationOf();
  rig.tick(0);
  rig.station.onIntent(intentOf());
  rig.station.onReport(fillReport({ kind: 'cancelled' }));
  for (let at = 0; at <= ORDER_SETTINGS.forgetAfterMs + 1000; at += 1000) rig.tick(at);
  expect(rig.station.core.stats.forgottenGroups).toBe(1);
  return rig;
}

describe('the order station', () => {
  it('records a pause and its end before they act', () => {
    const { station, image, events, tick } = stationOf();
    tick(0);
    station.pause(WHO);
    station.onIntent(intentOf());
    station.resume(WHO);
    station.onIntent(intentOf({ intentId: GROUP + 1 }));
    expect(events.map(({ status, reason }) => `${status} ${reason}`)).toEqual([
      'denied paused',
      'sending ',
    ]);
    const actions = image.log.filter(({ kind }) => kind.kind === OPERATOR_ROW.kind);
    expect(actions.map(({ row }) => row)).toMatchObject([
      { core: 'orders', action: 'pause', ...WHO, timeMs: SESSION_OPEN_MS, tick: 1 },
      { core: 'orders', action: 'resume', ...WHO },
    ]);
  });

  it('records what is asked of the GTT book, so that the same can be asked again', () => {
    const first = stationOf();
    first.tick(0);
    const created = first.station.requestGtt({ action: 'create', request: gttOf() }, WHO);
    expect(created).toEqual({ isTaken: true, gttId: 1 });
    expect(first.kinds().slice(-2)).toEqual([GTT_REQUEST_ROW.kind, GTT_ROW.kind]);
    const cancelled = first.station.requestGtt({ action: 'cancel', gttId: 1 }, WHO);
    expect(cancelled).toEqual({ isTaken: true, gttId: 1 });
    const refused = first.station.requestGtt({ action: 'resume', gttId: 1 }, WHO);
    expect(refused).toEqual({ isTaken: false, problem: 'not_waiting' });
    const asked = first.image.log.filter(({ kind }) => kind.kind === GTT_REQUEST_ROW.kind);
    expect(asked.map(({ row }) => row)).toMatchObject([
      { action: 'create', gttId: 0, ...gttOf(), ...WHO, tick: 1 },
      { action: 'cancel', gttId: 1 },
      { action: 'resume', gttId: 1 },
    ]);
  });

  it('ID-05 keeps a row for risk of each fill, and of each correction of a value', () => {
    const { station, image, tick } = stationOf();
    tick(0);
    station.onIntent(intentOf());
    const fill = { fillQuantity: 10, fillPaise: 10_000 };
    station.onReport(fillReport({ ...fill, cumulativeQuantity: 30 }));
    station.onReport(
      fillReport({ ...fill, cumulativeQuantity: 30, cumulativeValuePaise: 299_990 }),
    );
    const rows = image.rows(FILL_ROW);
    expect(rows).toMatchObject([
      { filledQuantity: 30, fillQuantity: 30, fillValuePaise: 300_000 },
      { filledQuantity: 30, fillQuantity: 0, fillValuePaise: -10 },
    ]);
  });

  it('knows the rows of forgotten orders in a book, and looks at those that say more', () => {
    const { station, kinds } = forgotten();
    const row = { kind: 'book_order' as const, bookStatus: 'cancelled' as const, queryId: 1 };
    const before = kinds().length;
    station.onReport(fillReport(row));
    expect(kinds()).toHaveLength(before);
    station.onReport(fillReport({ ...row, bookStatus: 'open' }));
    expect(kinds().slice(before)).toContain('report');
    const next = kinds().length;
    station.onReport(fillReport({ ...row, cumulativeQuantity: 5, cumulativeValuePaise: 50_000 }));
    expect(kinds().slice(next)).toContain('report');
  });

  it('GT-01 takes the group of a GTT for its approval, forgotten or not', () => {
    const { station } = forgotten();
    expect(station.core.hasHadGroup(GROUP)).toBe(true);
  });

  it('RG-05 goes on with its rate windows after a restart: it denies what it would have denied, at most a hand-over and a second longer', () => {
    const paced = {
      messageRate: { perSecond: 4, perMinute: 8, perHour: 100, exitReserveBps: 2_500 },
      orders: { ...ORDER_SETTINGS, entryTimeoutMs: 600_000 },
    };
    const whole = stationOf(new RowImage(), paced);
    let groupId = GROUP;
    const enter = ({ station, events, tick }: typeof whole, elapsedMs: number) => {
      tick(elapsedMs);
      groupId += 1;
      const intentId = groupId;
      station.onIntent(intentOf({ intentId, timeMs: SESSION_OPEN_MS + elapsedMs }));
      const [first] = events.filter((event) => event.groupId === intentId);
      const orderId = orderIdOf(intentId, 0);
      if (first?.status === 'sending') station.onReport(fillReport({ kind: 'accepted', orderId }));
      return `${first?.status} ${first?.reason}`;
    };
    // Six of eight messages of the minute are for entries.
    for (const elapsedMs of [100, 400, 5_000, 10_000, 10_900, 20_000]) {
      expect(enter(whole, elapsedMs)).toBe('sending ');
    }
    const image = new RowImage();
    for (const { kind, row } of whole.image.log) image.record(kind, row);
    const restarted = stationOf(image, paced);
    restarted.station.restore(image, SESSION_OPEN_MS + 21_000);
    const denied = 'denied rate_limited';
    for (const elapsedMs of [21_000, 40_000, 60_099]) {
      expect(enter(restarted, elapsedMs)).toBe(denied);
      expect(enter(whole, elapsedMs)).toBe(denied);
    }
    // The message of 0.1 s counts as of 0.4 s, the newest of its second, and 2 s later still.
    expect(enter(whole, 60_100)).toBe('sending ');
    expect(enter(restarted, 62_399)).toBe(denied);
    expect(enter(restarted, 62_400)).toBe('sending ');
    expect(enter(restarted, 62_401)).toBe('sending ');
    expect(enter(restarted, 62_402)).toBe(denied);
    const rows = restarted.image.rows(MESSAGES_SENT_ROW);
    expect(rows.map(({ count }) => count)).toEqual([2, 1, 2, 1, 2]);
  });
});
