/** A whole recorded session in memory: the ticks as they stood in the ring, block by block. For short ones; see `RecordingReader`. */
import type { Instrument } from '../../domain/instrument/instrument.ts';
import { type RecordedBlock, RecordingReader } from './recording-reader.ts';

export interface RecordedSession {
  readonly instruments: readonly Instrument[];
  readonly configSha: string;
  readonly blocks: readonly RecordedBlock[];
  /** Ticks between blocks that were not recorded. */
  readonly gaps: number;
  /** Bytes at the end that are no whole block: the recorder was ended while it wrote. */
  readonly tornBytes: number;
  /** The recorder was closed: nothing is missing at the end. */
  readonly isComplete: boolean;
}

/** Throws `RecordingError` when the file is not a recording, or was made from another record layout. */
export function readRecordedSession(path: string): RecordedSession {
  const reader = RecordingReader.open(path);
  try {
    const blocks: RecordedBlock[] = [];
    for (let block = reader.next(); block !== undefined; block = reader.next()) blocks.push(block);
    const { header, gaps, tornBytes, isComplete } = reader;
    return {
      instruments: header.instruments as unknown as readonly Instrument[],
      configSha: header.configSha,
      ...{ blocks, gaps, tornBytes, isComplete },
    };
  } finally {
    reader.close();
  }
}
