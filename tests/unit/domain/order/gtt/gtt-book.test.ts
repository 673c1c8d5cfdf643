import { describe, expect, it } from 'vitest';
import { DAY_MS, existingDay } from '../../../../../src/domain/instrument/ist-date.ts';
import { GTT_STRATEGY, intentIdOf } from '../../../../../src/domain/order/types.ts';
import { GttRig, gttOf } from '../../../../support/gtt-rig.ts';
import { tickOf } from '../../../../support/tick-stream.ts';
import { ALWAYS_CLOSED, future, stock } from '../../../../support/trading-instruments.ts';

describe('a GTT', () => {
  it('triggers when its price is reached, and is done when the risk gate approves', () => {
    const rig = new GttRig();
    const gttId = rig.create();
    rig.tick({ lastPaise: 9_905 });
    expect(rig.signals).toEqual([]);
    rig.tick({ lastPaise: 9_900 });
    expect(rig.status(gttId)).toBe('triggered');
    rig.decide(1);
    expect(rig.book.list()).toMatchObject([
      { status: 'done', signalSequence: 1, firedTriggerPaise: 9_900, firedPaise: 9_900 },
    ]);
  });

  it('GT-01 is recorded as triggered before its request leaves', () => {
    const rig = new GttRig();
    rig.create();
    rig.tick({ lastPaise: 9_850 });
    expect(rig.effects).toEqual(['gtt active', 'gtt triggered', 'request 1']);
  });

  it('GT-01 triggers once, whatever prices follow', () => {
    const rig = new GttRig();
    rig.create({ otherTriggerPaise: 10_100 });
    for (const lastPaise of [9_900, 10_100, 9_800, 10_200]) rig.tick({ lastPaise });
    expect(rig.signals).toHaveLength(1);
  });

  it('is rejected with the reason when the risk gate denies', () => {
    const rig = new GttRig();
    const gttId = rig.create();
    rig.tick({ lastPaise: 9_900 });
    rig.decide(1, 'kill_latch');
    rig.decide(1);
    expect(rig.book.list()).toMatchObject([{ gttId, status: 'rejected', reason: 'kill_latch' }]);
    expect(rig.book.stats.strayDecisions).toBe(1);
  });

  it('counts the extremes of a tick, though not those from before it existed', () => {
    const rig = new GttRig();
    rig.tick();
    rig.create();
    rig.tick({ lowPaise: 9_800 });
    expect(rig.signals).toEqual([]);
    rig.tick({ lowPaise: 9_900 });
    expect(rig.signals).toMatchObject([{ referencePaise: 10_000 }]);
  });

  it('GT-01 is not triggered by a stale, an invalid or an out-of-session tick', () => {
    const rig = new GttRig();
    rig.create();
    rig.tick({ lastPaise: 9_800, exchangeTimeMs: rig.timeMs - 6_000 });
    rig.tick({ lastPaise: 9_800, lowPaise: 0 });
    const closed = new GttRig({ hours: ALWAYS_CLOSED });
    closed.create();
    closed.tick({ lastPaise: 9_800 });
    expect([...rig.signals, ...closed.signals]).toEqual([]);
    expect(rig.book.stats).toMatchObject({ staleTicks: 1, invalidTicks: 1 });
    expect(closed.book.stats.outOfSessionTicks).toBe(1);
  });

  it('needs a timer once, and takes the time from ticks of any instrument from then on', () => {
    const rig = new GttRig();
    const minuteMs = 60_000;
    rig.book.onTick(tickOf({ lastPaise: 9_800, exchangeTimeMs: rig.timeMs }));
    rig.create();
    rig.book.onTick(tickOf({ instrumentIndex: 1, exchangeTimeMs: rig.timeMs + minuteMs }));
    rig.book.onTick(tickOf({ lastPaise: 9_800, exchangeTimeMs: rig.timeMs + 1_000 }));
    expect([rig.signals.length, rig.book.stats.staleTicks]).toEqual([0, 1]);
    rig.book.onTick(tickOf({ lastPaise: 9_800, exchangeTimeMs: rig.timeMs + 2 * minuteMs }));
    expect(rig.signals).toHaveLength(1);
  });

  it('triggers in the order of ids when one tick reaches several', () => {
    const rig = new GttRig();
    rig.create({ triggerPaise: 9_800 });
    rig.create({ triggerPaise: 9_900, quantity: 200 });
    rig.create({ triggerPaise: 9_700 });
    rig.tick();
    rig.tick({ lastPaise: 9_750 });
    expect(rig.signals).toMatchObject([
      { sequence: 1, quantity: 100 },
      { sequence: 2, quantity: 200 },
    ]);
    expect(rig.book.stats.waiting).toBe(1);
  });

  it('is not watched after a cancel, which is refused once it has triggered', () => {
    const rig = new GttRig();
    const first = rig.create();
    expect(rig.book.cancel(first, rig.timeMs)).toEqual({ isTaken: true, gttId: first });
    rig.tick({ lastPaise: 9_900 });
    expect(rig.signals).toEqual([]);
    const second = rig.create();
    rig.tick({ lastPaise: 9_900 });
    expect(rig.book.cancel(second, rig.timeMs)).toMatchObject({ problem: 'not_waiting' });
    expect(rig.book.cancel(99, rig.timeMs)).toMatchObject({ problem: 'unknown_gtt' });
  });

  it('is refused without a trace when it is wrong or one too many', () => {
    const rig = new GttRig({ settings: { maxWaiting: 1 } });
    expect(rig.book.create(gttOf({ triggerPaise: 1 }), rig.timeMs)).toMatchObject({
      problem: 'trigger_off_increment',
    });
    rig.create();
    expect(rig.book.create(gttOf(), rig.timeMs)).toEqual({ isTaken: false, problem: 'too_many' });
    expect(rig.image.log).toHaveLength(1);
  });
});

