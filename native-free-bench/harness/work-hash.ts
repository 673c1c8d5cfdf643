/** One short text for the checksums of all readers of a run. */
import { createHash } from 'node:crypto';

export function workHash(checksums: readonly number[]): string {
  return createHash('sha256').update(checksums.join(',')).digest('hex').slice(0, 12);
}
