/** The medium under a journal turns a bit of what was long durable; later somebody brings the intact copy back. */
import { listSegments } from '../../../src/journal/journal-files.ts';
import type { JournalPosition } from '../../../src/journal/scan.ts';
import type { MemoryDisk } from '../../support/memory-disk.ts';
import { EXIT_INVARIANT, Violation } from '../check/violation.ts';
import type { Marks } from '../run/marks.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';

export interface BitRotOptions {
  readonly disk: MemoryDisk;
  readonly random: KeyedRandom;
  readonly marks: Marks;
}

interface Turned {
  readonly name: string;
  readonly at: number;
  readonly bit: number;
  /** The files as they were left. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export class BitRot {
  readonly #options: BitRotOptions;
  #turned: Turned | null = null;
  /** Ends of the journal before the newest commits, newest first: damage behind the last but one looks like a torn write. */
  #ends: readonly JournalPosition[] = [];

  constructor(options: BitRotOptions) {
    this.#options = options;
  }

  get isRotten(): boolean {
    return this.#turned !== null;
  }

  /** Before a commit; `end`: where the journal ends. */
  close(end: JournalPosition): void {
    if (this.#ends[0]?.endOffset === end.endOffset) return;
    this.#ends = [end, ...this.#ends].slice(0, 2);
  }

  /** `n`: which crash of the run. Nothing happens where nothing is closed. */
  turn(n: number): void {
    const { disk, random, marks } = this.#options;
    const closed = this.#ends[1];
    if (this.isRotten || closed === undefined || closed.sequence === 0) return;
    const segments = listSegments(disk).filter(
      ({ header }) => header.number <= closed.segmentNumber,
    );
    // The newest closed segment most of the time: older ones are behind a snapshot and not read.
    const isNewest = random.unit('rot', n, 4) < 0.7;
    const segment = isNewest ? segments.at(-1) : random.pick(segments, 'rot', n, 5);
    if (segment === undefined) return;
    const isLast = segment.header.number === closed.segmentNumber;
    const size = disk.files().get(segment.name)?.length ?? 0;
    const limit = isLast ? Math.min(closed.endOffset, size) : size;
    const at = Math.floor(random.unit('rot', n, 1) * limit);
    const bit = Math.floor(random.unit('rot', n, 2) * 8);
    if (!disk.rot(segment.name, at, bit)) return;
    marks.hit('fault.bitRot');
    this.#turned = { name: segment.name, at, bit, files: disk.files() };
  }

  /** The intact copy is back. `refused`: the start stopped at the damage and has left everything as it found it (JR-05). */
  repair(outcome: 'refused' | 'unread'): void {
    const turned = this.#turned;
    if (turned === null) return;
    const { disk, marks } = this.#options;
    marks.hit(`journal.rot.${outcome}`);
    const changed = outcome === 'refused' ? differing(turned.files, disk.files()) : '';
    if (changed !== '') {
      throw new Violation(EXIT_INVARIANT, 'JR-05', `a quarantined journal was written: ${changed}`);
    }
    this.#turned = null;
    disk.rot(turned.name, turned.at, turned.bit);
  }
}

function differing(
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, Uint8Array>,
): string {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const one = before.get(name);
    const other = after.get(name);
    if (one === undefined || other === undefined || Buffer.compare(one, other) !== 0) return name;
  }
  return '';
}
