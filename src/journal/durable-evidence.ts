/** What proves that more was durable than a journal now holds (JR-03). Recovery and the CLI. */
import type { readSidecar } from './sidecar.ts';

export interface DurableEvidence {
  /** Last record that was found. */
  readonly sequence: number;
  readonly sidecar: ReturnType<typeof readSidecar>;
  /** CRC found at the sequence the sidecar marks; undefined when it was not passed. */
  readonly markedCrc: number | undefined;
  readonly segmentCount: number;
  /** Of the newest undamaged snapshot; 0 for none. */
  readonly snapshotSequence: number;
}

/** What was durable and is not there, or ''. */
export function missingProblem(evidence: DurableEvidence): string {
  const { sequence, sidecar, markedCrc, segmentCount, snapshotSequence } = evidence;
  if (sidecar === 'damaged') return 'the durable mark is damaged';
  if (sidecar === 'absent') {
    return segmentCount === 0 && snapshotSequence === 0 ? '' : 'the durable mark is missing';
  }
  if (sequence < sidecar.sequence) {
    return `the journal ends with record ${sequence}, but ${sidecar.sequence} records were durable`;
  }
  if (markedCrc !== undefined && markedCrc !== sidecar.recordCrc) {
    return `record ${sidecar.sequence} is not the one that was durable`;
  }
  if (sequence < snapshotSequence) {
    return `the journal ends with record ${sequence}, but there is a snapshot of record ${snapshotSequence}`;
  }
  return '';
}
