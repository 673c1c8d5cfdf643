import { describe, expect, it } from 'vitest';
import { DOORBELL_BYTES, Doorbell } from '../../../src/ring/doorbell.ts';
import { WAIT_STRATEGIES, waitStrategy } from '../../../src/ring/wait-strategy.ts';

/** Counts what a strategy does to it, and rings itself at the chosen look. */
class CountingBell extends Doorbell {
  looks = 0;
  readonly waits: { readonly seen: number; readonly timeoutMs: number }[] = [];
  private readonly rungAtLook: number;

  constructor(rungAtLook = Number.POSITIVE_INFINITY) {
    super(new SharedArrayBuffer(DOORBELL_BYTES));
    this.rungAtLook = rungAtLook;
  }
  override read(): number {
    this.looks++;
    return this.looks >= this.rungAtLook ? 1 : 0;
  }
  override wait(seen: number, timeoutMs: number): void {
    this.waits.push({ seen, timeoutMs });
  }
}

describe('waitStrategy', () => {
  it.each(WAIT_STRATEGIES)('%s is known by its name', (name) => {
    expect(waitStrategy(name).name).toBe(name);
  });

  it('block sleeps without looking', () => {
    const bell = new CountingBell();
    waitStrategy('block').idle(bell, 0, 50);
    expect(bell.looks).toBe(0);
    expect(bell.waits).toEqual([{ seen: 0, timeoutMs: 50 }]);
  });

  it('yield looks for a while and then sleeps', () => {
    const bell = new CountingBell();
    waitStrategy('yield').idle(bell, 0, 50);
    expect(bell.looks).toBeGreaterThan(100);
    expect(bell.waits).toEqual([{ seen: 0, timeoutMs: 50 }]);
  });

  it('yield does not sleep when the bell moved on while it looked', () => {
    const bell = new CountingBell(7);
    waitStrategy('yield').idle(bell, 0, 50);
    expect(bell.looks).toBe(7);
    expect(bell.waits).toEqual([]);
  });

  it('spin never sleeps, and returns although nobody rings', () => {
    const bell = new CountingBell();
    waitStrategy('spin').idle(bell, 0, 50);
    expect(bell.looks).toBeGreaterThan(1000);
    expect(bell.waits).toEqual([]);
  });

  it('spin returns as soon as the bell moved on', () => {
    const bell = new CountingBell(7);
    waitStrategy('spin').idle(bell, 0, 50);
    expect(bell.looks).toBe(7);
  });
});
