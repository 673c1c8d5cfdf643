/** The short log of a run: one line per thing worth a look, in fixed columns. Kept in memory, the newest lines only. */
import { IST_OFFSET_MS } from '../../../src/domain/instrument/ist-date.ts';

const LINES_MOST = 20_000;

/** `>` command, `<` report, `=` order event, `!` death, `^` start, `~` fault, `*` operator. */
export type LogMark = '>' | '<' | '=' | '!' | '^' | '~' | '*';

export class RunLog {
  readonly #isOn: boolean;
  readonly #lines: string[] = [];

  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  line(timeMs: number, mark: LogMark, what: string, note: string): void {
    if (!this.#isOn) return;
    this.#lines.push(`${clockOf(timeMs)}  ${mark}  ${what.padEnd(16)} ${note}`);
    if (this.#lines.length > LINES_MOST * 2) this.#lines.splice(0, LINES_MOST);
  }

  lines(): readonly string[] {
    return this.#lines.slice(-LINES_MOST);
  }
}

/** Time of day in India. */
export function clockOf(timeMs: number): string {
  return new Date(timeMs + IST_OFFSET_MS).toISOString().slice(5, 23).replace('T', ' ');
}
