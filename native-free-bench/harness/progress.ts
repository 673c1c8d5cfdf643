/**
 * What the harness is doing, on stderr: one line that is rewritten on a terminal, a line per step
 * elsewhere.
 */

export interface Progress {
  /** What happens now. */
  step(text: string): void;
  /** A line that stays. */
  note(text: string): void;
  end(): void;
}

export function stderrProgress(): Progress {
  const startMs = performance.now();
  const isTerminal = process.stderr.isTTY === true;
  const clock = () => `${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)}s`;
  const clear = isTerminal ? '\r\u001b[2K' : '';
  return {
    step(text) {
      const columns = process.stderr.columns ?? 120;
      const line = `${clock()}  ${text}`;
      process.stderr.write(isTerminal ? clear + line.slice(0, columns - 1) : `${line}\n`);
    },
    note(text) {
      process.stderr.write(`${clear}${clock()}  ${text}\n`);
    },
    end() {
      process.stderr.write(clear);
    },
  };
}
