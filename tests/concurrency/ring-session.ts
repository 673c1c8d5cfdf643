/** The shared memory of a ring test, made by the test and mapped by its threads. */
import { BroadcastRing } from '../../src/ring/broadcast-ring.ts';
import { DOORBELL_BYTES, Doorbell } from '../../src/ring/doorbell.ts';
import { STAMPED } from './stamped-record.ts';

/** Words the test and its threads agree through. */
export const FLAG = {
  /** Not 0: writers and readers that run until told end. */
  stop: 0,
  /** Not 0: the writer has written its last record. */
  done: 1,
} as const;

export interface RingSessionData {
  readonly capacity: number;
  readonly readers: number;
  readonly batchMax: number;
  readonly ring: SharedArrayBuffer;
  readonly bell: SharedArrayBuffer;
  readonly flags: SharedArrayBuffer;
}

export class RingSession {
  readonly data: RingSessionData;
  readonly ring: BroadcastRing;
  readonly bell: Doorbell;
  private readonly flags: Int32Array;

  constructor(data: RingSessionData) {
    this.data = data;
    this.ring = new BroadcastRing(
      { layout: STAMPED, capacity: data.capacity, readers: data.readers },
      data.ring,
    );
    this.bell = new Doorbell(data.bell);
    this.flags = new Int32Array(data.flags);
  }

  /** `start`: records the ring has seen before, to bring the counters near an edge. */
  static create(
    shape: Pick<RingSessionData, 'capacity' | 'readers' | 'batchMax'>,
    start = 0,
  ): RingSession {
    const ring = new BroadcastRing({
      layout: STAMPED,
      capacity: shape.capacity,
      readers: shape.readers,
    });
    ring.storeCursor(start);
    return new RingSession({
      ...shape,
      ring: ring.buffer,
      bell: new SharedArrayBuffer(DOORBELL_BYTES),
      flags: new SharedArrayBuffer(8),
    });
  }

  raise(flag: keyof typeof FLAG): void {
    Atomics.store(this.flags, FLAG[flag], 1);
    this.bell.ring();
  }

  isRaised(flag: keyof typeof FLAG): boolean {
    return Atomics.load(this.flags, FLAG[flag]) !== 0;
  }
}
