/** Ticks, decisions, orders and positions as one line of text each. Main thread of `tickring watch`. */
import type {
  DecisionView,
  OrderEventView,
  PositionView,
} from '../../contract/wire/client-stream.ts';
import { denyText } from '../../contract/wire/deny-text.ts';
import type { WatchedInstrument } from './session-view.ts';

const istTimeFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  timeStyle: 'medium',
});

/** Paise as rupees with two decimals. */
export function rupees(paise: number): string {
  return (paise / 100).toFixed(2);
}

/** Epoch milliseconds as Indian time of day. */
export function istTime(timeMs: number): string {
  return timeMs > 0 ? istTimeFormat.format(timeMs) : '--:--:--';
}

export function signedRupees(paise: number): string {
  return `${paise > 0 ? '+' : ''}${rupees(paise)}`;
}

export function price(paise: number): string {
  return paise === 0 ? '-' : rupees(paise);
}

/** Control characters of a name from the network never reach the terminal. */
export function printable(text: string): string {
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

/** The risk gate's answer: what was approved, or why not. */
export function decisionLine(decision: DecisionView): string {
  const { isApproved, quantity, limitPaise } = decision;
  const size = limitPaise > 0 ? `${quantity} @ ${rupees(limitPaise)}` : `${quantity}`;
  const answer = isApproved ? `approved  ${size}` : `DENIED  ${denyText(decision)}`;
  return printable(
    [
      istTime(decision.timeMs),
      `signal ${decision.signalSequence}`,
      decision.strategy,
      decision.instrument,
      decision.kind,
      decision.side,
      answer,
    ].join('  '),
  );
}

export function positionLine(position: PositionView): string {
  const { netQuantity } = position;
  return printable(
    [
      position.instrument.padEnd(24),
      `${String(netQuantity).padStart(8)} @ ${rupees(position.averagePaise)}`,
      `net ${signedRupees(position.netPnlPaise)}`,
      `charges ${rupees(position.chargesPaise)}`,
      protectionText(position),
    ].join('  '),
  );
}

function protectionText({ netQuantity, protectedQuantity, isProtected }: PositionView): string {
  if (isProtected) return 'protected';
  if (protectedQuantity <= 0) return 'UNPROTECTED';
  return `UNPROTECTED ${Math.abs(netQuantity) - protectedQuantity} of ${Math.abs(netQuantity)}`;
}
