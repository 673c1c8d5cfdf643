import { describe, expect, it } from 'vitest';
import {
  CLOCK_ROW,
  EVENTS_ROW,
  FILL_ROW,
  OPERATOR_ACTIONS,
  OPERATOR_ROW,
  REPORT_ROW,
  SESSION_ROW,
} from '../../../src/domain/input-rows.ts';
import { JOURNAL_KINDS } from '../../../src/domain/journal-kinds.ts';
import { fieldProblem, type RowFieldType } from '../../../src/domain/journal-row.ts';
import { JournaledEngine } from '../../support/journaled-engine.ts';
import { sessionRow } from '../../support/order-rows.ts';
import { tickStream } from '../../support/tick-stream.ts';
import { future, index, stock } from '../../support/trading-instruments.ts';

/** Field by field, and no field more or less. */
function problemsOf(kind: string, row: object): string[] {
  const declared = JOURNAL_KINDS.find((coded) => coded.kind.kind === kind)?.kind.fields ?? {};
  const missing = Object.entries(declared).flatMap(([field, type]) => {
    const problem = fieldProblem(type as RowFieldType, (row as Record<string, unknown>)[field]);
    return problem === '' ? [] : [`${kind}.${field} ${problem}`];
  });
  const unknown = Object.keys(row).filter((field) => !(field in declared));
  return [...missing, ...unknown.map((field) => `${kind}.${field} is not declared`)];
}

describe('the rows of inputs', () => {
  it('JR-12 every row that a day of trading records fits its declaration', () => {
    const instruments = [stock(0), stock(1), future(2), stock(3), index(4)];
    const run = new JournaledEngine();
    for (const tick of tickStream({ seed: 3, instruments, ticks: 4000, stepMs: 100 })) {
      if (tick.sequence === 3000) run.engine.flatten();
      if (tick.sequence === 3500) run.engine.kill({ actor: 'operator', reason: 'test' });
      run.onTick(tick);
    }
    run.engine.onClock(run.timeMs + 10_000);
    const kinds = new Set(run.rows.map(({ kind }) => kind));
    expect(run.rows.flatMap(({ kind, row }) => problemsOf(kind, row))).toEqual([]);
    for (const kind of ['signal', 'intent', 'report', 'fill', 'events_taken', 'round', 'timer']) {
      expect(kinds).toContain(kind);
    }
    for (const kind of ['clock', 'operator', 'order', 'group', 'command', 'custody', 'decision']) {
      expect(kinds).toContain(kind);
    }
  });

  it('of which only the last counts have one key', () => {
    expect(SESSION_ROW.keyOf?.(sessionRow(['A']))).toBe(SESSION_ROW.keyOf?.(sessionRow(['B'])));
    const clock = { timeMs: 1, tick: 2 };
    expect(CLOCK_ROW.keyOf?.(clock)).toBe(CLOCK_ROW.keyOf?.({ timeMs: 3, tick: 4 }));
    expect(REPORT_ROW.keyOf).toBeUndefined();
  });

  it('ID-05 forget exactly the fills that were taken', () => {
    const forgotten = EVENTS_ROW.forgets?.({ sequence: 9, fills: [3, 8], tick: 1 });
    expect(forgotten).toEqual([
      { kind: FILL_ROW.kind, key: 3 },
      { kind: FILL_ROW.kind, key: 8 },
    ]);
  });

  it('know every action of an operator', () => {
    for (const action of OPERATOR_ACTIONS) {
      const row = { core: 'risk', action, actor: 'a', reason: 'r', timeMs: 1, tick: 0 };
      expect(problemsOf(OPERATOR_ROW.kind, row)).toEqual([]);
    }
    expect(problemsOf(OPERATOR_ROW.kind, { action: 'nonsense' })).not.toEqual([]);
  });
});
