/** Micro benchmarks of records: ways to read a tick, and the order-path codec. */
import { recordViews } from '../../src/contract/layout.ts';
import { type Journaled, SIGNAL, signalCodec } from '../../src/contract/records/order-path.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import { f64At, i32At } from '../../src/domain/cells.ts';
import type { Signal } from '../../src/domain/order/types.ts';
import { TickView } from '../../src/ring/tick-view.ts';
import { fillTick } from '../ring/tick-work.ts';
import type { EqualCases, MicroCase } from './micro-case.ts';

const TICKS = 1024;
const records = recordViews(new SharedArrayBuffer(TICKS * TICK.byteLength));
for (let n = 0; n < TICKS; n++) fillTick(records, n * TICK.words, n);

/** Six fields of every tick, summed. */
function tickViewCase(): MicroCase {
  const tick = new TickView(records);
  return {
    name: 'read tick: TickView',
    operations: TICKS,
    run() {
      let sum = 0;
      for (let n = 0; n < TICKS; n++) {
        tick.moveTo(n * TICK.words, n);
        sum += tick.volume + tick.lastPaise + tick.bidPaise;
        sum += tick.askPaise + tick.lastQuantity + tick.instrumentIndex;
      }
      return sum;
    },
  };
}

function literalCase(): MicroCase {
  const { f64, i32 } = records;
  return {
    name: 'read tick: literal offsets',
    operations: TICKS,
    run() {
      let sum = 0;
      for (let n = 0; n < TICKS; n++) {
        const base = n << 4;
        sum += f64At(f64, (base >> 1) + 2) + i32At(i32, base + 6) + i32At(i32, base + 7);
        sum += i32At(i32, base + 8) + i32At(i32, base + 13) + i32At(i32, base + 14);
      }
      return sum;
    },
  };
}

function dataViewCase(): MicroCase {
  const view = new DataView(records.u32.buffer);
  return {
    name: 'read tick: DataView',
    operations: TICKS,
    run() {
      let sum = 0;
      for (let n = 0; n < TICKS; n++) {
        const at = n << 6;
        sum += view.getFloat64(at + 16, true) + view.getInt32(at + 24, true);
        sum += view.getInt32(at + 28, true) + view.getInt32(at + 32, true);
        sum += view.getInt32(at + 52, true) + view.getInt32(at + 56, true);
      }
      return sum;
    },
  };
}

/** What reading every field through a slice of its own costs. */
function sliceCase(): MicroCase {
  const { buffer } = records.u32;
  const f64 = (at: number) => new Float64Array(buffer.slice(at, at + 8))[0] ?? 0;
  const i32 = (at: number) => new Int32Array(buffer.slice(at, at + 4))[0] ?? 0;
  return {
    name: 'read tick: slice per field',
    operations: TICKS,
    run() {
      let sum = 0;
      for (let n = 0; n < TICKS; n++) {
        const at = n << 6;
        sum += f64(at + 16) + i32(at + 24) + i32(at + 28);
        sum += i32(at + 32) + i32(at + 52) + i32(at + 56);
      }
      return sum;
    },
  };
}

const SIGNALS = 256;

const SAMPLE_SIGNAL: Signal & Journaled = {
  journalSequence: 0,
  origin: 'strategy',
  quantity: 0,
  limitPaise: 0,
  parentGroupId: 0,
  secondTargetOffsetPaise: 0,
  firstTargetShareBps: 0,
  trailOffsetPaise: 0,
  strategyIndex: 1,
  sequence: 7,
  kind: 'entry',
  instrumentIndex: 3,
  side: 1,
  referencePaise: 100_000,
  stopOffsetPaise: 500,
  targetOffsetPaise: 750,
  strength: 1,
  timeMs: 1_795_062_600_000,
  originReceiveNs: 1e9,
  originTickSequence: 42,
};

function codecCases(): MicroCase[] {
  const views = recordViews(new SharedArrayBuffer(SIGNALS * SIGNAL.byteLength));
  const write = () => {
    for (let n = 0; n < SIGNALS; n++) signalCodec.write(views, n * SIGNAL.words, SAMPLE_SIGNAL);
    return views.i32[0] ?? 0;
  };
  write();
  return [
    { name: 'codec: write signal', operations: SIGNALS, run: write },
    {
      name: 'codec: read signal',
      operations: SIGNALS,
      run() {
        let sum = 0;
        for (let n = 0; n < SIGNALS; n++) {
          sum += signalCodec.read(views, n * SIGNAL.words).referencePaise;
        }
        return sum;
      },
    },
  ];
}

export function tickReadCases(): EqualCases {
  return {
    what: 'reading a tick',
    cases: [tickViewCase(), literalCase(), dataViewCase(), sliceCase()],
  };
}

export function recordCases(): MicroCase[] {
  return codecCases();
}
