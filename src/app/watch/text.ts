/** The session view as lines of text: the live table and the plain lines. Main thread of `tickring watch`. */
import type { OrderEventView } from '../../contract/wire/client-stream.ts';
import type { SessionView, WatchedInstrument } from './session-view.ts';

const istTimeFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  timeStyle: 'medium',
});

export interface TableOptions {
  readonly columns: number;
  readonly rows: number;
  readonly hasColor: boolean;
  readonly ticksPerSecond: number;
  /** '' when connected. */
  readonly trouble: string;
}

/** Paise as rupees with two decimals. */
function rupees(paise: number): string {
  return (paise / 100).toFixed(2);
}

/** Epoch milliseconds as Indian time of day. */
function istTime(timeMs: number): string {
  return timeMs > 0 ? istTimeFormat.format(timeMs) : '--:--:--';
}

function signedRupees(paise: number): string {
  return `${paise > 0 ? '+' : ''}${rupees(paise)}`;
}

function price(paise: number): string {
  return paise === 0 ? '-' : rupees(paise);
}

/** Control characters of a name from the network never reach the terminal. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\uffff]/gu, '?');
}

export function tickLine(name: string, { tick, openedAtPaise }: WatchedInstrument): string {
  return [
    istTime(tick.exchangeTimeMs),
    printable(name).padEnd(24),
    rupees(tick.lastPaise).padStart(11),
    signedRupees(tick.lastPaise - openedAtPaise).padStart(10),
    `bid ${price(tick.bidPaise)}`,
    `ask ${price(tick.askPaise)}`,
    `vol ${tick.volume}`,
  ].join('  ');
}

export function orderLine(event: OrderEventView): string {
  const limit = event.triggerPaise > 0 ? `trigger ${rupees(event.triggerPaise)}` : '';
  const fill =
    event.fillQuantity > 0 ? `fill ${event.fillQuantity} @ ${rupees(event.fillPaise)}` : '';
  return printable(
    [
      istTime(event.timeMs),
      `order ${event.orderId}`,
      event.strategy,
      event.instrument,
      event.role,
      event.side,
      `${event.filledQuantity}/${event.quantity}`,
      limit || `limit ${rupees(event.limitPaise)}`,
      event.status,
      fill,
      event.reason,
    ]
      .filter((part) => part !== '')
      .join('  '),
  );
}

const COLUMNS = ['INSTRUMENT', 'LAST', 'CHANGE', 'BID', 'ASK', 'VOLUME', 'TIME IST'] as const;
const WIDTHS = [26, 12, 11, 12, 12, 14, 10] as const;

/** The whole screen, at most `rows` lines of at most `columns` visible characters. */
export function tableLines(view: SessionView, options: TableOptions): readonly string[] {
  const paint = painter(options.hasColor);
  const orders = [...view.orders.values()].slice(-8).reverse();
  const footer = [
    '',
    ...accountLines(view),
    '',
    paint.faint('ORDERS, latest first'),
    ...orders.map(orderLine),
  ];
  const room = Math.max(3, options.rows - footer.length - 4);
  const names = [...view.instruments.keys()].sort();
  const shown = names.slice(0, room);
  const market = shown.map((name) => {
    const watched = view.instruments.get(name);
    return watched === undefined ? '' : marketRow(name, watched, paint);
  });
  const hidden = names.length - shown.length;
  return [
    clip(headline(view, options), options.columns),
    '',
    paint.faint(clip(COLUMNS.map(cell).join(''), options.columns)),
    ...market,
    hidden > 0 ? paint.faint(`${hidden} more; make the window taller`) : '',
    ...footer.map((line) => clip(line, options.columns)),
  ].slice(0, options.rows);
}

function headline(view: SessionView, options: TableOptions): string {
  const { health } = view;
  const state = health === undefined ? 'waiting' : `health ${health.status}`;
  const session = health?.sessionTime.slice(0, 19).replace('T', ' ') ?? '';
  const parts = [health?.mode ?? 'PAPER', state, session, `${options.ticksPerSecond} ticks/s`];
  const text = `tickring  ${parts.filter((part) => part !== '').join('  ·  ')}`;
  return options.trouble === '' ? text : `${text}  ·  ${options.trouble}`;
}

function accountLines(view: SessionView): readonly string[] {
  const { risk } = view;
  const open = [...view.positions.values()].filter(({ netQuantity }) => netQuantity !== 0);
  const total =
    risk === undefined
      ? 'P&L -'
      : `P&L realised ${signedRupees(risk.realisedPnlPaise)}  unrealised ${signedRupees(risk.unrealisedPnlPaise)}` +
        `  exposure ${rupees(risk.grossExposurePaise)}  trading ${risk.isKilled ? 'KILLED' : risk.tradingState}`;
  const lines = open
    .slice(0, 5)
    .map(
      (position) =>
        `  ${printable(position.instrument).padEnd(24)} ${String(position.netQuantity).padStart(8)}` +
        ` @ ${rupees(position.averagePaise)}  ${signedRupees(position.unrealisedPnlPaise)}`,
    );
  return [`${total}  positions ${open.length}`, ...lines];
}

function marketRow(name: string, watched: WatchedInstrument, paint: Painter): string {
  const { tick, openedAtPaise } = watched;
  const change = tick.lastPaise - openedAtPaise;
  const cells = [
    printable(name),
    rupees(tick.lastPaise),
    signedRupees(change),
    price(tick.bidPaise),
    price(tick.askPaise),
    String(tick.volume),
    istTime(tick.exchangeTimeMs),
  ].map(cell);
  cells[2] = paint.signed(cells[2] ?? '', change);
  return cells.join('');
}

function cell(text: string, column: number): string {
  const width = WIDTHS[column] ?? 10;
  return column === 0 ? text.slice(0, width).padEnd(width) : text.padStart(width);
}

function clip(text: string, columns: number): string {
  return printable(text).slice(0, columns);
}

interface Painter {
  faint(text: string): string;
  signed(text: string, value: number): string;
}

function painter(hasColor: boolean): Painter {
  const wrap = (code: number, text: string): string =>
    hasColor ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    faint: (text) => wrap(2, text),
    signed: (text, value) => (value === 0 ? text : wrap(value > 0 ? 32 : 31, text)),
  };
}
