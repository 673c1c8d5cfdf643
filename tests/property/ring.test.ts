/**
 * The broadcast ring against a model that remembers everything ever published. The reader slots attach, detach, die and are
 * detached from outside at random, also between the single steps of one another's calls; the writer dies and is replaced.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BroadcastRing, READER_DETACHED } from '../../src/ring/broadcast-ring.ts';
import { BroadcastWriter, RING_FULL } from '../../src/ring/broadcast-writer.ts';
import { DisplayReader } from '../../src/ring/display-reader.ts';
import { GatingReader } from '../../src/ring/gating-reader.ts';
import { isIntact, readStamp, STAMPED, writeStamp } from '../concurrency/stamped-record.ts';

const CAPACITY = 32;
const BATCH_MAX = 4;
const COPY_BATCH = 4;
const GATING_SLOTS = 3;
const DISPLAY_SLOT = GATING_SLOTS;
const OPTIONS = { layout: STAMPED, capacity: CAPACITY, readers: GATING_SLOTS + 1 };

/** A step of the world; `between` are steps that happen inside it, one after each atomic step of its own. */
type Step =
  | { readonly type: 'write'; readonly count: number; readonly between: readonly Step[] }
  | { readonly type: 'publish' }
  | { readonly type: 'restart-writer' }
  | { readonly type: 'display' }
  | { readonly type: 'attach-display' }
  | { readonly type: 'attach'; readonly slot: number; readonly between: readonly Step[] }
  | { readonly type: 'read'; readonly slot: number; readonly count: number }
  | { readonly type: 'detach'; readonly slot: number }
  | { readonly type: 'die'; readonly slot: number };

const slot = fc.nat(GATING_SLOTS - 1);
const write = (between: fc.Arbitrary<readonly Step[]>) =>
  fc.record({ type: fc.constant('write' as const), count: fc.nat(70), between });
const none = fc.constant<readonly Step[]>([]);
const publish = fc.record({ type: fc.constant('publish' as const) });
const attach = (between: fc.Arbitrary<readonly Step[]>) =>
  fc.record({ type: fc.constant('attach' as const), slot, between });
const detach = fc.oneof(
  fc.record({ type: fc.constant('detach' as const), slot }),
  fc.record({ type: fc.constant('die' as const), slot }),
);
const writerSteps = fc.array(fc.oneof(write(none), publish), { maxLength: 6 });
const readerSteps = fc.array(fc.oneof(attach(none), detach), { maxLength: 4 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: write(none) },
  { weight: 2, arbitrary: write(readerSteps) },
  { weight: 3, arbitrary: publish },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restart-writer' as const) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('display' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('attach-display' as const) }) },
  { weight: 2, arbitrary: attach(writerSteps) },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('read' as const), slot, count: fc.nat(40) }),
  },
  { weight: 1, arbitrary: detach },
);

const start = fc.oneof(
  fc.constant(0),
  fc.nat(60).map((back) => 2 ** 31 - back),
  fc.nat(60).map((back) => 2 ** 32 - back),
  fc.nat(60).map((back) => 2 ** 40 - back),
);

/** Runs one queued step after each of its atomic operations that the other side can see. */
class InterruptedRing extends BroadcastRing {
  between: Step[] = [];
  run: (step: Step) => void = () => undefined;

  override loadCursor(): number {
    return this.after(super.loadCursor());
  }
  override loadTotal(): number {
    return this.after(super.loadTotal());
  }
  override readerKind(reader: number): number {
    return this.after(super.readerKind(reader));
  }
  override setReaderKind(reader: number, kind: number): void {
    super.setReaderKind(reader, kind);
    this.after(0);
  }
  override storeReader(reader: number, cursor: number): void {
    super.storeReader(reader, cursor);
    this.after(0);
  }
  private after(value: number): number {
    const next = this.between.shift();
    if (next !== undefined) this.run(next);
    return value;
  }
}

/** A reader slot as the model sees it; `reader` is undefined while nobody reads there. */
interface Slot {
  readonly ring: InterruptedRing;
  reader: GatingReader | undefined;
  next: number;
  first: number;
}

class World {
  private readonly ring: BroadcastRing;
  private readonly writerRing: InterruptedRing;
  private writer: BroadcastWriter;
  /** Stamps by sequence, counted from `origin`. */
  private readonly published: number[] = [];
  private readonly origin: number;
  private pending: number[] = [];
  private nextStamp = 0;
  private readonly slots: Slot[];
  private isAttaching = false;
  private display: DisplayReader;
  private displayFirst: number;

  constructor(from: number) {
    this.origin = from;
    this.ring = new BroadcastRing(OPTIONS);
    this.ring.storeCursor(from);
    this.writerRing = this.interrupted();
    this.writer = new BroadcastWriter(this.writerRing, BATCH_MAX);
    this.slots = Array.from({ length: GATING_SLOTS }, () => ({
      ring: this.interrupted(),
      reader: undefined,
      next: 0,
      first: 0,
    }));
    this.display = this.newDisplay();
    this.displayFirst = from;
  }

