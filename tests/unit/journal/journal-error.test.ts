/** The error of the journal. */
import { expect, it } from 'vitest';
import { JournalError } from '../../../src/journal/journal-error.ts';

it('carries its code, its sentence and its cause', () => {
  const cause = new Error('EIO');
  const error = new JournalError('journal_failed', 'End the process.', { cause });
  expect(error).toMatchObject({ code: 'journal_failed', message: 'End the process.', cause });
  expect(error).toBeInstanceOf(Error);
});
