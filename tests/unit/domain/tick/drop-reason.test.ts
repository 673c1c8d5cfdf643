/** Drop codes are positions in the list of reasons, because counters, records and metrics are indexed by them. */
import { expect, test } from 'vitest';
import { ACCEPTED, DROP, DROP_REASONS } from '../../../../src/domain/tick/drop-reason.ts';

test('the code of a reason is one more than its place in the list, and none is the code of acceptance', () => {
  expect(Object.keys(DROP)).toEqual([...DROP_REASONS]);
  expect(DROP_REASONS.map((reason) => DROP[reason])).toEqual(DROP_REASONS.map((_, at) => at + 1));
  expect(Object.values(DROP)).not.toContain(ACCEPTED);
});