  step(one: Step): void {
    if (one.type === 'write') this.write(one.count, one.between);
    else if (one.type === 'publish') this.publish();
    else if (one.type === 'restart-writer') this.restartWriter();
    else if (one.type === 'display') this.pollDisplay();
    else if (one.type === 'attach-display') {
      this.display = this.newDisplay();
      this.displayFirst = this.total;
    } else if (one.type === 'attach') this.attach(this.slot(one.slot), one.slot, one.between);
    else if (one.type === 'read') this.read(this.slot(one.slot), one.count);
    else this.remove(this.slot(one.slot), one.slot, one.type);
  }

  check(): void {
    expect(this.ring.loadTotal()).toBe(this.total);
    expect(this.writer.published).toBe(this.total);
    for (const { reader, next, first } of this.slots) {
      if (reader === undefined) continue;
      const lag = reader.available(Number.MAX_SAFE_INTEGER);
      expect(reader.sequence).toBe(next);
      expect(reader.read + lag).toBe(this.total - first);
      expect(lag + this.pending.length).toBeLessThanOrEqual(CAPACITY);
    }
    const { read, skipped, sequence } = this.display;
    expect(read + skipped + (this.total - sequence)).toBe(this.total - this.displayFirst);
  }

  private get total(): number {
    return this.origin + this.published.length;
  }

  private stampAt(sequence: number): number {
    return this.published[sequence - this.origin] as number;
  }

  private slot(index: number): Slot {
    return this.slots[index] as Slot;
  }

  private interrupted(): InterruptedRing {
    const ring = new InterruptedRing(OPTIONS, this.ring.buffer);
    ring.run = (one) => this.step(one);
    return ring;
  }

  private newDisplay(): DisplayReader {
    const options = { slot: DISPLAY_SLOT, copyBatch: COPY_BATCH, writerBatch: BATCH_MAX };
    const display = new DisplayReader(this.ring, options);
    display.attach();
    return display;
  }

  /** The writer takes a record exactly when no gating reader still needs its place. */
  private write(count: number, between: readonly Step[]): void {
    this.writerRing.between = [...between];
    for (let n = 0; n < count; n++) {
      const base = this.writer.claim();
      const claimed = this.total + this.pending.length;
      const slowest = Math.min(...this.slots.map(({ reader, next }) => (reader ? next : claimed)));
      if (base === RING_FULL) {
        // While a reader attaches, or went as the writer looked, a wait is too careful and soon over.
        if (between.length === 0 && !this.isAttaching) expect(claimed - slowest).toBe(CAPACITY);
        continue;
      }
      expect(claimed - slowest).toBeLessThan(CAPACITY);
      if (this.pending.length === BATCH_MAX) this.reveal();
      const stamp = this.nextStamp++;
      writeStamp(this.ring.records, base, stamp);
      this.pending.push(stamp);
    }
    this.writerRing.between = [];
  }

  private publish(): void {
    expect(this.writer.publish()).toBe(this.pending.length);
    this.reveal();
  }

  private reveal(): void {
    this.published.push(...this.pending);
    this.pending = [];
  }

  /** What the dead writer had claimed and not published was never there. */
  private restartWriter(): void {
    this.pending = [];
    this.writer = new BroadcastWriter(this.writerRing, BATCH_MAX);
  }

  private attach(place: Slot, index: number, between: readonly Step[]): void {
    place.reader = undefined;
    const reader = new GatingReader(place.ring, index);
    const before = this.total;
    place.ring.between = [...between];
    this.isAttaching = true;
    reader.attach();
    this.isAttaching = false;
    place.ring.between = [];
    expect(reader.sequence).toBeGreaterThanOrEqual(before);
    expect(reader.sequence).toBeLessThanOrEqual(this.total);
    place.reader = reader;
    place.next = reader.sequence;
    place.first = reader.sequence;
  }

  private read(place: Slot, limit: number): void {
    const { reader } = place;
    if (reader === undefined) return;
    const count = reader.available(limit);
    expect(count).toBe(Math.min(limit, this.total - place.next));
    for (let k = 0; k < count; k++) {
      const base = reader.baseOf(k);
      expect(isIntact(reader.records, base)).toBe(true);
      expect(readStamp(reader.records, base)).toBe(this.stampAt(place.next + k));
    }
    reader.release(count);
    place.next += count;
  }

  /** `detach`: by the reader itself. `die`: the supervisor takes it off the gate from outside. */
  private remove(place: Slot, index: number, how: 'detach' | 'die'): void {
    if (how === 'detach') place.reader?.detach();
    else this.ring.setReaderKind(index, READER_DETACHED);
    if (place.reader === undefined && how === 'detach') return;
    place.reader = undefined;
  }

  private pollDisplay(): void {
    const { display } = this;
    const count = display.poll();
    for (let k = 0; k < count; k++) {
      const base = k * display.stride;
      expect(isIntact(display.records, base)).toBe(true);
      expect(readStamp(display.records, base)).toBe(this.stampAt(display.sequence - count + k));
    }
  }
}

describe('the broadcast ring', () => {
  it('loses, repeats and reorders nothing, and every reader adds up', () => {
    fc.assert(
      fc.property(start, fc.array(step, { maxLength: 60, size: 'max' }), (from, steps) => {
        const world = new World(from);
        for (const one of steps) {
          world.step(one);
          world.check();
        }
      }),
      { numRuns: 400 },
    );
  });
});
