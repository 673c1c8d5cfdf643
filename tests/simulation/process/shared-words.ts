/** The words the two threads of a simulated process share: whether the venue's books agree, and risk's wish that everything be closed. */
import type { OrderStation } from '../../../src/domain/station/order-station.ts';
import type { RiskStation } from '../../../src/domain/station/risk-station.ts';
import type { Marks } from '../run/marks.ts';
import { QUEUE, type Queue, type Task } from './input-queues.ts';
import type { Writer } from './journal-thread.ts';

export interface SharedWordsOptions {
  readonly risk: RiskStation;
  readonly orders: OrderStation;
  readonly marks: Marks;
  enqueue(queue: Queue, task: Task): void;
  /** The venue's books disagree: LIVE ends. In a step of the risk thread. */
  endLive(): void;
}

export class SharedWords {
  readonly #options: SharedWordsOptions;
  #isReconciled: boolean | undefined;
  #flattenCause = '';

  constructor(options: SharedWordsOptions) {
    this.#options = options;
  }

  /** After a step of `writer`: what it changed is an input of the other thread. */
  compare(writer: Writer): void {
    if (writer === 'oco') this.#compareBooks();
    else this.#compareCause();
  }

  #compareBooks(): void {
    const { risk, orders, enqueue, endLive } = this.#options;
    const { isReconciled } = orders;
    if (isReconciled === this.#isReconciled) return;
    this.#isReconciled = isReconciled;
    enqueue(QUEUE.signals, { writer: 'risk', run: () => risk.onReconciled(isReconciled) });
    if (!isReconciled) enqueue(QUEUE.signals, { writer: 'risk', run: endLive });
  }

  #compareCause(): void {
    const { risk, orders, marks, enqueue } = this.#options;
    const cause = risk.core.flattenCause;
    if (cause === this.#flattenCause) return;
    this.#flattenCause = cause;
    if (cause === '') return;
    marks.hit(`flatten.${cause}`);
    const run = () => orders.flatten({ actor: 'risk', reason: cause });
    enqueue(QUEUE.reports, { writer: 'oco', run });
  }
}
