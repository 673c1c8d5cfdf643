/** The broker's order-update stream: cumulative reports that are dropped, doubled, overtaken, or silent for a while. */
import type { VenueReport } from '../../../src/domain/order/types.ts';
import type { Marks } from '../run/marks.ts';
import type { TruthChange } from '../venue/truth-venue.ts';
import type { EventHeap } from '../world/event-heap.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';
import { reportOf } from './reports.ts';

export interface OrderStreamOptions {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  /** Takes a report into the process that is alive; one that is dead loses it. */
  deliver(report: VenueReport): void;
}

const LATENCY_MS = 15;
const LATENCY_TAIL_MS = 25;
const REORDER_MS = 1_500;

export class OrderStream {
  readonly #options: OrderStreamOptions;
  #silentUntilMs = 0;
  #lastDueMs = 0;
  #sent = 0;
  #isHealed = false;

  constructor(options: OrderStreamOptions) {
    this.#options = options;
  }

  heal(): void {
    this.#isHealed = true;
    this.#silentUntilMs = 0;
  }

  /** Nothing comes through until then, and nobody is told. */
  silence(untilMs: number): void {
    if (this.#isHealed) return;
    this.#options.marks.hit('fault.pushBlackhole');
    this.#silentUntilMs = Math.max(this.#silentUntilMs, untilMs);
  }

  publish(change: TruthChange): void {
    const { heap, random, profile, marks } = this.#options;
    this.#sent += 1;
    const key = change.order.venueOrderId;
    const report = reportOf(change.kind, change.order, {
      fillQuantity: change.fillQuantity,
      fillPaise: change.fillPaise,
      reason: change.order.reason,
      timeMs: heap.nowMs,
    });
    if (heap.nowMs < this.#silentUntilMs) return;
    const isFaulty = !this.#isHealed;
    const n = change.order.fills * 16 + kindNumber(change);
    if (isFaulty && random.chance(profile.pushDrop, 'push', key, n)) {
      marks.hit('fault.pushDrop');
      return;
    }
    const latencyMs = LATENCY_MS + random.wait(LATENCY_TAIL_MS, 'push', key, n + 4096);
    let dueMs = Math.max(heap.nowMs + latencyMs, this.#lastDueMs);
    if (isFaulty && random.chance(profile.pushReorder, 'push', key, n + 8192)) {
      marks.hit('fault.pushReorder');
      dueMs = heap.nowMs + latencyMs + random.wait(REORDER_MS, 'push', key, n + 12_288);
    } else {
      this.#lastDueMs = dueMs;
    }
    heap.at(dueMs, () => this.#options.deliver(report));
    if (isFaulty && random.chance(profile.pushDuplicate, 'push', key, n + 16_384)) {
      marks.hit('fault.pushDuplicate');
      heap.at(dueMs + random.wait(REORDER_MS, 'push', key, n + 20_480), () =>
        this.#options.deliver(report),
      );
    }
  }
}

function kindNumber({ kind }: TruthChange): number {
  return ['accepted', 'rejected', 'fill', 'modified', 'cancelled', 'expired', 'triggered'].indexOf(
    kind,
  );
}
