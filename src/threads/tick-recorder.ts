/** Writes published ticks to `recordings/` under the data folder, as raw ring records; publish thread, never in trading's way. */
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { RecordViews } from '../contract/layout.ts';
import type { ThreadInit } from '../contract/messages.ts';
import {
  RECORDING_ALIGN_BYTES,
  RECORDING_BLOCK_BYTES,
  RECORDING_MAGIC,
  type RecordingHeader,
} from '../contract/records/recording.ts';
import { TICK } from '../contract/records/tick.ts';
import { SECRET_SETTINGS, type Settings } from '../contract/settings.ts';

/** Bytes that may wait for the disk before batches are left out (and show as a gap in the sequence). */
const BACKLOG_BYTES_MAX = 64 * 1024 * 1024;

export class TickRecorder {
  private readonly stream: WriteStream;
  /** Of the tick behind the last one seen. */
  private sequence = 0;

  private constructor(stream: WriteStream) {
    this.stream = stream;
  }

  static open(init: ThreadInit): TickRecorder {
    const folder = resolve(init.settings.data.dir, 'recordings');
    mkdirSync(folder, { recursive: true });
    const name = `${new Date().toISOString().replaceAll(':', '-').slice(0, 23)}.ticks`;
    const stream = createWriteStream(join(folder, name));
    stream.write(encodeHeader(headerOf(init)));
    return new TickRecorder(stream);
  }

  /** `count` records from the start of `records`; the first has `sequence`. The bytes are copied. */
  write(records: RecordViews, count: number, sequence: number): void {
    this.sequence = sequence + count;
    if (this.stream.writableLength > BACKLOG_BYTES_MAX) return;
    const bytes = count * TICK.byteLength;
    const block = blockOf(sequence, count);
    block.set(
      new Uint8Array(records.u32.buffer, records.u32.byteOffset, bytes),
      RECORDING_BLOCK_BYTES,
    );
    this.stream.write(block);
  }

  async close(): Promise<void> {
    this.stream.end(blockOf(this.sequence, 0));
    await finished(this.stream);
  }
}

/** A block whose records are still to be written into it. */
function blockOf(sequence: number, count: number): Buffer {
  const block = Buffer.alloc(RECORDING_BLOCK_BYTES + count * TICK.byteLength);
  block.writeDoubleLE(sequence, 0);
  block.writeUInt32LE(count, 8);
  return block;
}

function headerOf(init: ThreadInit): RecordingHeader {
  const { account, date, epoch, startWallMs } = init.journal;
  return {
    fingerprint: TICK.fingerprint,
    instruments: init.instruments.map((instrument) => ({ ...instrument })),
    configSha: init.configSha,
    version: init.version,
    start: {
      ...{ account, date, epoch, startWallMs },
      mode: init.settings.engine.mode,
      tagPrefix: init.tagPrefix,
    },
    settings: withoutSecrets(init.settings),
    strategies: init.strategies.map((strategy) => ({ ...strategy })),
    calendar: { ...init.calendar },
    charges: { ...init.charges },
    profiles: init.profiles.map((profile) => ({ ...profile })),
  };
}

function withoutSecrets(settings: Settings): Settings {
  const visible = structuredClone(settings);
  const sections = visible as unknown as Record<string, Record<string, unknown>>;
  for (const path of SECRET_SETTINGS) {
    const [section, key] = path.split('.') as [string, string];
    Object.assign(sections[section] ?? {}, { [key]: '' });
  }
  return visible;
}

function encodeHeader(header: RecordingHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const used = RECORDING_MAGIC.length + 4 + json.length;
  const whole = Math.ceil(used / RECORDING_ALIGN_BYTES) * RECORDING_ALIGN_BYTES;
  const buffer = Buffer.alloc(whole);
  buffer.write(RECORDING_MAGIC, 0, 'ascii');
  buffer.writeUInt32LE(json.length, RECORDING_MAGIC.length);
  buffer.set(json, RECORDING_MAGIC.length + 4);
  return buffer;
}
