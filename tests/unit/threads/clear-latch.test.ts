/** The operator's order to clear a latch, as the risk thread obeys it at its start. */
import { describe, expect, it } from 'vitest';
import type { OperatorOrder, RestoredRows } from '../../../src/contract/messages.ts';
import { istDay } from '../../../src/domain/instrument/ist-date.ts';
import { POSITION_ROW } from '../../../src/domain/position/rows.ts';
import { ACCOUNT_ROW } from '../../../src/domain/risk/rows.ts';
import { STATE_CAUSES, type StateCause } from '../../../src/domain/risk/trading-state.ts';
import { RiskAgent } from '../../../src/threads/risk-agent.ts';
import { SessionViews } from '../../../src/threads/session-views.ts';
import { journaledRows } from '../../support/journaled-rows.ts';
import { positionRow } from '../../support/order-rows.ts';
import { threadInit, threadRig } from '../../support/thread-rig.ts';
import { SESSION_OPEN_MS } from '../../support/tick-stream.ts';
import { future } from '../../support/trading-instruments.ts';

const CLEAR: OperatorOrder = { action: 'clear_latch', actor: 'priya', reason: 'looked at it' };
/** No shares: there is nothing to practise on, so the thread is there at once. */
const instruments = [future(0), future(1)];
const LOST_PAISE = 900_000;

/** Rows of an account that `cause` has halted. */
function halted(cause: StateCause): RestoredRows {
  const states = STATE_CAUSES.map((one) => (one === cause ? 2 : 0));
  const latchedPaise = [0, 0, cause === 'total_drawdown' ? LOST_PAISE : 0];
  const account = {
    ...{ states, latchedPaise, sessionDay: istDay(SESSION_OPEN_MS), isDayStarted: true },
    ...{ dayStartPaise: 0, dayPeakPaise: 0, peakPaise: LOST_PAISE },
    ...{ unknownSignals: 0, timeMs: SESSION_OPEN_MS },
  };
  return { kind: ACCOUNT_ROW.kind, rows: [account] };
}

function started(restored: readonly RestoredRows[], orders: readonly OperatorOrder[]) {
  const { context, session } = threadRig({ restored, orders, instruments });
  const rows = journaledRows(session, 'risk');
  session.control.setReconciled(true);
  const agent = new RiskAgent(context);
  agent.onStart();
  agent.doWork();
  agent.onClose();
  const { tradingState } = new SessionViews(session, threadInit({ instruments })).account();
  const changes = rows().filter(({ kind }) => kind === 'risk_change');
  return { tradingState, changes: changes.map(({ row }) => row), agent, rows };
}

describe('an order to clear a latch', () => {
  it.each(['total_drawdown', 'order_path_full'] as const)(
    'RG-12 takes the halt for %s back, once, with who and why and what it was before',
    (cause) => {
      expect(started([halted(cause)], []).tradingState).toBe('halted');
      const { tradingState, changes, agent, rows } = started([halted(cause)], [CLEAR]);
      expect(tradingState).toBe('active');
      const { actor, reason } = CLEAR;
      expect(changes).toMatchObject([
        { target: cause, previous: 'halted', next: 'active', actor, reason },
      ]);
      agent.doWork();
      expect(rows().filter(({ kind }) => kind === 'risk_action')).toEqual([]);
    },
  );

  it('waits until what is held has a price, from which the drawdown is measured then', () => {
    const held = positionRow({ instrumentIndex: 1, quantity: 10 });
    const restored = [halted('total_drawdown'), { kind: POSITION_ROW.kind, rows: [held] }];
    const { tradingState, changes } = started(restored, [CLEAR]);
    expect([tradingState, changes]).toEqual(['halted', []]);
  });

  it('leaves another cause alone', () => {
    expect(started([halted('operator')], [CLEAR]).tradingState).toBe('halted');
  });
});
