/** Where `tickring watch` writes: a live screen in a terminal, lines elsewhere. Main thread of `tickring watch`. */
import type { SessionView } from './session-view.ts';
import { tableLines } from './table.ts';
import { decisionLine, orderLine, tickLine } from './text.ts';

/** What is written to; `process.stdout` fits. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface WatchState {
  readonly view: SessionView;
  readonly ticksPerSecond: number;
  /** Why there is no connection; '' when there is one. */
  readonly trouble: string;
}

export interface WatchOutput {
  /** How often to call `show`. */
  readonly intervalMs: number;
  /** True when trouble is part of what `show` writes. */
  readonly showsTrouble: boolean;
  show(state: WatchState): void;
  /** Leaves the terminal as it was found. */
  end(): void;
}

const ENTER_SCREEN = '\x1b[?1049h\x1b[?25l';
const LEAVE_SCREEN = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

export function liveScreen(out: TextStream): WatchOutput {
  out.write(ENTER_SCREEN);
  return {
    intervalMs: 250,
    showsTrouble: true,
    show({ view, ticksPerSecond, trouble }) {
      const size = { columns: out.columns ?? 100, rows: (out.rows ?? 30) - 1 };
      const lines = tableLines(view, { ...size, hasColor: true, ticksPerSecond, trouble });
      const text = lines.map((line) => `${line}${CLEAR_LINE_END}\n`).join('');
      out.write(`${HOME}${text}${CLEAR_BELOW}`);
    },
    end: () => out.write(LEAVE_SCREEN),
  };
}

/** One line per decision and per order event, one per instrument that changed in the last second. */
export function plainLines(out: TextStream): WatchOutput {
  return {
    intervalMs: 1000,
    showsTrouble: false,
    show({ view }) {
      const lines = [
        ...view.takeDecisions().map(decisionLine),
        ...view.takeOrderEvents().map(orderLine),
        ...view.takeChanged().flatMap((name) => {
          const watched = view.instruments.get(name);
          return watched === undefined ? [] : [tickLine(name, watched)];
        }),
      ];
      if (lines.length > 0) out.write(`${lines.join('\n')}\n`);
    },
    end: () => undefined,
  };
}

/** The whole table once. */
export function oneTable(out: TextStream, { view, ticksPerSecond, trouble }: WatchState): void {
  const size = { columns: 1000, rows: 100_000, hasColor: out.isTTY === true };
  out.write(`${tableLines(view, { ...size, ticksPerSecond, trouble }).join('\n')}\n`);
}
