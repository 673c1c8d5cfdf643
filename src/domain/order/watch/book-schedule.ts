/** When which whole book is asked for: periodically, at once on demand, after a pause when it failed; one at a time. Order core. */
import type { WatchSettings } from './watch-settings.ts';

export type BookKind = 'orders' | 'positions';

/** A book that was asked for and has neither come nor failed. */
export interface BookRequest {
  readonly kind: BookKind;
  readonly queryId: number;
  readonly requestedMs: number;
}

interface Turn {
  dueMs: number;
  requestedMs: number;
  failures: number;
}

export class BookSchedule {
  /** Books that did not come in time. */
  abandoned = 0;
  isConnected = true;
  readonly #settings: WatchSettings;
  readonly #orders: Turn = { dueMs: 0, requestedMs: Number.NEGATIVE_INFINITY, failures: 0 };
  readonly #positions: Turn = { dueMs: 0, requestedMs: Number.NEGATIVE_INFINITY, failures: 0 };
  #current: BookRequest | null = null;

  constructor(settings: WatchSettings) {
    this.#settings = settings;
  }

  get current(): BookRequest | null {
    return this.#current;
  }

  /** Both books, at once; what is on its way answers an older question. */
  restart(nowMs: number): void {
    this.#drop();
    for (const turn of [this.#orders, this.#positions]) {
      turn.dueMs = nowMs;
      turn.failures = 0;
    }
  }

  /** No later than `timeMs`. */
  want(kind: BookKind, timeMs: number): void {
    const turn = this.#turnOf(kind);
    if (turn.failures === 0 && turn.dueMs > timeMs) turn.dueMs = timeMs;
  }

  /** Which book to ask for now, if any. Gives up one that did not come. */
  next(nowMs: number): BookKind | null {
    const current = this.#current;
    if (current !== null) {
      if (nowMs - current.requestedMs < this.#settings.bookTimeoutMs) return null;
      this.#drop();
      this.fail(current.kind, nowMs);
    }
    const lastMs = Math.max(this.#orders.requestedMs, this.#positions.requestedMs);
    if (nowMs - lastMs < this.#settings.bookGapMs) return null;
    const arePositionsDue = nowMs >= this.#positions.dueMs;
    // Positions are compared with what the orders explain, so the orders are brought up to date first.
    const freshMs = this.#positions.dueMs - this.#settings.confirmAfterMs;
    const areOrdersBehind = this.#orders.requestedMs < freshMs;
    const mayAskOrders = this.#orders.failures === 0 && arePositionsDue && areOrdersBehind;
    if (nowMs >= this.#orders.dueMs || mayAskOrders) return 'orders';
    return arePositionsDue ? 'positions' : null;
  }

  begin(request: BookRequest): void {
    this.#current = request;
    this.#turnOf(request.kind).requestedMs = request.requestedMs;
  }

  complete(kind: BookKind): void {
    this.#current = null;
    const turn = this.#turnOf(kind);
    turn.failures = 0;
    turn.dueMs = turn.requestedMs + this.#everyMs(kind);
  }

  /** Asks again after a pause that doubles with every failure. */
  fail(kind: BookKind, nowMs: number): void {
    this.#current = null;
    const turn = this.#turnOf(kind);
    turn.failures += 1;
    const pauseMs = this.#settings.bookGapMs * 2 ** Math.min(turn.failures - 1, 16);
    const longestMs = Math.min(this.#settings.backoffMaxMs, this.#everyMs(kind));
    turn.dueMs = nowMs + Math.min(pauseMs, longestMs);
  }

  #drop(): void {
    if (this.#current === null) return;
    this.#current = null;
    this.abandoned += 1;
  }

  #everyMs(kind: BookKind): number {
    if (kind === 'positions') return this.#settings.positionsEveryMs;
    const { ordersEveryMs, disconnectedOrdersEveryMs } = this.#settings;
    return this.isConnected ? ordersEveryMs : disconnectedOrdersEveryMs;
  }

  #turnOf(kind: BookKind): Turn {
    return kind === 'orders' ? this.#orders : this.#positions;
  }
}
