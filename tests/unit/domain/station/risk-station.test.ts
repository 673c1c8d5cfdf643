import { describe, expect, it } from 'vitest';
import {
  CLOCK_ROW,
  EVENTS_ROW,
  FILL_ROW,
  RISK_ACTION_ROW,
} from '../../../../src/domain/input-rows.ts';
import { type OrderEvent, orderIdOf } from '../../../../src/domain/order/types.ts';
import { RiskStation } from '../../../../src/domain/station/risk-station.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../../support/risk-rig.ts';
import { RowImage } from '../../../support/row-image.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../support/tick-stream.ts';
import { ALWAYS_OPEN, stock } from '../../../support/trading-instruments.ts';

const DAY_MS = 86_400_000;

function stationOf(image = new RowImage()) {
  const station = new RiskStation({
    limits: { ...RISK_LIMITS, maxDailyLossBps: 50, maxDailyDrawdownBps: 60 },
    capitalPaise: CAPITAL_PAISE,
    marketableOffsetBps: 10,
    instruments: [stock(0)],
    strategies: [{ index: 0 }],
    hours: ALWAYS_OPEN,
    effects: { approve: () => true, decide: () => undefined, record: image.record },
  });
  return { station, image };
}

/** A fill of an order of strategy 0, numbered by its event. */
function filled(sequence: number, changes: Partial<OrderEvent> = {}): OrderEvent {
  const fill = { fillQuantity: 100, fillPaise: 10_000, fillValuePaise: 1_000_000 };
  return {
    ...{ sequence, orderId: orderIdOf(sequence, 0), groupId: sequence, strategyIndex: 0 },
    ...{ role: 'entry', status: 'filled', instrumentIndex: 0, side: 1, quantity: 100 },
    ...{ filledQuantity: 100, limitPaise: 10_000, triggerPaise: 0, reason: '' },
    ...{ ...fill, timeMs: SESSION_OPEN_MS },
    ...changes,
  };
}

function fillRowOf(event: OrderEvent) {
  const { sequence, orderId, strategyIndex, instrumentIndex, side } = event;
  const { filledQuantity, fillQuantity, fillValuePaise, timeMs } = event;
  return {
    ...{ sequence, orderId, strategyIndex, instrumentIndex, side },
    ...{ filledQuantity, fillQuantity, fillValuePaise, timeMs },
  };
}

const CORRECTION = { orderId: orderIdOf(1, 0), groupId: 1, fillQuantity: 0, fillPaise: 0 };

describe('the risk station', () => {
  it('RG-12 records what a human asks before it acts, and what of it changed', () => {
    const { station, image } = stationOf();
    station.onTick(tickOf());
    const asked = { actor: 'priya', reason: 'too fast', timeMs: SESSION_OPEN_MS + 5 };
    expect(station.operate({ kind: 'pause_strategy', strategyIndex: 0, ...asked })).toBe('');
    expect(station.operate({ kind: 'set_state', state: 'reducing', ...asked })).toBe('');
    expect(station.operate({ kind: 'clear_cause', cause: 'journal', ...asked })).toBe(
      'nothing_to_change',
    );
    expect(station.core.tradingState).toBe('reducing');
    expect(station.timeMs).toBe(SESSION_OPEN_MS + 5);
    const rows = image.log.filter(({ kind }) => kind.kind === RISK_ACTION_ROW.kind);
    expect(rows.map(({ row }) => row)).toEqual([
      { kind: 'pause_strategy', state: '', cause: '', strategyIndex: 0, ...asked, tick: 1 },
      { kind: 'set_state', state: 'reducing', cause: '', strategyIndex: -1, ...asked, tick: 1 },
      { kind: 'clear_cause', state: '', cause: 'journal', strategyIndex: -1, ...asked, tick: 1 },
    ]);
    expect(image.log.filter(({ kind }) => kind.kind === 'risk_change')).toHaveLength(2);
  });

  it('books the correction of a value, and takes its row off the list', () => {
    const { station, image } = stationOf();
    station.onTick(tickOf());
    const correction = filled(2, { ...CORRECTION, fillValuePaise: 700 });
    image.record(FILL_ROW, fillRowOf(correction));
    station.onOrderEvents([filled(1), correction]);
    const [book] = station.core.positions.booksOf(0);
    expect(book).toMatchObject({ quantity: 100, costPaise: 1_000_700, turnoverPaise: 1_000_700 });
    station.core.positions.assertBalanced();
    expect(image.log.find(({ kind }) => kind.kind === EVENTS_ROW.kind)?.row).toMatchObject({
      fills: [1, 2],
    });
    expect(image.rows(FILL_ROW)).toEqual([]);
  });

  it('ID-05 books fills and corrections it had not booked when the engine stopped', () => {
    const first = stationOf();
    first.station.onTick(tickOf());
    first.station.onOrderEvents([filled(1)]);
    const correction = filled(2, { ...CORRECTION, fillValuePaise: -300 });
    const sold = filled(3, { role: 'exit', side: -1, filledQuantity: 40, fillQuantity: 40 });
    for (const event of [correction, { ...sold, fillValuePaise: 404_000 }]) {
      first.image.record(FILL_ROW, fillRowOf(event));
    }
    const { station } = stationOf(first.image);
    station.restore(first.image, false);
    const [book] = station.core.positions.booksOf(0);
    expect(book).toMatchObject({ quantity: 60, costPaise: 599_820, realisedPaise: 4_120 });
    expect(first.image.rows(FILL_ROW)).toEqual([]);
  });

  it('RG-09 begins the day the session had reached: a loss of the day before latches nothing', () => {
    const first = stationOf();
    first.station.onTick(tickOf());
    const sold = filled(2, { role: 'exit', side: -1, fillValuePaise: 900_000 });
    first.station.onOrderEvents([filled(1), sold]);
    expect(first.station.core.tradingCause).toBe('daily_loss');
    const timeMs = SESSION_OPEN_MS + DAY_MS;
    first.image.record(CLOCK_ROW, { timeMs, tick: 9 });
    const { station } = stationOf(first.image);
    station.restore(first.image, false);
    expect(station.core.tradingCause).toBe('');
    expect(station.timeMs).toBe(timeMs);
    expect(station.core.account().dayPnlPaise).toBe(0);
  });
});
