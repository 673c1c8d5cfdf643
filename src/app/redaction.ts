/** The secrets of this process, and the last resort that keeps them out of what Node prints when it dies. Main thread. */
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { Redactor } from '../contract/redaction.ts';

/** One per process: what one part of it has learnt no other may show. */
export const processRedactor = new Redactor();

const STDERR = 2;

/** Writes what nobody caught without its secrets, in place of Node, and ends the process. Call it once, first of all. */
export function reportCrashes(redactor: Redactor = processRedactor): void {
  process.on('uncaughtException', (error: unknown) => {
    writeSync(STDERR, `tickring: nobody caught this:\n${redactor.redact(inspect(error))}\n`);
    // Not `process.exit`: that tears running threads down, which can abort, and an abort may write the memory to disk.
    process.kill(process.pid, 'SIGKILL');
  });
}
