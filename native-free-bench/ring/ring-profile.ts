/**
 * Profile `ring`: our broadcast ring at several batch sizes, the rejected designs and an outside
 * peer beside it.
 */
import { TICK_RING_CAPACITY } from '../../src/contract/limits.ts';
import { runProgram } from '../harness/child.ts';
import { runRounds, type Variant } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { ProgramName } from '../harness/programs.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult, Measurement } from '../harness/result.ts';
import type { RingOptions } from './ring-options.ts';

/** Records of one run, so that a run takes about a second. */
const RECORDS = 30_000_000;
const WARM_UP_RECORDS = 3_000_000;
/**
 * The smallest ring in which writer and readers seldom wait for one another on two cores: 16 MiB. One
 * row runs at the engine's own capacity.
 */
const CAPACITY = 262_144;

interface RingVariant {
  readonly name: string;
  readonly program: ProgramName;
  readonly readers: number;
  readonly batch: number;
  readonly wait?: RingOptions['wait'];
  readonly capacity?: number;
  /** Share of `RECORDS` this variant gets; slow designs move fewer. */
  readonly share: number;
}

const ring = (readers: number, batch: number, share = 1): RingVariant => ({
  name: `ring 1→${readers} batch ${batch}`,
  program: 'ring',
  readers,
  batch,
  share,
});

const VARIANTS: readonly RingVariant[] = [
  ring(3, 256),
  ring(3, 64),
  ring(3, 16),
  ring(3, 1, 0.1),
  ring(1, 256),
  ring(1, 64),
  ring(1, 16),
  ring(1, 1, 0.1),
  {
    ...ring(3, 256),
    name: `ring of ${TICK_RING_CAPACITY} 1→3 batch 256`,
    capacity: TICK_RING_CAPACITY,
  },
  { ...ring(3, 256), name: 'DataView 1→3 batch 256', program: 'data-view' },
  { ...ring(3, 256), name: 'yield wait 1→3 batch 256', wait: 'yield' },
  { ...ring(3, 256), name: 'spin wait 1→3 batch 256', wait: 'spin' },
  { ...ring(3, 256), name: 'ringbuf.js ×3 1→3 batch 256', program: 'ringbuf' },
  { ...ring(1, 256), name: 'ringbuf.js 1→1 batch 256', program: 'ringbuf' },
  { ...ring(3, 1, 0.02), name: 'notify per record 1→3', program: 'notify' },
  { ...ring(3, 256, 0.02), name: 'postMessage 1→3 batch 256', program: 'post-message' },
  { ...ring(1, 256, 0.02), name: 'postMessage 1→1 batch 256', program: 'post-message' },
];

const RING_ROUNDS = 5;
/** Enough for every variant to fill its ring once at most. */
const SMOKE_SCALE = 1 / 500;

/** `scale` shrinks every run. */
function ringVariants(scale: number): Variant[] {
  return VARIANTS.map(({ name, program, readers, batch, share, ...special }) => {
    const options: RingOptions = {
      readers,
      batch,
      wait: special.wait ?? 'block',
      capacity: special.capacity ?? CAPACITY,
      records: Math.round(RECORDS * share * scale),
      warmUpRecords: Math.round(WARM_UP_RECORDS * Math.min(1, share * 5) * scale),
    };
    return {
      name,
      measure: 'recordsPerSecond',
      // Variants that move the same number of records compute the same checksum.
      workGroup: `${options.warmUpRecords}+${options.records}`,
      run: async () => (await runProgram(program, options)) as Measurement,
    };
  });
}

export async function ringProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const scale = options.isSmoke ? SMOKE_SCALE : 1;
  const rounds = options.rounds ?? (options.isSmoke ? 1 : RING_ROUNDS);
  return runRounds(ringVariants(scale), rounds, progress);
}
