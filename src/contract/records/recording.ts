/**
 * A recorded session on disk: what was published to the tick ring, raw, and all that the cores were made of.
 *
 *   header   8 bytes magic, u32 length of the JSON that follows (little endian), JSON (`RecordingHeader`), zero padding to 64 bytes
 *   block    64 bytes (f64 sequence of the first record, u32 records, zero padding), then the records as they stood in the ring
 *   end      a block of 0 records: the recorder was closed, nothing is missing
 *
 * A gap between blocks is what the recorder was too late for; a torn last block is cut off when read.
 */
import { z } from 'zod';
import { settingsSchema } from '../settings.ts';

export const RECORDING_MAGIC = 'TRTICKS1';
export const RECORDING_ALIGN_BYTES = 64;
export const RECORDING_BLOCK_BYTES = 64;
/** Larger headers are not ours. */
export const RECORDING_HEADER_BYTES_MAX = 16 * 1024 * 1024;

const plainObject = z.record(z.string(), z.unknown());

/** Which start of the engine it is; the `session` row of the journal says the same. */
export const recordedStartSchema = z.object({
  account: z.string(),
  mode: z.string(),
  /** Indian date by the wall clock; '' when nothing was journaled. */
  date: z.string(),
  /** Starts on that date before this one. */
  epoch: z.number(),
  tagPrefix: z.number(),
  startWallMs: z.number(),
});
export type RecordedStart = z.infer<typeof recordedStartSchema>;

export const recordingHeaderSchema = z.object({
  /** Layout of the records; another one cannot be read. */
  fingerprint: z.string(),
  /** Instruments by index, as `domain/instrument` declares them. */
  instruments: z.array(plainObject),
  configSha: z.string(),
  version: z.string(),
  start: recordedStartSchema,
  /** Without secrets. */
  settings: settingsSchema,
  /** As `contract/messages.ts` declares them. */
  strategies: z.array(plainObject),
  calendar: plainObject,
  charges: plainObject,
  profiles: z.array(plainObject),
});
export type RecordingHeader = z.infer<typeof recordingHeaderSchema>;
