/**
 * How much of what each writer handed to the journal is durable, and whether the journal still works. The journal thread writes;
 * whoever is about to send or show something reads.
 *
 *   line 0   state of the journal   line 1 + 2n   durable rows of writer n   line 2 + 2n   its rows that were read, durable or refused
 *
 * Counts wrap at 32 bits.
 */
import { assert } from '../domain/assert.ts';
import { LINE_BYTES, LINE_WORDS } from './words.ts';

export const JOURNAL_HEALTHY = 0;
/** The disk is full: only reducing steps are written, to the reserve. */
export const JOURNAL_RESERVE = 1;
/** Nothing can be made durable any more. */
export const JOURNAL_FAILED = 2;
export type JournalState = typeof JOURNAL_HEALTHY | typeof JOURNAL_RESERVE | typeof JOURNAL_FAILED;

export class DurableCursors {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;

  constructor(writers: number, buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer((1 + 2 * writers) * LINE_BYTES);
    this.words = new Int32Array(this.buffer);
  }

  get state(): JournalState {
    return Atomics.load(this.words, 0) as JournalState;
  }

  setState(state: JournalState): void {
    Atomics.store(this.words, 0, state);
  }

  /** The first `rows` rows of the writer are on disk. Never goes back. */
  advance(writer: number, rows: number): void {
    const word = (1 + 2 * writer) * LINE_WORDS;
    assert(
      ((rows - Atomics.load(this.words, word)) | 0) >= 0,
      'JR-02 what is durable stays durable',
    );
    Atomics.store(this.words, word, rows | 0);
  }

  /** The journal has read the first `rows` rows of the writer: what it is handed from now on comes behind them. */
  setRead(writer: number, rows: number): void {
    Atomics.store(this.words, (2 + 2 * writer) * LINE_WORDS, rows | 0);
  }

  /** Whether row number `sequence` (1-based) of the writer, and all before it, are on disk. True for 0. */
  isDurable(writer: number, sequence: number): boolean {
    return this.hasReached(1 + 2 * writer, sequence);
  }

  /** Whether the journal has read row number `sequence` of the writer, and all before it. True for 0. */
  isRead(writer: number, sequence: number): boolean {
    return this.hasReached(2 + 2 * writer, sequence);
  }

  private hasReached(line: number, sequence: number): boolean {
    return sequence === 0 || ((Atomics.load(this.words, line * LINE_WORDS) - sequence) | 0) >= 0;
  }
}
