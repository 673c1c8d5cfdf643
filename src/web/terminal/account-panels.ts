/** Orders, positions, risk and health, drawn whenever they change. Browser. */
import type {
  HealthView,
  OrderEventView,
  PositionView,
  RiskView,
} from '../../contract/wire/client-stream.ts';
import { count, direction, istTime, price, rupees, signedRupees } from './format.ts';
import { byId, setRows, setText } from './page.ts';

const SHOWN_ORDERS = 100;

const orders = new Map<string, OrderEventView>();
const positions = new Map<string, PositionView>();

/** One row per order, its latest event, newest first. */
export function showOrders(events: readonly OrderEventView[], isSnapshot: boolean): void {
  if (isSnapshot) orders.clear();
  for (const event of events) {
    orders.delete(event.orderId);
    orders.set(event.orderId, event);
  }
  for (const orderId of orders.keys()) {
    if (orders.size <= SHOWN_ORDERS) break;
    orders.delete(orderId);
  }
  const rows = [...orders.values()]
    .reverse()
    .map((order) => [
      { text: istTime(order.timeMs) },
      { text: order.instrument },
      { text: order.role },
      { text: order.side, className: order.side === 'BUY' ? 'up' : 'down' },
      { text: `${count(order.filledQuantity)} / ${count(order.quantity)}`, className: 'number' },
      { text: price(order.triggerPaise || order.limitPaise), className: 'number' },
      { text: order.reason === '' ? order.status : `${order.status}: ${order.reason}` },
    ]);
  setRows(byId('orders'), rows, 'No orders yet.');
}

export function showPositions(views: readonly PositionView[], isSnapshot: boolean): void {
  if (isSnapshot) positions.clear();
  for (const view of views) positions.set(view.instrument, view);
  const rows = [...positions.values()]
    .sort((a, b) => (a.instrument < b.instrument ? -1 : 1))
    .map((view) => [
      { text: view.instrument },
      { text: count(view.netQuantity), className: `number ${direction(view.netQuantity)}` },
      { text: price(view.averagePaise), className: 'number' },
      { text: price(view.lastPaise), className: 'number' },
      ...[view.realisedPnlPaise, view.unrealisedPnlPaise].map((paise) => ({
        text: signedRupees(paise),
        className: `number ${direction(paise)}`,
      })),
    ]);
  setRows(byId('positions'), rows, 'No positions.');
}

export function showRisk(risk: RiskView): void {
  const isTrading = risk.tradingState === 'active' && !risk.isKilled;
  const cards: readonly (readonly [string, string, string])[] = [
    ['Trading', risk.isKilled ? 'KILLED' : risk.tradingState, isTrading ? 'up' : 'down'],
    ['Capital ₹', rupees(risk.capitalPaise), ''],
    ['Gross exposure ₹', rupees(risk.grossExposurePaise), ''],
    ['Net exposure ₹', rupees(risk.netExposurePaise), ''],
    ['Open positions', count(risk.openPositions), ''],
    ['Signals', count(risk.signals), ''],
    ['Approved', count(risk.approved), ''],
    ['Denied', count(risk.denied), ''],
  ];
  byId('risk').replaceChildren(
    ...cards.map(([name, value, className]) => {
      const card = document.createElement('div');
      const [title, text] = [document.createElement('dt'), document.createElement('dd')];
      setText(title, name);
      setText(text, value, className);
      card.append(title, text);
      return card;
    }),
  );
  for (const [id, paise] of [
    ['realised', risk.realisedPnlPaise],
    ['unrealised', risk.unrealisedPnlPaise],
  ] as const) {
    setText(byId(id), `₹ ${signedRupees(paise)}`, direction(paise));
  }
}

export function showHealth(health: HealthView): void {
  const badge = byId('health');
  badge.hidden = false;
  const classNames = { ok: 'badge good', degraded: 'badge warn', down: 'badge bad' };
  setText(badge, health.status, classNames[health.status]);
  setText(byId('mode'), health.mode);
  setText(byId('session'), health.sessionTime.slice(0, 19).replace('T', ' ') || '–');
  const failing = Object.entries(health.components)
    .filter(([, component]) => component.status !== 'ok')
    .map(([name, { status, detail }]) => `${name} is ${status}${detail && `: ${detail}`}`);
  const notice = byId('notice');
  notice.hidden = failing.length === 0;
  setText(notice, failing.join(' · '));
}
