/** The shared structures of one engine session, made from the topology by the supervisor and mapped again by every thread. */

import { MAX_STRATEGY_THREADS } from '../contract/limits.ts';
import type { SessionBuffers } from '../contract/messages.ts';
import {
  commandCodec,
  decisionCodec,
  externalExposureCodec,
  intentCodec,
  type Journaled,
  orderEventCodec,
  reportCodec,
  signalCodec,
} from '../contract/records/order-path.ts';
import {
  JOURNAL_QUEUE,
  JOURNAL_WRITERS,
  THREAD_NAMES,
  TICK_READERS,
  TOPOLOGY,
} from '../contract/topology.ts';
import { assert } from '../domain/assert.ts';
import type { Signal } from '../domain/order/types.ts';
import { BroadcastRing } from '../ring/broadcast-ring.ts';
import { ByteQueue } from '../ring/byte-queue.ts';
import { ControlBlock } from '../ring/control-block.ts';
import { DOORBELL_BYTES, Doorbell } from '../ring/doorbell.ts';
import { DurableCursors } from '../ring/durable-cursors.ts';
import { LastValueTable } from '../ring/last-value-table.ts';
import { SharedMetrics } from '../ring/shared-metrics.ts';
import { SpscQueue } from '../ring/spsc-queue.ts';

export interface SessionShape {
  readonly tickRingCapacity: number;
  readonly instruments: number;
}

export type Session = ReturnType<typeof mapSession>;

/** Allocates (without `buffers`) or maps every shared structure. */
export function mapSession(shape: SessionShape, buffers?: SessionBuffers) {
  const signals: SpscQueue<Signal & Journaled>[] = [];
  for (let thread = 0; thread < MAX_STRATEGY_THREADS; thread++) {
    const capacity = TOPOLOGY.signals.capacity;
    signals.push(new SpscQueue(signalCodec, capacity, buffers?.signals[thread]));
  }
  const doorbellBuffer =
    buffers?.doorbells ?? new SharedArrayBuffer(THREAD_NAMES.length * DOORBELL_BYTES);
  const table = (name: 'marketState' | 'positionState' | 'riskState' | 'sessionTime') =>
    new LastValueTable(
      TOPOLOGY[name].layout,
      TOPOLOGY[name].capacity || shape.instruments,
      buffers?.[name],
    );
  return {
    control: new ControlBlock(THREAD_NAMES.length, buffers?.control),
    doorbellBuffer,
    /** One per thread, by its slot. */
    doorbells: THREAD_NAMES.map((_, slot) => new Doorbell(doorbellBuffer, slot * DOORBELL_BYTES)),
    metrics: new SharedMetrics(buffers?.metrics),
    ticks: new BroadcastRing(
      {
        layout: TOPOLOGY.ticks.layout,
        capacity: shape.tickRingCapacity,
        readers: TICK_READERS.length,
      },
      buffers?.ticks,
    ),
    signals,
    intents: new SpscQueue(intentCodec, TOPOLOGY.intents.capacity, buffers?.intents),
    commands: new SpscQueue(commandCodec, TOPOLOGY.commands.capacity, buffers?.commands),
    reports: new SpscQueue(reportCodec, TOPOLOGY.reports.capacity, buffers?.reports),
    fills: new SpscQueue(orderEventCodec, TOPOLOGY.fills.capacity, buffers?.fills),
    orderEvents: new SpscQueue(
      orderEventCodec,
      TOPOLOGY.orderEvents.capacity,
      buffers?.orderEvents,
    ),
    decisions: new SpscQueue(decisionCodec, TOPOLOGY.decisions.capacity, buffers?.decisions),
    marketState: table('marketState'),
    positionState: table('positionState'),
    riskState: table('riskState'),
    sessionTime: table('sessionTime'),
    requests: new SpscQueue(signalCodec, TOPOLOGY.requests.capacity, buffers?.requests),
    externals: new SpscQueue(
      externalExposureCodec,
      TOPOLOGY.externals.capacity,
      buffers?.externals,
    ),
    answers: new SpscQueue(decisionCodec, TOPOLOGY.answers.capacity, buffers?.answers),
    /** By place in `JOURNAL_WRITERS`. */
    journalRows: JOURNAL_WRITERS.map(
      (_, index) => new ByteQueue(JOURNAL_QUEUE.capacityBytes, buffers?.journalRows[index]),
    ),
    durable: new DurableCursors(JOURNAL_WRITERS.length, buffers?.durable),
  };
}

/** The plain memory of a session, to hand to a worker. */
export function sessionBuffers(session: Session): SessionBuffers {
  return {
    control: session.control.buffer,
    doorbells: session.doorbellBuffer,
    metrics: session.metrics.buffer,
    ticks: session.ticks.buffer,
    signals: session.signals.map((queue) => queue.buffer),
    intents: session.intents.buffer,
    commands: session.commands.buffer,
    reports: session.reports.buffer,
    fills: session.fills.buffer,
    orderEvents: session.orderEvents.buffer,
    decisions: session.decisions.buffer,
    marketState: session.marketState.buffer,
    positionState: session.positionState.buffer,
    riskState: session.riskState.buffer,
    requests: session.requests.buffer,
    externals: session.externals.buffer,
    answers: session.answers.buffer,
    sessionTime: session.sessionTime.buffer,
    journalRows: session.journalRows.map((queue) => queue.buffer),
    durable: session.durable.buffer,
  };
}

/** Slot of a thread in the control block. */
export function threadSlot(thread: string): number {
  const slot = THREAD_NAMES.indexOf(thread);
  assert(slot >= 0, 'a thread has a declared name');
  return slot;
}

/** Slot of a thread among the readers of the tick ring. */
export function tickReaderSlot(thread: string): number {
  const slot = TICK_READERS.indexOf(thread);
  assert(slot >= 0, 'a tick reader is declared in the topology');
  return slot;
}

/** The doorbell of a thread; whoever writes for that thread rings it. */
export function doorbellOf(session: Session, thread: string): Doorbell {
  const doorbell = session.doorbells[threadSlot(thread)];
  assert(doorbell !== undefined, 'every thread has a doorbell');
  return doorbell;
}
