/** What the two stations of a simulated process are given to act by: rows, outboxes that wait for them, and each other’s queues. */
import type { OrderStationEffects, RiskEffects } from '../../../src/domain/effects.ts';
import type { RecordRow } from '../../../src/domain/journal-row.ts';
import { GTT_STRATEGY } from '../../../src/domain/order/types.ts';
import type { EngineProcess } from './engine-process.ts';
import { QUEUE, type Queue } from './input-queues.ts';
import type { Writer } from './journal-thread.ts';
import { isOpening, type ProcessPorts } from './process-options.ts';
import type { ProcessOutboxes } from './process-outboxes.ts';

export interface EffectTargets {
  readonly record: RecordRow;
  readonly ports: ProcessPorts;
  readonly outboxes: ProcessOutboxes;
  /** Read when something happens, not before. */
  readonly process: Pick<EngineProcess, 'orders' | 'operator'>;
  /** Durable steps of `writer` that an effect made now waits for. */
  gate(writer: Writer): number;
  enqueue(queue: Queue, writer: Writer, run: () => void): void;
  /** The current step opens a position. */
  opens(): void;
}

export function riskEffects(targets: EffectTargets): RiskEffects {
  const { record, ports, outboxes, process, gate, enqueue } = targets;
  return {
    record,
    approve: (intent) => {
      ports.intent(intent);
      enqueue(QUEUE.intents, 'oco', () => process.orders.onIntent(intent));
      return true;
    },
    decide: (decision) => {
      process.operator.onDecision(decision);
      outboxes.decisions.add(decision, gate('risk'));
      if (decision.strategyIndex !== GTT_STRATEGY) return;
      enqueue(QUEUE.reports, 'oco', () => process.orders.onAnswer(decision));
    },
  };
}

export function orderEffects(targets: EffectTargets): OrderStationEffects {
  const { record, ports, outboxes, gate, opens } = targets;
  return {
    record,
    command: (command) => {
      ports.asked(command);
      if (isOpening(command)) opens();
      outboxes.commands.add(command, gate('oco'));
    },
    event: (event) => {
      ports.event(event);
      outboxes.events.add(event, gate('oco'));
    },
    request: (signal) => outboxes.requests.add(signal, gate('oco')),
    external: (exposure) => outboxes.externals.add(exposure, gate('oco')),
  };
}
