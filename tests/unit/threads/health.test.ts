import { describe, expect, it } from 'vitest';
import type { HealthView } from '../../../src/contract/wire/client-stream.ts';
import { JOURNAL_FAILED, JOURNAL_RESERVE } from '../../../src/ring/durable-cursors.ts';
import { healthOf } from '../../../src/threads/health.ts';
import type { Session } from '../../../src/threads/session.ts';
import { SessionViews } from '../../../src/threads/session-views.ts';
import {
  sharedSession,
  viewerInit,
  writeAccount,
  writePosition,
} from '../../support/shared-state.ts';

const THREADS = ['risk', 'strategy_0', 'journal'];

/** A session where nothing is wrong. */
function wellSession(): Session {
  const session = sharedSession();
  const { metrics } = session;
  for (const thread of THREADS) metrics.cell('threadUp', { thread }).set(1);
  for (const fact of ['feedSocketAlive', 'feedDataFresh'] as const) metrics.cell(fact).set(1);
  writeAccount(session, { tradingState: 'active' });
  return session;
}

function health(session: Session): HealthView {
  const init = viewerInit(THREADS);
  const views = new SessionViews(session, init);
  return healthOf({ session, init, views, webSocketEngine: 'ws', uptimeSeconds: 5 });
}

describe('healthOf', () => {
  it('is ok when every component is', () => {
    const session = wellSession();
    session.metrics.cell('journalRecords').set(1234);
    session.control.setReconciled(true);
    expect(health(session)).toMatchObject({
      status: 'ok',
      mode: 'PAPER',
      isKilled: false,
      unprotectedPositions: 0,
      unprotectedGroups: 0,
      isReconciled: true,
      journal: { state: 'healthy', durableRows: 1234 },
    });
  });

  it('tells what the order core says of its groups and of the books', () => {
    const session = wellSession();
    session.metrics.cell('unprotectedGroups').set(2);
    expect(health(session)).toMatchObject({ unprotectedGroups: 2, isReconciled: false });
  });

  it('is degraded while the disk is full and down when nothing can be made durable', () => {
    const session = wellSession();
    session.durable.setState(JOURNAL_RESERVE);
    expect(health(session)).toMatchObject({
      status: 'degraded',
      journal: { state: 'reserve' },
      components: { journal: { status: 'degraded' } },
    });
    session.durable.setState(JOURNAL_FAILED);
    expect(health(session)).toMatchObject({
      status: 'down',
      journal: { state: 'failed' },
      components: { journal: { status: 'down' } },
    });
  });

  it('says that the journal thread is gone rather than what it last said', () => {
    const session = wellSession();
    session.metrics.cell('threadUp', { thread: 'journal' }).set(0);
    session.durable.setState(JOURNAL_RESERVE);
    expect(health(session).components['journal']).toEqual({
      status: 'down',
      detail: 'The thread is not running.',
    });
  });

  it('counts the positions that no stop covers in full', () => {
    const session = wellSession();
    const fillCount = 1;
    writePosition(session, 1, { fillCount, netQuantity: 10, protectedQuantity: 10 });
    expect(health(session).status).toBe('ok');
    writePosition(session, 2, { fillCount, netQuantity: 10, protectedQuantity: 9 });
    expect(health(session)).toMatchObject({
      status: 'degraded',
      unprotectedPositions: 1,
      components: {
        trading: { detail: '1 position lacks a stop for some of its units.' },
      },
    });
  });

  it('shows the kill latch and a trading state that allows no entry', () => {
    const session = wellSession();
    writeAccount(session, { tradingState: 'reducing', tradingCause: 3 });
    expect(health(session).components['trading']).toEqual({
      status: 'degraded',
      detail: 'Risk does not allow entries: trading is reducing (daily_loss).',
    });
    session.control.kill();
    expect(health(session)).toMatchObject({
      isKilled: true,
      components: { trading: { detail: 'The kill latch is set: no entry is sent.' } },
    });
  });

  it('SE-06 is degraded while the clock of the host is not to be trusted, and says what to do', () => {
    const session = wellSession();
    expect(health(session).components['clock']).toEqual({ status: 'ok', detail: '' });
    session.control.setClockFault(2);
    const { status, components } = health(session);
    expect(status).toBe('degraded');
    expect(components['clock']?.detail).toMatch(/Set the clock of the host, then start the engine/);
  });

  it('stops at a strategy thread only in so far as its strategies stop', () => {
    const session = wellSession();
    session.metrics.cell('threadUp', { thread: 'strategy_0' }).set(0);
    expect(health(session).status).toBe('degraded');
    session.metrics.cell('threadUp', { thread: 'risk' }).set(0);
    expect(health(session).status).toBe('down');
  });
});
