/**
 * A recorded session on disk: what was published to the tick ring, raw.
 *
 *   header   8 bytes magic, u32 length of the JSON that follows (little endian), JSON (`RecordingHeader`), zero padding to 64 bytes
 *   block    64 bytes (f64 sequence of the first record, u32 records, zero padding), then the records as they stood in the ring
 *
 * A gap between blocks is what the recorder was too late for; a torn last block is cut off when read.
 */
import { z } from 'zod';

export const RECORDING_MAGIC = 'TRTICKS1';
export const RECORDING_ALIGN_BYTES = 64;
export const RECORDING_BLOCK_BYTES = 64;
/** Larger headers are not ours. */
export const RECORDING_HEADER_BYTES_MAX = 16 * 1024 * 1024;

export const recordingHeaderSchema = z.object({
  /** Layout of the records; another one cannot be read. */
  fingerprint: z.string(),
  /** Instruments by index, as `domain/instrument` declares them. */
  instruments: z.array(z.record(z.string(), z.unknown())),
  configSha: z.string(),
  version: z.string(),
});
export type RecordingHeader = z.infer<typeof recordingHeaderSchema>;
