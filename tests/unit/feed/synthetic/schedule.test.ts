import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schedule } from '../../../../src/feed/synthetic/schedule.ts';

describe('Schedule', () => {
  it('is due at Infinity when it is empty', () => {
    expect(new Schedule(4).dueMs).toBe(Infinity);
  });

  it('refuses more entries than it has quoters', () => {
    const schedule = new Schedule(1);
    schedule.add(1, 0);
    expect(() => schedule.add(2, 0)).toThrow('scheduled once');
  });

  it('gives entries in order of time, then of quoter, as a sorted list would', () => {
    const operations = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), operations, (quoters, waits) => {
        const schedule = new Schedule(quoters);
        let model = Array.from({ length: quoters }, (_, quoter) => ({ dueMs: quoter % 3, quoter }));
        for (const { dueMs, quoter } of [...model].reverse()) schedule.add(dueMs, quoter);
        for (const wait of waits) {
          model.sort((a, b) => a.dueMs - b.dueMs || a.quoter - b.quoter);
          const [first] = model;
          if (first === undefined) break;
          expect([schedule.dueMs, schedule.quoter]).toEqual([first.dueMs, first.quoter]);
          if (wait === 0) {
            schedule.remove();
            model = model.slice(1);
          } else {
            first.dueMs += wait;
            schedule.postpone(first.dueMs);
          }
        }
        if (model.length === 0) expect(schedule.dueMs).toBe(Infinity);
      }),
    );
  });
});
