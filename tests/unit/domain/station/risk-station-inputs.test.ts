/** What the risk station records of its inputs, and what a restart makes of it. */
import { describe, expect, it } from 'vitest';
import {
  EVENTS_ROW,
  FILL_ROW,
  OPERATOR_ROW,
  ROUND_ROW,
  SIGNAL_ROW,
  TIMER_ROW,
} from '../../../../src/domain/input-rows.ts';
import type { RecordRow, RowKind } from '../../../../src/domain/journal-row.ts';
import { intentIdOf, type OrderEvent, orderIdOf } from '../../../../src/domain/order/types.ts';
import type { Decision } from '../../../../src/domain/risk/deny-reason.ts';
import { TIMER_INTERVAL_MS } from '../../../../src/domain/session-timer.ts';
import {
  RiskStation,
  type RiskStationOptions,
} from '../../../../src/domain/station/risk-station.ts';
import { JournalImage } from '../../../../src/journal/state-image.ts';
import { restoredFrom } from '../../../support/journaled-engine.ts';
import { CAPITAL_PAISE, RISK_LIMITS, RiskRig } from '../../../support/risk-rig.ts';
import { RowImage } from '../../../support/row-image.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../support/tick-stream.ts';
import { ALWAYS_OPEN, index, stock } from '../../../support/trading-instruments.ts';

const WHO = { actor: 'operator', reason: 'because' };
const GROUP = intentIdOf(0, 1);

class Rig {
  station: RiskStation;
  readonly log: string[] = [];
  readonly rows = new RowImage();
  readonly image = new JournalImage();
  readonly decisions: Decision[] = [];
  timeMs = SESSION_OPEN_MS;
  readonly #options: Partial<RiskStationOptions>;
  readonly #signals = new RiskRig();
  #ticks = 0;

  constructor(options: Partial<RiskStationOptions> = {}) {
    this.#options = options;
    this.station = this.#newStation();
  }

  restart(isKilled = false): void {
    const image = restoredFrom(this.image);
    this.station = this.#newStation();
    this.station.restore(image, isKilled);
  }

