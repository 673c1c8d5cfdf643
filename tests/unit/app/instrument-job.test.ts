/** The daily sync of instruments, its clock and its process driven by hand. The calendar is that of 2026. */
import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../src/app/calendar-loader.ts';
import { InstrumentJob, type SyncEnd } from '../../../src/app/instrument-job.ts';
import { SessionCalendar } from '../../../src/domain/instrument/session-calendar.ts';

const CALENDAR = new SessionCalendar(loadCalendar());
const MINUTE_MS = 60_000;
const ist = (text: string) => Date.parse(`${text}:00+05:30`);

class Rig {
  nowMs: number;
  /** When each sync began, minutes after the start. */
  readonly syncs: number[] = [];
  readonly logged: string[] = [];
  readonly job: InstrumentJob;
  readonly #startMs: number;
  #date = '';
  #checkedAtMs = 0;
  #timer: { readonly atMs: number; readonly fire: () => void } | undefined;

  /** `ends`: how the syncs end, one after the other, then well. */
  constructor(start: string, ends: readonly SyncEnd[] = []) {
    const left = [...ends];
    this.nowMs = ist(start);
    this.#startMs = this.nowMs;
    this.job = new InstrumentJob({
      nowMs: () => this.nowMs,
      calendar: CALENDAR,
      history: (failedAtMs) => ({
        date: this.#date as '',
        checkedAtMs: this.#checkedAtMs,
        failedAtMs,
      }),
      sync: async () => {
        this.syncs.push((this.nowMs - this.#startMs) / MINUTE_MS);
        const end = left.shift() ?? { exitCode: 0, message: 'stored' };
        if (end.exitCode === 0) {
          this.#date = new Date(this.nowMs + 330 * MINUTE_MS).toISOString().slice(0, 10);
          this.#checkedAtMs = this.nowMs;
        }
        return end;
      },
      setTimer: (delayMs, fire) => {
        this.#timer = { atMs: this.nowMs + delayMs, fire };
        return () => {
          this.#timer = undefined;
        };
      },
      log: (level, message) => this.logged.push(`${level} ${message}`),
    });
  }

  /** Lets `minutes` pass, timer by timer. */
  async pass(minutes: number): Promise<void> {
    const untilMs = this.nowMs + minutes * MINUTE_MS;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const timer = this.#timer;
      if (timer === undefined || timer.atMs > untilMs) break;
      this.#timer = undefined;
      this.nowMs = timer.atMs;
      timer.fire();
    }
    this.nowMs = untilMs;
  }
}

describe('the daily sync of instruments', () => {
  it('runs at 08:30 of every session date, once', async () => {
    const rig = new Rig('2026-11-20T08:00');
    await rig.job.run();
    await rig.pass(4 * 1440);
    expect(rig.syncs).toEqual([30, 30 + 3 * 1440]);
    expect(rig.logged).toHaveLength(2);
    rig.job.stop();
    await rig.pass(4 * 1440);
    expect(rig.syncs).toHaveLength(2);
  });

  it('is made up for at a late start, and tried again every five minutes while it fails', async () => {
    const failed = { exitCode: 75, message: 'nothing came' };
    const rig = new Rig('2026-11-20T09:10', [failed, failed]);
    await rig.job.run();
    await rig.pass(60);
    expect(rig.syncs).toEqual([0, 5, 10]);
    expect(rig.logged.map((line) => line.split(' ')[0])).toEqual(['error', 'error', 'info']);
  });

  it('follows a clock that jumps', async () => {
    const rig = new Rig('2026-11-20T02:00');
    await rig.job.run();
    rig.nowMs = ist('2026-11-20T08:45');
    await rig.pass(2);
    expect(rig.syncs).toHaveLength(1);
  });
});
