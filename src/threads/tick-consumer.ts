/** A critical thread's side of the tick ring: reads batches, measures their latency, keeps the reader's counters. */
import { TICK_POLL_BATCH } from '../contract/limits.ts';
import { type Role, TOPOLOGY } from '../contract/topology.ts';
import { assert } from '../domain/assert.ts';
import { f64At } from '../domain/cells.ts';
import type { Tick } from '../domain/tick/tick.ts';
import { GatingReader } from '../ring/gating-reader.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { MetricCell } from '../ring/shared-metrics.ts';
import { TickView } from '../ring/tick-view.ts';
import { tickReaderSlot } from './session.ts';
import type { ThreadContext } from './thread-context.ts';

const GATING_ROLES: readonly Role[] = TOPOLOGY.ticks.gatingReaders;

export class TickConsumer {
  private readonly context: ThreadContext;
  private readonly reader: GatingReader;
  private readonly tick: TickView;
  private readonly onTick: (tick: Tick) => void;
  private readonly latency: LatencyHistogram;
  private readonly lag: MetricCell;
  private readonly read: MetricCell;
  /** Receive stamps of the batch with the number of ticks that share each: one socket chunk brings many. */
  private readonly stamps = new Float64Array(TICK_POLL_BATCH);
  private readonly stampCounts = new Float64Array(TICK_POLL_BATCH);

  constructor(context: ThreadContext, onTick: (tick: Tick) => void) {
    const { session, init } = context;
    assert(
      GATING_ROLES.includes(init.role),
      'FO-03 only declared readers hold the tick ring up, the one that serves clients never',
    );
    const labels = { reader: init.thread };
    this.context = context;
    this.reader = new GatingReader(session.ticks, tickReaderSlot(init.thread));
    this.tick = new TickView(this.reader.records);
    this.onTick = onTick;
    this.latency = session.metrics.histogram('receiveToConsumer', labels);
    this.lag = session.metrics.cell('readerLag', labels);
    this.read = session.metrics.cell('readerRead', labels);
  }

  attach(): void {
    this.reader.attach();
  }

  detach(): void {
    this.reader.detach();
  }

  /** Handles up to `batches` poll batches; returns the number of ticks handled. */
  poll(batches: number): number {
    let handled = 0;
    for (let batch = 0; batch < batches; batch++) {
      const count = this.reader.available(TICK_POLL_BATCH);
      if (count === 0) break;
      this.handle(count);
      handled += count;
    }
    if (handled > 0) {
      this.read.add(handled);
      this.lag.set(this.reader.available(Number.MAX_SAFE_INTEGER));
    }
    return handled;
  }

  private handle(count: number): void {
    const { reader, tick, stamps, stampCounts } = this;
    const firstSequence = reader.sequence;
    let runs = 0;
    let stamp = -1;
    for (let k = 0; k < count; k++) {
      tick.moveTo(reader.baseOf(k), firstSequence + k);
      const receiveTimeNs = tick.receiveTimeNs;
      if (receiveTimeNs !== stamp) {
        stamp = receiveTimeNs;
        stamps[runs] = stamp;
        stampCounts[runs] = 0;
        runs++;
      }
      stampCounts[runs - 1] = f64At(stampCounts, runs - 1) + 1;
      this.onTick(tick);
    }
    reader.release(count);
    // Stamped after the batch was handled, so a tick's latency includes its own handling and never less.
    const nowNs = this.context.nowNs();
    for (let run = 0; run < runs; run++) {
      this.latency.record(nowNs - f64At(stamps, run), f64At(stampCounts, run));
    }
  }
}