describe('GT-03 the days of a GTT', () => {
  it('end with its last day, or that of its instrument', () => {
    const rig = new GttRig({ instruments: [stock(0), future(1)] });
    const today = existingDay('2026-11-19');
    const dated = rig.create({ lastDay: today + 1 });
    const expiring = rig.create({ instrumentIndex: 1, quantity: 75 });
    const long = rig.create();
    expect(rig.book.list().map(({ lastDay }) => lastDay)).toEqual([
      today + 1,
      existingDay('2026-11-23'),
      today + 365,
    ]);
    rig.timer(DAY_MS);
    expect(rig.status(dated)).toBe('active');
    rig.timer(DAY_MS);
    expect(rig.status(dated)).toBe('expired');
    rig.timer(3 * DAY_MS);
    expect([rig.status(expiring), rig.status(long)]).toEqual(['expired', 'active']);
    rig.tick({ lastPaise: 9_900 });
    rig.tick({ instrumentIndex: 1, lastPaise: 9_900 });
    expect(rig.signals).toHaveLength(1);
  });

  it('are not over for a GTT that sleeps through a restart', () => {
    const rig = new GttRig();
    const gttId = rig.create();
    const next = new GttRig({ image: rig.image });
    next.timeMs = rig.timeMs + 5 * DAY_MS;
    next.book.onStart(next.timeMs, () => false);
    next.tick({ lastPaise: 9_900 });
    expect(next.signals).toMatchObject([{ sequence: 1 }]);
    expect(next.status(gttId)).toBe('triggered');
  });
});

