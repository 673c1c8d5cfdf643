/** Health from shared memory: one status per thread, three facts of the feed, journal and protection, the quarantined instruments. */
import type { ThreadInit } from '../contract/messages.ts';
import type { ComponentHealth, HealthView, RiskView } from '../contract/wire/client-stream.ts';
import { IST_OFFSET_MS } from '../domain/instrument/ist-date.ts';
import { CLOCK_FAULTS } from '../domain/session/clock-guard.ts';
import { DROP_REASONS } from '../domain/tick/drop-reason.ts';
import { JOURNAL_FAILED, JOURNAL_RESERVE, type JournalState } from '../ring/durable-cursors.ts';
import type { SharedMetrics } from '../ring/shared-metrics.ts';
import { CLOCK_FAULT_TEXT } from './host-clock.ts';
import type { Session } from './session.ts';
import type { SessionViews } from './session-views.ts';

export interface HealthFacts {
  readonly session: Session;
  readonly init: ThreadInit;
  readonly views: SessionViews;
  readonly webSocketEngine: 'uWebSockets' | 'ws';
  readonly uptimeSeconds: number;
}

export function healthOf(facts: HealthFacts): HealthView {
  const { session, init } = facts;
  const { metrics, durable } = session;
  const isKilled = session.control.isKilled();
  const { open, covered } = facts.views.protection();
  const unprotectedPositions = open - covered;
  const components: Record<string, ComponentHealth> = {};
  for (const thread of init.threads) components[thread] = threadHealth(metrics, thread);
  if (components['journal']?.status === 'ok') components['journal'] = journalHealth(durable.state);
  components['feed'] = feedHealth(metrics);
  components['clock'] = clockHealth(session.control.clockFault());
  components['trading'] = tradingHealth(facts.views.account(), unprotectedPositions);
  const statuses = Object.values(components).map(({ status }) => status);
  return {
    status: worst(statuses),
    mode: 'PAPER',
    version: init.version,
    configSha: init.configSha,
    webSocketEngine: facts.webSocketEngine,
    uptimeSeconds: facts.uptimeSeconds,
    sessionTime: istText(metrics.cell('sessionTime').value),
    components,
    feed: feedView(metrics, init),
    isKilled,
    unprotectedPositions,
    unprotectedGroups: metrics.cell('unprotectedGroups').value,
    isReconciled: session.control.isReconciled(),
    journal: {
      state: journalStateName(durable.state),
      durableRows: metrics.cell('journalRecords').value,
    },
    quarantined: quarantined(facts),
  };
}

type Status = ComponentHealth['status'];

const OK: ComponentHealth = { status: 'ok', detail: '' };

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes('down')) return 'down';
  return statuses.includes('degraded') ? 'degraded' : 'ok';
}

/** A strategy thread that is down stops its own strategies; any other stops the engine. */
function threadHealth(metrics: SharedMetrics, thread: string): ComponentHealth {
  if (metrics.cell('threadUp', { thread }).value === 1) return OK;
  const status = thread.startsWith('strategy_') ? 'degraded' : 'down';
  return { status, detail: `The thread is not running.` };
}

function feedHealth(metrics: SharedMetrics): ComponentHealth {
  if (metrics.cell('feedSocketAlive').value === 0) {
    return { status: 'down', detail: 'The market-data socket is not alive; it is being reopened.' };
  }
  if (metrics.cell('feedDataFresh').value === 0) {
    return { status: 'degraded', detail: 'The session is open and no tick arrives.' };
  }
  const missing =
    metrics.cell('feedSubscriptionsDesired').value - metrics.cell('feedSubscriptionsProven').value;
  if (missing > 0) {
    return { status: 'degraded', detail: `${missing} subscriptions have not delivered a packet.` };
  }
  const held = metrics.cell('instrumentsQuarantined').value;
  if (held > 0) return { status: 'degraded', detail: `${held} instruments are in quarantine.` };
  return OK;
}

/** `fault`: as the control block has it. */
function clockHealth(fault: number): ComponentHealth {
  const name = CLOCK_FAULTS[fault - 1];
  if (name === undefined) return OK;
  return { status: 'degraded', detail: `${CLOCK_FAULT_TEXT[name]}.` };
}

function journalHealth(state: JournalState): ComponentHealth {
  switch (journalStateName(state)) {
    case 'failed':
      return { status: 'down', detail: 'Nothing can be made durable, so nothing is sent.' };
    case 'reserve':
      return { status: 'degraded', detail: 'The disk is full: only reducing steps are taken.' };
    case 'healthy':
      return OK;
  }
}

function journalStateName(state: JournalState): HealthView['journal']['state'] {
  if (state === JOURNAL_FAILED) return 'failed';
  return state === JOURNAL_RESERVE ? 'reserve' : 'healthy';
}

function tradingHealth(account: RiskView, unprotected: number): ComponentHealth {
  if (account.isKilled) {
    return { status: 'degraded', detail: 'The kill latch is set: no entry is sent.' };
  }
  if (unprotected > 0) {
    const positions = unprotected === 1 ? 'position lacks' : 'positions each lack';
    const detail = `${unprotected} ${positions} a stop for some of its units.`;
    return { status: 'degraded', detail };
  }
  if (account.tradingState !== 'active') {
    const cause = account.tradingCause && ` (${account.tradingCause})`;
    const detail = `Risk does not allow entries: trading is ${account.tradingState}${cause}.`;
    return { status: 'degraded', detail };
  }
  return OK;
}

function feedView(metrics: SharedMetrics, init: ThreadInit): HealthView['feed'] {
  return {
    url: init.settings.feed.streamUrl,
    isSocketAlive: metrics.cell('feedSocketAlive').value === 1,
    provenSubscriptions: metrics.cell('feedSubscriptionsProven').value,
    desiredSubscriptions: metrics.cell('feedSubscriptionsDesired').value,
    isDataFresh: metrics.cell('feedDataFresh').value === 1,
    lastTickAgeMs: Math.round(metrics.cell('feedLastTickAge').value * 1000),
    reconnects: Math.max(0, metrics.cell('feedConnects').value - 1),
  };
}

function quarantined({ session, init, views }: HealthFacts): HealthView['quarantined'] {
  if (session.metrics.cell('instrumentsQuarantined').value === 0) return [];
  return init.instruments.flatMap(({ index }) => {
    const { code } = views.quarantine(index);
    const reason = DROP_REASONS[code - 1];
    return reason === undefined ? [] : [{ instrument: views.nameOf(index), reason }];
  });
}

function istText(epochSeconds: number): string {
  if (epochSeconds <= 0) return '';
  const text = new Date(epochSeconds * 1000 + IST_OFFSET_MS).toISOString();
  return `${text.slice(0, -1)}+05:30`;
}
