/** The strategy agent: ticks in, signals out. Holds no order and no position, so it can be ended and started at any time. */
import type { Signal } from '../domain/order/types.ts';
import { createStrategyCore, type StrategyCore } from '../domain/strategy/strategy-core.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { MetricCell } from '../ring/shared-metrics.ts';
import type { Agent } from './agent.ts';
import { QueueOutput } from './queue-ends.ts';
import { RestoredImage } from './restored-image.ts';
import { strategySpecs } from './strategy-specs.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickConsumer } from './tick-consumer.ts';
import { warmUp } from './warm-up.ts';

/** Batches of ticks per duty cycle. */
const BATCHES = 4;
export class StrategyAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly ticks: TickConsumer;
  private readonly core: StrategyCore;
  private readonly signals;
  private readonly execution: LatencyHistogram;
  private readonly signalAge: LatencyHistogram;
  private readonly disabled: MetricCell;

  constructor(context: ThreadContext) {
    const { init, session } = context;
    this.context = context;
    const queue = session.signals[init.position];
    if (queue === undefined) throw new Error(`No signal queue for ${init.thread}`);
    this.signals = new QueueOutput(context, queue, {
      name: `signals_${init.position}`,
      reader: 'risk',
    });
    this.signalAge = session.metrics.histogram('orderPathAge', { stage: 'signalled' });
    const threads = init.settings.engine.strategyThreads;
    const mine = init.strategies.filter(({ index }) => index % threads === init.position);
    this.core = createStrategyCore({
      strategies: strategySpecs(mine, new RestoredImage(init.restored), init.incarnation),
      instruments: init.instruments,
      effects: { signal: (signal) => this.onSignal(signal) },
    });
    this.ticks = new TickConsumer(context, (tick) => this.core.onTick(tick));
    this.execution = session.metrics.histogram('strategyExecution', { reader: init.thread });
    this.disabled = session.metrics.cell('strategiesDisabled', { thread: init.thread });
  }

  onStart(): void {
    warmUp(this.context.init);
    this.ticks.attach();
  }

  doWork(): number {
    const startNs = this.context.nowNs();
    const handled = this.ticks.poll(BATCHES);
    if (handled === 0) return 0;
    this.execution.record(this.context.nowNs() - startNs, 1);
    this.disabled.set(this.core.stats.disabled);
    this.signals.settle();
    return handled;
  }

  private onSignal(signal: Signal): void {
    this.signalAge.record(this.context.nowNs() - signal.originReceiveNs, 1);
    this.signals.tryWrite({ ...signal, journalSequence: 0 });
  }

  onClose(): void {
    this.ticks.detach();
  }
}
