import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../../src/domain/order/types.ts';
import { RiskStateWriter } from '../../../src/threads/risk-state-writer.ts';
import { SessionViews } from '../../../src/threads/session-views.ts';
import { orderRow } from '../../support/order-rows.ts';
import { RiskRig } from '../../support/risk-rig.ts';
import { threadInit, threadRig } from '../../support/thread-rig.ts';
import { SESSION_OPEN_MS } from '../../support/tick-stream.ts';
import { stock } from '../../support/trading-instruments.ts';

const INSTRUMENTS = [stock(0), stock(1)];

function rig() {
  const { context, session } = threadRig({ instruments: INSTRUMENTS });
  const risk = new RiskRig(INSTRUMENTS);
  const writer = new RiskStateWriter(context, risk.core);
  const views = new SessionViews(session, threadInit({ instruments: INSTRUMENTS }));
  return { context, risk, writer, views };
}

/** A stop of instrument 0; `changes` win. */
function stopEvent(changes: Partial<OrderEvent> = {}): OrderEvent {
  return {
    sequence: 1,
    orderId: 65,
    groupId: 1,
    strategyIndex: 0,
    role: 'stop',
    status: 'held',
    instrumentIndex: 0,
    side: -1,
    quantity: 100,
    filledQuantity: 0,
    limitPaise: 0,
    triggerPaise: 9_900,
    fillQuantity: 0,
    fillPaise: 0,
    fillValuePaise: 0,
    reason: '',
    timeMs: SESSION_OPEN_MS,
    ...changes,
  };
}

/** Long 100 in instrument 0 at 100.00, marked at 101.00, and shown. */
function held() {
  const all = rig();
  const { risk, writer } = all;
  risk.tick();
  risk.signal();
  risk.fill({ ...risk.intent, quantity: 100 }, 10_000);
  risk.tick({ lastPaise: 10_100 });
  writer.refresh(0, true);
  return all;
}

describe('what the risk thread shows', () => {
  it('is the position, marked to market, and the account', () => {
    const { views } = held();
    expect(views.positionOf(0)).toMatchObject({
      netQuantity: 100,
      averagePaise: 10_000,
      lastPaise: 10_100,
      unrealisedPnlPaise: 10_000,
      isProtected: false,
    });
    expect(views.account()).toMatchObject({
      signals: 1,
      approved: 1,
      unrealisedPnlPaise: 10_000,
      tradingState: 'active',
      openPositions: 1,
    });
  });

  it('OC-04 counts a position as protected while live stops and exits cover all of it', () => {
    const { writer, views } = held();
    const isProtected = () => views.positionOf(0)?.isProtected;
    writer.onOrderEvent(stopEvent({ quantity: 60 }));
    expect(isProtected()).toBe(false);
    writer.onOrderEvent(stopEvent({ quantity: 100 }));
    expect(isProtected()).toBe(true);
    writer.onOrderEvent(stopEvent({ role: 'target', orderId: 66, quantity: 500 }));
    writer.onOrderEvent(stopEvent({ status: 'triggered' }));
    expect(isProtected()).toBe(false);
    writer.onOrderEvent(stopEvent({ role: 'exit', orderId: 67, status: 'sending' }));
    expect(isProtected()).toBe(true);
    writer.onOrderEvent(
      stopEvent({ role: 'exit', orderId: 67, status: 'partially_filled', filledQuantity: 30 }),
    );
    expect(isProtected()).toBe(false);
    writer.onOrderEvent(stopEvent({ orderId: 68, quantity: 30, instrumentIndex: 1 }));
    expect(isProtected()).toBe(false);
    writer.onOrderEvent(stopEvent({ orderId: 69, quantity: 30 }));
    expect(isProtected()).toBe(true);
  });

  it('OC-04 knows after a restart which stops were live when the journal ended', () => {
    const { risk, writer, views } = held();
    const stop = { role: 'stop', status: 'held' } as const;
    writer.restore([
      orderRow(1, { ...stop, orderId: 65 }),
      orderRow(2, { ...stop, orderId: 66, status: 'cancelled' }),
      orderRow(3, { role: 'target', orderId: 67 }),
    ]);
    risk.tick({ lastPaise: 10_000 });
    writer.refresh(0, true);
    expect(views.positionOf(0)?.isProtected).toBe(true);
    writer.onOrderEvent(stopEvent({ status: 'cancelled' }));
    expect(views.positionOf(0)?.isProtected).toBe(false);
  });

  it('is refreshed when something changed, and otherwise ten times a second', () => {
    const { risk, writer, views } = held();
    risk.tick({ lastPaise: 10_200 });
    writer.refresh(99e6, false);
    expect(views.positionOf(0)?.lastPaise).toBe(10_100);
    writer.refresh(100e6, false);
    expect(views.positionOf(0)?.lastPaise).toBe(10_200);
    risk.tick({ lastPaise: 10_300 });
    writer.refresh(101e6, true);
    expect(views.positionOf(0)?.lastPaise).toBe(10_300);
  });

  it('counts decisions by their reason', () => {
    const { context, risk, writer } = rig();
    risk.tick();
    risk.signal();
    risk.setKilled();
    risk.signal();
    for (const decision of risk.decisions) writer.onDecision(decision);
    const { metrics } = context.session;
    expect(metrics.cell('decisionsApproved').value).toBe(1);
    expect(metrics.cell('decisionsDenied', { reason: 'kill_latch' }).value).toBe(1);
  });
});
