/** Entry of the browser page served at `/`: connects, draws once per frame, shows the tick rate. Browser. */
import type {
  DecisionView,
  HealthView,
  OrderEventView,
  PositionView,
  RiskView,
  StreamMessage,
  TickView,
} from '../../contract/wire/client-stream.ts';
import { showHealth, showRisk } from './account-header.ts';
import { DecisionsPanel } from './decisions-panel.ts';
import { count } from './format.ts';
import { MarketTable } from './market-table.ts';
import { OrdersPanel } from './orders-panel.ts';
import { byId, setText } from './page.ts';
import { PositionsPanel } from './positions-panel.ts';
import { Stream } from './stream.ts';

const RATE_WINDOW_MS = 1000;

const market = new MarketTable(byId('market'));
const positions = new PositionsPanel();
const decisions = new DecisionsPanel();
const orders = new OrdersPanel();
let ticksInWindow = 0;

function show(message: StreamMessage): void {
  const isSnapshot = message.type === 'snapshot';
  switch (message.channel) {
    case 'ticks:*':
      market.add(message.data as TickView[]);
      if (!isSnapshot) ticksInWindow += (message.data as TickView[]).length;
      break;
    case 'orders':
      orders.apply(message.data as OrderEventView[], isSnapshot);
      break;
    case 'positions':
      positions.apply(message.data as PositionView[], isSnapshot);
      break;
    case 'signals':
      decisions.apply(message.data as DecisionView[], isSnapshot);
      break;
    case 'risk':
      showRisk(message.data as RiskView);
      break;
    case 'health':
      showHealth(message.data as HealthView);
      break;
  }
}

function drawFrame(): void {
  market.draw();
  positions.draw();
  decisions.draw();
  orders.draw();
  requestAnimationFrame(drawFrame);
}

const filter = byId('filter');
filter.addEventListener('input', () => {
  if (filter instanceof HTMLInputElement) market.filter(filter.value);
});

setInterval(() => {
  setText(byId('rate'), count((ticksInWindow * 1000) / RATE_WINDOW_MS));
  ticksInWindow = 0;
}, RATE_WINDOW_MS);

const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
const stream = new Stream(`${scheme}://${location.host}/ws/stream?encoding=json`, {
  onMessage: show,
  onConnection: (isOpen) => {
    const [text, className] = isOpen ? ['connected', 'badge good'] : ['reconnecting', 'badge bad'];
    setText(byId('connection'), text, className);
  },
});
stream.open();
drawFrame();
