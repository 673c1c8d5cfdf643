/**
 * The verdict of a test with real threads: every outcome that can be seen is listed beforehand with a grade and a reason; what
 * was counted is printed, and a forbidden, an unlisted or a missing expected outcome fails the test. Test process.
 */

/** `EXPECTED` must be seen at least once, or the test has shown nothing. */
export type Grade = 'EXPECTED' | 'ACCEPTABLE' | 'FORBIDDEN';

export type OutcomeTable = Readonly<Record<string, readonly [grade: Grade, reason: string]>>;

/** How often each outcome was seen. */
export type Counts = Readonly<Record<string, number>>;

export class Outcomes {
  private readonly title: string;
  private readonly table: OutcomeTable;
  private readonly counts = new Map<string, number>();

  constructor(title: string, table: OutcomeTable) {
    this.title = title;
    this.table = table;
  }

  add(counts: Counts): void {
    for (const [outcome, count] of Object.entries(counts)) {
      if (count > 0) this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + count);
    }
  }

  /** Prints what was counted. Throws an error that names everything that went against the table. */
  settle(): void {
    const faults: string[] = [];
    const lines: string[] = [];
    for (const [outcome, [grade, reason]] of Object.entries(this.table)) {
      const count = this.counts.get(outcome) ?? 0;
      const line = `${grade.padEnd(10)} ${String(count).padStart(9)}  ${outcome}: ${reason}`;
      lines.push(line);
      if (grade === 'FORBIDDEN' ? count > 0 : grade === 'EXPECTED' && count === 0) {
        faults.push(line.trim());
      }
    }
    for (const [outcome, count] of this.counts) {
      if (!(outcome in this.table)) faults.push(`UNLISTED ${count}  ${outcome}`);
    }
    process.stdout.write(`${this.title}\n${lines.map((line) => `  ${line}\n`).join('')}`);
    if (faults.length > 0) throw new Error(`${this.title}\n${faults.join('\n')}`);
  }
}
