/**
 * A lossless queue of variable-length messages between two threads: one writer, one reader. The writer stages messages and publishes
 * them together, so the reader sees a group of messages whole or not at all. A full queue refuses; nothing is dropped.
 *
 *   line 0  writer cursor   line 1  reader cursor   then capacity bytes of messages, each 8-byte aligned:
 *   u32 length of the body · u32 tag · body · padding.   A length of all ones: the rest of the buffer is skipped.
 *
 * Cursors count units of 8 bytes and wrap at 32 bits.
 */
import { assert } from '../domain/assert.ts';
import { u32At } from '../domain/cells.ts';
import { isPowerOfTwo, LINE_BYTES, LINE_WORDS } from './words.ts';

const UNIT_BYTES = 8;
const HEADER_BYTES = 2 * LINE_BYTES;
const WRITER_WORD = 0;
const READER_WORD = LINE_WORDS;
const SKIP = 0xffffffff;

/** The memory of one queue; both ends build it over the same buffer. */
export class ByteQueue {
  readonly buffer: SharedArrayBuffer;
  readonly capacityBytes: number;
  readonly cursors: Int32Array;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;

  /** `capacityBytes`: a power of two. */
  constructor(capacityBytes: number, buffer?: SharedArrayBuffer) {
    assert(isPowerOfTwo(capacityBytes), 'the capacity of a byte queue is a power of two');
    this.buffer = buffer ?? new SharedArrayBuffer(HEADER_BYTES + capacityBytes);
    assert(
      this.buffer.byteLength === HEADER_BYTES + capacityBytes,
      'both ends of a queue map the same size',
    );
    this.capacityBytes = capacityBytes;
    this.cursors = new Int32Array(this.buffer, 0, HEADER_BYTES / 4);
    this.bytes = new Uint8Array(this.buffer, HEADER_BYTES);
    this.words = new Uint32Array(this.buffer, HEADER_BYTES);
  }

  loadWriter(): number {
    return Atomics.load(this.cursors, WRITER_WORD);
  }

  loadReader(): number {
    return Atomics.load(this.cursors, READER_WORD);
  }

  storeWriter(cursor: number): void {
    Atomics.store(this.cursors, WRITER_WORD, cursor);
  }

  storeReader(cursor: number): void {
    Atomics.store(this.cursors, READER_WORD, cursor);
  }

  /** Bytes published and not yet read, skipped rests included. */
  depthBytes(): number {
    const read = this.loadReader();
    return ((this.loadWriter() - read) | 0) * UNIT_BYTES;
  }
}

/** The writing end. One thread at a time. */
export class ByteQueueWriter {
  private readonly queue: ByteQueue;
  private readonly units: number;
  private next: number;

  constructor(queue: ByteQueue) {
    this.queue = queue;
    this.units = queue.capacityBytes / UNIT_BYTES;
    this.next = queue.loadWriter();
  }

  /** Bytes that can still be staged, headers and padding included; the reader can only make it more. */
  freeBytes(): number {
    return (this.units - ((this.next - this.queue.loadReader()) | 0)) * UNIT_BYTES;
  }

  /** Stages the first `length` bytes of `body` under `tag` (u32); false when there is no room, and nothing was staged. */
  tryStage(tag: number, body: Uint8Array, length: number): boolean {
    const { queue, units } = this;
    const needed = unitsOf(length);
    const at = this.next & (units - 1);
    const rest = units - at;
    const skipped = needed > rest ? rest : 0;
    if ((needed + skipped) * UNIT_BYTES > this.freeBytes()) return false;
    if (skipped > 0) queue.words[at * 2] = SKIP;
    const start = skipped > 0 ? 0 : at;
    queue.words[start * 2] = length;
    queue.words[start * 2 + 1] = tag;
    const from = start * UNIT_BYTES + UNIT_BYTES;
    if (length === body.length) queue.bytes.set(body, from);
    else queue.bytes.set(body.subarray(0, length), from);
    this.next = (this.next + needed + skipped) | 0;
    return true;
  }

  /** Lets the reader see everything staged. The caller rings the doorbell. */
  publish(): void {
    this.queue.storeWriter(this.next);
  }
}

/** Told of one message; `body` is the reader's own copy of nothing: a view that is valid during the call only. */
export type OnMessage = (tag: number, body: Uint8Array) => void;

/** The reading end. */
export class ByteQueueReader {
  private readonly queue: ByteQueue;
  private readonly units: number;
  private next: number;

  constructor(queue: ByteQueue) {
    this.queue = queue;
    this.units = queue.capacityBytes / UNIT_BYTES;
    this.next = queue.loadReader();
  }

  /** What was published up to now; hand it to `drain` later to read exactly that much. */
  published(): number {
    return this.queue.loadWriter();
  }

  /** Hands over every message up to the cursor `upTo` (of `published`), oldest first; returns how many. Frees nothing yet. */
  drain(upTo: number, onMessage: OnMessage): number {
    const { queue, units } = this;
    let count = 0;
    while (((upTo - this.next) | 0) > 0) {
      const at = this.next & (units - 1);
      const length = u32At(queue.words, at * 2);
      if (length === SKIP) {
        this.next = (this.next + (units - at)) | 0;
        continue;
      }
      const from = at * UNIT_BYTES + UNIT_BYTES;
      onMessage(u32At(queue.words, at * 2 + 1), queue.bytes.subarray(from, from + length));
      this.next = (this.next + unitsOf(length)) | 0;
      count++;
    }
    return count;
  }

  /** Gives the room of everything drained back to the writer; views handed out before are void from here on. */
  release(): void {
    this.queue.storeReader(this.next);
  }
}

function unitsOf(length: number): number {
  return 1 + Math.ceil(length / UNIT_BYTES);
}
