/** Health from the shared counters: one status per thread, three facts of the feed, the quarantined instruments. */
import type { ThreadInit } from '../contract/messages.ts';
import type { ComponentHealth, HealthView } from '../contract/wire/client-stream.ts';
import { IST_OFFSET_MS } from '../domain/instrument/ist-date.ts';
import { DROP_REASONS } from '../domain/tick/drop-reason.ts';
import type { SharedMetrics } from '../ring/shared-metrics.ts';
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
  const { metrics } = session;
  const components: Record<string, ComponentHealth> = {};
  for (const thread of init.threads) components[thread] = threadHealth(metrics, thread);
  components['feed'] = feedHealth(metrics);
  components['trading'] = tradingHealth(metrics);
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

function tradingHealth(metrics: SharedMetrics): ComponentHealth {
  if (metrics.cell('killLatch').value === 1) {
    return { status: 'degraded', detail: 'The kill latch is set: no entry is sent.' };
  }
  if (metrics.cell('tradingState').value !== 0) {
    return { status: 'degraded', detail: 'Risk does not allow entries.' };
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
