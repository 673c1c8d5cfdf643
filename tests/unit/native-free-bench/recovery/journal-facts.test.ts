import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalFacts } from '../../../../native-free-bench/recovery/journal-facts.ts';
import { netOf, openOf } from '../../../../native-free-bench/recovery/net-positions.ts';
import { OrderLedger } from '../../../../native-free-bench/recovery/order-ledger.ts';
import { REPORT_ROW, type ReportRow } from '../../../../src/domain/input-rows.ts';
import { JOURNAL_KINDS } from '../../../../src/domain/journal-kinds.ts';
import type { RowKind } from '../../../../src/domain/journal-row.ts';
import { newOrder, type Order } from '../../../../src/domain/order/order.ts';
import { COMMAND_ROW, ORDER_ROW } from '../../../../src/domain/order/rows.ts';
import type { VenueCommand } from '../../../../src/domain/order/types.ts';
import { JournalWriter } from '../../../../src/journal/journal-writer.ts';
import { NodeDisk } from '../../../../src/journal/node-disk.ts';
import type { JournalRecord } from '../../../../src/journal/record.ts';
import { recover } from '../../../../src/journal/recover.ts';
import { encodeRow } from '../../../../src/journal/row-codec.ts';
import { RowRegistry } from '../../../../src/journal/row-registry.ts';
import { JournalImage } from '../../../../src/journal/state-image.ts';
import { orderEventView } from '../../../support/order-event-view.ts';
import { reportOf } from '../../../support/order-rig.ts';

const ORDER_ID = 64;
const SESSION_DATE = '2026-11-19';
const registry = new RowRegistry(JOURNAL_KINDS);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-facts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function recordOf<Row extends object>(kind: RowKind<Row>, row: Row): JournalRecord {
  const payload = encodeRow(kind, row);
  return { kindCode: registry.codeOf(kind), schema: kind.version, payload };
}

function order(changes: Partial<Order> = {}): JournalRecord {
  const fresh = newOrder({
    orderId: ORDER_ID,
    role: 'entry',
    slot: 0,
    tagPrefix: 1,
    orderType: 'limit',
    instrumentIndex: 0,
    side: 1,
    quantity: 10,
    limitPaise: 10_000,
    triggerPaise: 0,
  });
  return recordOf(ORDER_ROW, { ...fresh, ...changes });
}

function place(): JournalRecord {
  const command: VenueCommand = {
    kind: 'place',
    orderId: ORDER_ID,
    tagPrefix: 1,
    queryId: 0,
    orderType: 'limit',
    instrumentIndex: 0,
    side: 1,
    quantity: 10,
    limitPaise: 10_000,
    triggerPaise: 0,
    isReducing: false,
    timeMs: 0,
    originReceiveNs: 0,
  };
  return recordOf(COMMAND_ROW, command);
}

function filledReport(cumulativeQuantity: number): JournalRecord {
  const report = reportOf({ kind: 'fill', orderId: ORDER_ID, cumulativeQuantity });
  return recordOf(REPORT_ROW, { ...report, tick: 0, skipped: 0 } as ReportRow);
}

/** One step per list. */
function factsOf(...steps: (readonly JournalRecord[])[]): JournalFacts {
  const disk = NodeDisk.create(join(folder, 'journal'));
  const recovery = recover({
    disk,
    registry,
    image: new JournalImage(),
    sessionDate: SESSION_DATE,
  });
  const writer = JournalWriter.open({
    disk,
    recovery,
    run: {
      account: 'TEST',
      mode: 'paper',
      sessionDate: SESSION_DATE,
      gitSha: 'test',
      configSha: 'test',
    },
    nowMs: 0,
    segmentBytes: 64 * 1024,
    reserveBytes: 16 * 1024,
  });
  for (const records of steps) writer.append({ wallMs: 1000, isReducing: true, records });
  writer.close();
  recovery.lock.release();
  const facts = new JournalFacts(join(folder, 'journal'));
  facts.read();
  return facts;
}

function shown(changes: Parameters<typeof orderEventView>[0] = {}): OrderLedger {
  const ledger = new OrderLedger();
  ledger.take(orderEventView({ orderId: String(ORDER_ID), ...changes }));
  return ledger;
}

describe('what a journal says happened', () => {
  it('explains an order that was placed once, filled and reported', () => {
    const facts = factsOf(
      [order({ status: 'sending' }), place()],
      [filledReport(10), order({ status: 'filled', filledQuantity: 10 })],
    );
    expect(facts.unexplained()).toEqual([]);
    expect(facts.duplicates()).toEqual([]);
    expect(facts.lost(shown({ status: 'filled', filledQuantity: 10 }))).toEqual([]);
    expect(facts.placesBetween(0, 2000)).toBe(1);
    expect(facts.placesBetween(1001, 2000)).toBe(0);
    expect([...netOf(facts, new OrderLedger()).values()]).toEqual([10]);
  });

  it('finds an order that was placed twice', () => {
    const facts = factsOf([order(), place()], [place()]);
    expect(facts.duplicates()).toEqual([`order ${ORDER_ID} was placed 2 times`]);
  });

  it('finds what was shown and is gone, is less, or is open again', () => {
    const facts = factsOf([order({ status: 'working', filledQuantity: 3 })]);
    expect(facts.lost(shown({ orderId: '128' }))).toHaveLength(1);
    expect(facts.lost(shown({ filledQuantity: 4 }))).toHaveLength(1);
    expect(facts.lost(shown({ status: 'cancelled', filledQuantity: 3 }))).toHaveLength(1);
    expect(facts.lost(shown({ filledQuantity: 3 }))).toEqual([]);
  });

  it('finds an order the venue said nothing of', () => {
    const facts = factsOf([order({ status: 'filled' }), place()]);
    expect(facts.unexplained()).toEqual([`order ${ORDER_ID} is filled without a report`]);
  });

  it('finds an order that is not over', () => {
    const facts = factsOf([place(), filledReport(0), order({ status: 'working' })]);
    expect(facts.unexplained()).toEqual([`order ${ORDER_ID} is still working`]);
  });

  it('finds fills that differ from the reports of the venue', () => {
    const facts = factsOf([place(), filledReport(10), order({ status: 'filled' })]);
    expect(facts.unexplained()).toHaveLength(1);
  });

  it('counts the fills a client saw on top of those it holds', () => {
    const facts = factsOf([order({ status: 'working', filledQuantity: 3 })]);
    const ledger = shown({ filledQuantity: 10, instrument: '#0' });
    expect(netOf(facts, ledger).get('#0')).toBe(10);
    expect(
      openOf(
        new Map([
          ['a', 0],
          ['b', 5],
        ]),
      ),
    ).toEqual(['b']);
  });
});
