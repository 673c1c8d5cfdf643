/**
 * Recognises a request from outside by its content (RG-07) before it becomes a signal: the same content again within the window is a
 * duplicate. A request with an idempotency key of its own does not come here. Pure; survives restarts.
 */
import { assert } from '../assert.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import { CONTENT_SEEN, type ContentSeenRow } from './idempotency-rows.ts';

export interface DuplicateSettings {
  /** How long a content is remembered, session time. */
  readonly windowMs: number;
  /** Contents remembered at once. When all are within the window, further ones are refused: they cannot be told from duplicates. */
  readonly capacity: number;
}

export type ContentVerdict = 'new' | 'duplicate' | 'window_full';

export class DuplicateWindow {
  readonly #settings: DuplicateSettings;
  readonly #record: RecordRow;
  /** By slot: `sequence % capacity`. */
  readonly #slots: (ContentSeenRow | undefined)[];
  /** The newest row of each content in the slots. */
  readonly #byHash = new Map<string, ContentSeenRow>();
  #lastSequence = 0;

  constructor(settings: DuplicateSettings, record: RecordRow) {
    assert(settings.capacity >= 1, 'a duplicate window holds at least one content');
    this.#settings = settings;
    this.#record = record;
    this.#slots = new Array<ContentSeenRow | undefined>(settings.capacity);
  }

  /** `contentHash`: of strategy, instrument, side, quantity, price and whatever else makes two requests the same (`bodyHash`). */
  admit(contentHash: string, timeMs: number): ContentVerdict {
    const seen = this.#byHash.get(contentHash);
    if (seen !== undefined && this.#isWithin(seen, timeMs)) return 'duplicate';
    const sequence = this.#lastSequence + 1;
    const slot = sequence % this.#settings.capacity;
    const oldest = this.#slots[slot];
    if (oldest !== undefined && this.#isWithin(oldest, timeMs)) return 'window_full';
    const row = { slot, sequence, contentHash, timeMs };
    this.#keep(row);
    this.#record(CONTENT_SEEN, row);
    return 'new';
  }

  restore(image: StateImage): void {
    this.#slots.fill(undefined);
    this.#byHash.clear();
    this.#lastSequence = 0;
    const rows = [...image.rows(CONTENT_SEEN)].sort((a, b) => a.sequence - b.sequence);
    for (const row of rows) this.#keep(row);
  }

  #keep(row: ContentSeenRow): void {
    const replaced = this.#slots[row.slot];
    if (replaced !== undefined && this.#byHash.get(replaced.contentHash) === replaced) {
      this.#byHash.delete(replaced.contentHash);
    }
    this.#slots[row.slot] = row;
    this.#byHash.set(row.contentHash, row);
    this.#lastSequence = row.sequence;
  }

  /** A clock that stepped back leaves what it saw within the window. */
  #isWithin(row: ContentSeenRow, timeMs: number): boolean {
    return timeMs - row.timeMs < this.#settings.windowMs;
  }
}
