/** The top of the page: mode, trading state, journal and feed as badges, the money of the account as figures. Browser. */
import type { HealthView, RiskView } from '../../contract/wire/client-stream.ts';
import { count, direction, percent, rupees, signedRupees, words } from './format.ts';
import { byId, setText } from './page.ts';

export function showRisk(risk: RiskView): void {
  const isActive = risk.tradingState === 'active';
  setText(byId('trading'), stateText(risk), isActive ? 'badge good' : 'badge bad');
  byId('kill').hidden = !risk.isKilled;
  for (const [id, paise] of [
    ['day', risk.dayPnlPaise],
    ['net', risk.netPnlPaise],
    ['realised', risk.realisedPnlPaise],
    ['unrealised', risk.unrealisedPnlPaise],
  ] as const) {
    setText(byId(id), `₹ ${signedRupees(paise)}`, direction(paise));
  }
  for (const [id, text] of [
    ['charges', `₹ ${rupees(risk.chargesPaise)}`],
    ['drawdown', percent(risk.drawdownBps)],
    ['gross', `₹ ${rupees(risk.grossExposurePaise)}`],
    ['exposure', `₹ ${signedRupees(risk.netExposurePaise)}`],
    ['capital', `₹ ${rupees(risk.capitalPaise)}`],
    ['answers', `${count(risk.approved)} / ${count(risk.denied)}`],
  ] as const) {
    setText(byId(id), text);
  }
}

function stateText({ tradingState, tradingCause }: RiskView): string {
  return `trading ${words(tradingState)}${tradingCause && `: ${words(tradingCause)}`}`;
}

export function showHealth(health: HealthView): void {
  const classNames = { ok: 'badge good', degraded: 'badge warn', down: 'badge bad' };
  setText(byId('health'), `engine ${health.status}`, classNames[health.status]);
  setText(byId('mode'), health.mode);
  setText(byId('session'), health.sessionTime.slice(0, 19).replace('T', ' ') || '–');
  const [books, booksClass] = health.isReconciled
    ? ['books reconciled', 'badge good']
    : ['books not reconciled', 'badge warn'];
  setText(byId('books'), books, booksClass);
  const { state, durableRows } = health.journal;
  const journalClass = { healthy: 'badge good', reserve: 'badge warn', failed: 'badge bad' };
  setText(byId('journal'), `journal ${state}`, journalClass[state]);
  byId('journal').title = `${count(durableRows)} rows durable`;
  const { feed } = health;
  const feedText = feed.isSocketAlive ? (feed.isDataFresh ? 'fresh' : 'stale') : 'disconnected';
  setText(byId('feed'), `feed ${feedText}`, feedText === 'fresh' ? 'badge good' : 'badge bad');
  byId('feed').title =
    `${count(feed.provenSubscriptions)} of ${count(feed.desiredSubscriptions)} subscriptions proven`;
  showNotice(health);
}

function showNotice({ components, quarantined }: HealthView): void {
  const failing = Object.entries(components)
    .filter(([, component]) => component.status !== 'ok')
    .map(([name, { status, detail }]) => `${name} is ${status}${detail && `: ${detail}`}`);
  const held = quarantined.map(({ instrument, reason }) => `${instrument} (${words(reason)})`);
  if (held.length > 0) failing.push(`in quarantine: ${held.join(', ')}`);
  const notice = byId('notice');
  notice.hidden = failing.length === 0;
  setText(notice, failing.join(' · '));
}