  tick(stepMs = 10, at = 0, lastPaise = 10_000): void {
    this.timeMs += stepMs;
    const place = { sequence: this.#ticks, instrumentIndex: at, lastPaise };
    this.#ticks += 1;
    this.station.onTick(tickOf({ ...place, exchangeTimeMs: this.timeMs }));
  }

  /** Sends a signal; the reason of the newest decision. */
  signal(): string | undefined {
    this.station.onSignal(this.#signals.signalOf({ timeMs: this.timeMs }), 7);
    return this.decisions.at(-1)?.reason;
  }

  recorded<Row extends object>(kind: RowKind<Row>): readonly Row[] {
    const rows = this.rows.log.filter((entry) => entry.kind.kind === kind.kind);
    return rows.map(({ row }) => row as Row);
  }

  /** Also what the order core records beside the station. */
  readonly record: RecordRow = (kind, row) => {
    this.rows.record(kind, row);
    this.image.apply(kind, structuredClone(row));
    this.log.push(`record ${kind.kind}`);
  };

  #newStation(): RiskStation {
    return new RiskStation({
      instruments: [stock(0), index(1)],
      strategies: [{ index: 0 }, { index: 1 }],
      limits: RISK_LIMITS,
      capitalPaise: CAPITAL_PAISE,
      marketableOffsetBps: 10,
      hours: ALWAYS_OPEN,
      ...this.#options,
      effects: {
        approve: () => this.log.push('approve') > 0,
        decide: (decision) => {
          this.decisions.push(decision);
          this.log.push('decide');
        },
        record: this.record,
      },
    });
  }
}

function fillOf(sequence: number, fillQuantity: number, filledQuantity: number): OrderEvent {
  return {
    sequence,
    orderId: orderIdOf(GROUP, 0),
    groupId: GROUP,
    strategyIndex: 0,
    role: 'entry',
    status: 'partially_filled',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    filledQuantity,
    limitPaise: 10_000,
    triggerPaise: 0,
    fillQuantity,
    fillPaise: 10_000,
    fillValuePaise: fillQuantity * 10_000,
    reason: '',
    timeMs: SESSION_OPEN_MS,
  };
}

/** Records the fill as the order core does. */
function recordFill(rig: Rig, event: OrderEvent): void {
  const { sequence, orderId, strategyIndex, instrumentIndex, side, timeMs } = event;
  const { filledQuantity, fillQuantity, fillValuePaise } = event;
  rig.record(FILL_ROW, {
    ...{ sequence, orderId, strategyIndex, instrumentIndex, side, timeMs },
    ...{ filledQuantity, fillQuantity, fillValuePaise },
  });
}

describe('the inputs of a risk station', () => {
  it('RG-13 are recorded before they are judged, with the clock they are judged by', () => {
    const rig = new Rig();
    rig.tick();
    rig.log.length = 0;
    rig.signal();
    expect(rig.log[0]).toBe('record signal');
    expect(rig.log.indexOf('record decision')).toBeLessThan(rig.log.indexOf('approve'));
    expect(rig.recorded(SIGNAL_ROW)).toEqual([expect.objectContaining({ tick: 1, nowNs: 7 })]);
  });

  it('are the ends of rounds only where signals wait for each other, and one came', () => {
    const arbitration = { windowMs: 0, maxAgeMs: 1000, allowedOrigins: ['strategy' as const] };
    for (const [options, rounds] of [
      [{}, 0],
      [{ arbitration }, 1],
    ] as const) {
      const rig = new Rig(options);
      rig.tick();
      rig.station.onRoundEnd();
      rig.signal();
      rig.station.onRoundEnd();
      rig.station.onRoundEnd();
      expect(rig.recorded(ROUND_ROW)).toHaveLength(rounds);
      expect(rig.decisions.map(({ reason }) => reason)).toEqual(['']);
    }
  });

  it('are timers of a clock only when no tick has made one', () => {
    const rig = new Rig();
    for (let step = 0; step < 100; step += 1) rig.tick(100);
    rig.station.onClock(rig.timeMs + TIMER_INTERVAL_MS - 1);
    expect(rig.recorded(TIMER_ROW)).toEqual([]);
    rig.timeMs += TIMER_INTERVAL_MS;
    for (let repeat = 0; repeat < 3; repeat += 1) rig.station.onClock(rig.timeMs);
    expect(rig.recorded(TIMER_ROW)).toEqual([{ core: 'risk', timeMs: rig.timeMs, tick: 100 }]);
  });
});

describe('a risk station after a stall', () => {
  it('OL-10 takes the clock before what waits, and records it as an input', () => {
    const rig = new Rig();
    rig.tick();
    rig.station.catchUp(rig.timeMs + 1_000);
    expect(rig.recorded(TIMER_ROW)).toEqual([]);
    rig.station.catchUp(rig.timeMs + 8_000);
    const timeMs = rig.timeMs + 8_000;
    expect(rig.recorded(TIMER_ROW)).toEqual([{ core: 'risk', timeMs, tick: 1 }]);
    rig.signal();
    expect(rig.decisions[0]?.timeMs).toBe(timeMs);
  });
});

describe('what stops entries in a risk station', () => {
  it('KS-06 KS-02 the kill latch: once, until the reset, and at once after a restart', () => {
    const rig = new Rig();
    rig.tick();
    rig.station.kill(WHO);
    rig.station.kill({ actor: 'other', reason: 'else' });
    expect(rig.recorded(OPERATOR_ROW)).toHaveLength(1);
    expect(rig.signal()).toBe('kill_latch');
    rig.restart(true);
    rig.tick();
    expect(rig.signal()).toBe('kill_latch');
    rig.station.resetKill(WHO);
    expect(rig.signal()).toBe('');
  });

  it('PP-02 books that do not agree', () => {
    const rig = new Rig();
    rig.tick();
    rig.station.onReconciled(false);
    expect(rig.signal()).not.toBe('');
    rig.station.onReconciled(true);
    expect(rig.signal()).toBe('');
    const actions = rig.recorded(OPERATOR_ROW).map(({ action }) => action);
    expect(actions).toEqual(['unreconciled', 'reconciled']);
  });

  it('JR-01 a journal that failed, until the next start has recovered it', () => {
    const rig = new Rig();
    rig.tick();
    rig.station.onJournalFailure('the disk is full');
    expect(rig.station.core.tradingCause).toBe('journal');
    expect(rig.signal()).not.toBe('');
    rig.restart();
    rig.tick();
    expect(rig.station.core.tradingState).toBe('active');
    expect(rig.signal()).toBe('');
  });

  it('SE-06 a host clock that is not to be trusted, until the next start', () => {
    const rig = new Rig();
    rig.tick();
    rig.station.onClockFault('wall_step');
    expect(rig.station.core.tradingCause).toBe('clock');
    expect(rig.signal()).not.toBe('');
    expect(rig.recorded(OPERATOR_ROW)).toMatchObject([
      { core: 'risk', action: 'clock_fault', reason: 'wall_step' },
    ]);
    rig.restart();
    rig.tick();
    expect(rig.signal()).toBe('');
  });

  it('a fall of an index whose close of the day before is known, after a restart too', () => {
    const rig = new Rig();
    rig.station.onPreviousClose(1, 2_000_000);
    expect(rig.log).toEqual(['record previous_close']);
    rig.tick();
    rig.tick(10, 1, 1_900_000);
    expect(rig.signal()).toBe('');
    rig.tick(10, 1, 1_790_000);
    const reason = rig.signal();
    expect(reason).toMatch(/halt/);
    rig.restart();
    rig.tick();
    expect(rig.signal()).toBe(reason);
  });
});

describe('fills on their way to risk', () => {
  it('ID-05 are forgotten with the row that says which were taken', () => {
    const rig = new Rig();
    rig.tick();
    const fills = [fillOf(2, 40, 40), fillOf(3, 60, 100)];
    for (const fill of fills) recordFill(rig, fill);
    rig.log.length = 0;
    rig.station.onOrderEvents(fills.slice(0, 1));
    expect(rig.log[0]).toBe('record events_taken');
    expect(rig.recorded(EVENTS_ROW)).toEqual([{ sequence: 2, fills: [2], tick: 1 }]);
    expect(rig.image.rows(FILL_ROW).map(({ sequence }) => sequence)).toEqual([3]);
  });

  it('ID-05 are booked exactly once, wherever the crash came and however often', () => {
    const fills = [fillOf(1, 10, 10), fillOf(2, 20, 30), fillOf(3, 30, 60)];
    for (let booked = 0; booked <= fills.length; booked += 1) {
      const rig = new Rig();
      rig.tick();
      for (const fill of fills.toReversed()) recordFill(rig, fill);
      for (const fill of fills.slice(0, booked)) rig.station.onOrderEvents([fill]);
      for (let start = 0; start < 3; start += 1) rig.restart();
      const { positions } = rig.station.core;
      expect([positions.netQuantity(0), positions.fillCount(0)]).toEqual([60, 3]);
      expect(rig.image.rows(FILL_ROW)).toEqual([]);
      rig.station.onOrderEvents([fillOf(4, 5, 65)]);
      expect(positions.netQuantity(0)).toBe(65);
    }
  });
});
