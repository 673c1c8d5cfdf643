/** What the journal is compared with, a process of its own: a write and an `fdatasync` of a file that is there already, and nothing else. */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../harness/result.ts';
import { AckSamples } from './ack-samples.ts';

export interface SyncProgramOptions {
  readonly syncsPerSecond: number;
  readonly bytes: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

const FILE_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

export async function runSync(options: SyncProgramOptions): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-bench-sync-'));
  const handle = openSync(join(folder, 'file'), 'w');
  try {
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let at = 0; at < FILE_BYTES; at += PIECE_BYTES)
      writeSync(handle, piece, 0, piece.length, at);
    fsyncSync(handle);
    const samples = new AckSamples();
    drive(handle, samples, { ...options, seconds: options.warmUpSeconds });
    samples.clear();
    drive(handle, samples, options);
    const latencyUs = samples.summary();
    return {
      recordsPerSecond: samples.count / options.seconds,
      ...(latencyUs && { latencyUs, ackUs: latencyUs.p50 }),
    };
  } finally {
    closeSync(handle);
    rmSync(folder, { recursive: true, force: true });
  }
}

function drive(handle: number, samples: AckSamples, options: SyncProgramOptions): void {
  const { syncsPerSecond, bytes, seconds } = options;
  const record = Buffer.alloc(bytes, 0x5a);
  const intervalNs = 1e9 / syncsPerSecond;
  const startNs = performance.now() * 1e6;
  let offset = 0;
  for (let sync = 0; sync < seconds * syncsPerSecond; sync++) {
    while (performance.now() * 1e6 < startNs + sync * intervalNs);
    const beginNs = performance.now() * 1e6;
    writeSync(handle, record, 0, record.length, offset);
    fdatasyncSync(handle);
    samples.record(performance.now() * 1e6 - beginNs);
    offset = (offset + bytes) % (FILE_BYTES - bytes);
  }
}
