/** Check of the account's journal: who holds it, and whether its newest segment is whole. */
import { type CheckResult, fail, ok } from './check.ts';

export interface SegmentVerdict {
  readonly name: string;
  readonly verdict: 'clean' | 'torn' | 'quarantined';
  /** '' when clean. */
  readonly problem: string;
  readonly records: number;
}

export interface JournalProbe {
  /** Process that holds the lock; 0 when nobody does. */
  ownerPid(): number;
  /** 'none' when there is no journal yet. Throws with what is wrong. */
  newestSegment(): SegmentVerdict | 'none';
}

export function checkJournal(probe: JournalProbe): CheckResult {
  const name = 'journal';
  const owner = probe.ownerPid();
  const holder = owner === 0 ? 'not in use' : `in use by process ${owner}`;
  let newest: SegmentVerdict | 'none';
  try {
    newest = probe.newestSegment();
  } catch (error) {
    const { message } = error as Error;
    return fail(name, message, 'See tickring journal verify; compare positions with the broker');
  }
  if (newest === 'none') return ok(name, 'none yet');
  const detail = `${newest.name}, ${newest.records} records, ${holder}`;
  switch (newest.verdict) {
    case 'clean':
      return ok(name, detail);
    case 'torn':
      // A running engine is just writing; otherwise the next start cuts off what was never acknowledged.
      return ok(name, `${detail}; its last write is not whole, and was never acknowledged`);
    case 'quarantined':
      return fail(
        name,
        `${newest.name} is damaged: ${newest.problem}`,
        'See tickring journal verify, and bring back a copy of the folder',
      );
    default:
      return newest.verdict satisfies never;
  }
}
