/** What a human asks of a running engine: the kill, pauses, flatten, GTTs; each an input of the threads it concerns. */
import type { GttAsk, OrderStation } from '../../../src/domain/station/order-station.ts';
import type { RiskStation } from '../../../src/domain/station/risk-station.ts';
import type { Marks } from '../run/marks.ts';
import { QUEUE, type Queue, type Task } from './input-queues.ts';

export interface OperatorDeskOptions {
  readonly risk: RiskStation;
  readonly orders: OrderStation;
  readonly marks: Marks;
  /** Hands them to the threads, all at one moment. */
  input(...tasks: readonly (Task & { readonly queue: Queue })[]): void;
}

const OPERATOR = { actor: 'operator', reason: 'simulated' } as const;

export class OperatorDesk {
  readonly #options: OperatorDeskOptions;

  constructor(options: OperatorDeskOptions) {
    this.#options = options;
  }

  /** The latch that all threads share was set. */
  kill(): void {
    this.#both((station) => station.kill(OPERATOR));
  }

  resetKill(): void {
    this.#both((station) => station.resetKill(OPERATOR));
  }

  flatten(): void {
    const { orders, input } = this.#options;
    input({ queue: QUEUE.reports, writer: 'oco', run: () => orders.flatten(OPERATOR) });
  }

  pause(): void {
    this.#setState('pause', 'reducing');
  }

  resume(): void {
    this.#setState('resume', 'active');
  }

  requestGtt(ask: GttAsk): void {
    const { orders, marks, input } = this.#options;
    const run = () => {
      const answer = orders.requestGtt(ask, OPERATOR);
      marks.hit(`gtt.${ask.action}.${answer.isTaken ? 'taken' : answer.problem}`);
    };
    input({ queue: QUEUE.reports, writer: 'oco', run });
  }

  #both(act: (station: RiskStation | OrderStation) => void): void {
    const { risk, orders, input } = this.#options;
    input(
      { queue: QUEUE.signals, writer: 'risk', run: () => act(risk) },
      { queue: QUEUE.reports, writer: 'oco', run: () => act(orders) },
    );
  }

  #setState(word: 'pause' | 'resume', state: 'reducing' | 'active'): void {
    const { risk, orders, input } = this.#options;
    const change = () => {
      risk.operate({ kind: 'set_state', state, ...OPERATOR, timeMs: risk.timeMs });
    };
    input(
      { queue: QUEUE.reports, writer: 'oco', run: () => orders[word](OPERATOR) },
      { queue: QUEUE.signals, writer: 'risk', run: change },
    );
  }
}