describe('GT-03 a corporate action', () => {
  it('suspends the GTTs of the instrument until an operator resumes or cancels them', () => {
    const rig = new GttRig();
    const first = rig.create();
    const other = rig.create({ instrumentIndex: 1 });
    rig.book.onCorporateAction(0, rig.timeMs);
    rig.tick({ lastPaise: 9_000 });
    expect(rig.signals).toEqual([]);
    expect(rig.alarms).toEqual([`gtt_suspended ${first}`]);
    expect([rig.status(first), rig.status(other)]).toEqual(['suspended', 'active']);
    expect(rig.book.resume(first, rig.timeMs).isTaken).toBe(true);
    expect(rig.book.resume(first, rig.timeMs)).toMatchObject({ problem: 'not_waiting' });
    expect(rig.book.resume(9, rig.timeMs)).toMatchObject({ problem: 'unknown_gtt' });
    rig.tick({ lastPaise: 9_000 });
    expect(rig.signals).toHaveLength(1);
  });

  it('or another symbol for the token suspends it at the next start', () => {
    const rig = new GttRig();
    const gttId = rig.create();
    const renamed = [stock(0, { symbol: 'RENAMED-EQ' }), stock(1)];
    const next = new GttRig({ image: rig.image, instruments: renamed });
    next.book.onStart(rig.timeMs, () => false);
    next.tick({ lastPaise: 9_000 });
    expect(next.signals).toEqual([]);
    expect(next.book.list()).toMatchObject([{ status: 'suspended', reason: 'instrument_gone' }]);
    expect(next.book.resume(gttId, next.timeMs)).toMatchObject({ problem: 'unknown_instrument' });
    expect(next.book.cancel(gttId, next.timeMs).isTaken).toBe(true);
  });

  it('leaves GTTs alone whose instrument has another index today', () => {
    const rig = new GttRig();
    rig.create();
    const shifted = [stock(0, { token: '7' }), stock(1, { token: '1000', symbol: 'STOCK0-EQ' })];
    const next = new GttRig({ image: rig.image, instruments: shifted });
    next.tick({ instrumentIndex: 0, lastPaise: 9_000 });
    expect(next.signals).toEqual([]);
    next.tick({ instrumentIndex: 1, lastPaise: 9_000 });
    expect(next.signals).toMatchObject([{ instrumentIndex: 1 }]);
  });
});

describe('GT-01 after a stop between trigger and answer', () => {
  it('a GTT is never asked again, and an operator is told', () => {
    const rig = new GttRig();
    const gttId = rig.create();
    rig.tick({ lastPaise: 9_900 });
    const next = new GttRig({ image: rig.image });
    next.book.onStart(rig.timeMs, () => false);
    next.tick({ lastPaise: 9_800 });
    expect(next.signals).toEqual([]);
    expect(next.alarms).toEqual([`gtt_unresolved ${gttId}`]);
    expect(next.book.stats.unresolved).toBe(1);
    expect(next.book.cancel(gttId, next.timeMs).isTaken).toBe(true);
    next.decide(1);
    expect(next.status(gttId)).toBe('done');
  });

  it('a group that exists proves the approval', () => {
    const rig = new GttRig();
    const gttId = rig.create();
    rig.tick({ lastPaise: 9_900 });
    const next = new GttRig({ image: rig.image });
    next.book.onStart(rig.timeMs, (groupId) => groupId === intentIdOf(GTT_STRATEGY, 1));
    expect(next.status(gttId)).toBe('done');
    expect(next.alarms).toEqual([]);
  });

  it('the next trigger has the next sequence', () => {
    const rig = new GttRig();
    rig.create();
    rig.create({ triggerPaise: 9_000 });
    rig.tick({ lastPaise: 9_900 });
    const next = new GttRig({ image: rig.image });
    next.tick({ lastPaise: 9_000 });
    expect(next.signals).toMatchObject([{ sequence: 2 }]);
  });

  it('and without a stop, an answer that does not come leaves it unresolved', () => {
    const rig = new GttRig();
    const gttId = rig.create();
    rig.tick({ lastPaise: 9_900 });
    rig.timer(9_999);
    expect(rig.status(gttId)).toBe('triggered');
    rig.timer(1);
    expect(rig.book.list()).toMatchObject([{ status: 'unresolved', reason: 'no_answer' }]);
    rig.decide(1, 'max_position');
    expect(rig.status(gttId)).toBe('rejected');
  });
});
