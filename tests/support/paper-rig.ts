/** A paper venue with its reports recorded, and commands with sensible defaults. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { createPaperVenue, type PaperVenue } from '../../src/domain/matching/paper-venue.ts';
import type { RestoredOrder } from '../../src/domain/matching/restored-order.ts';
import type { VenueHours } from '../../src/domain/matching/session-phase.ts';
import type { VenueOrder } from '../../src/domain/matching/venue-order.ts';
import { FIRST_TAG_DAY, tagPrefixOf } from '../../src/domain/order/order-tag.ts';
import type { VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { barAnchorMs } from '../../src/domain/time.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { stock } from './trading-instruments.ts';

export const LATENCY_MS = 50;
/** Tag prefix of the first engine start on the day of `SESSION_OPEN_MS`. */
export const TAG_PREFIX = tagPrefixOf(FIRST_TAG_DAY + 2514, 0);

export const NEVER_CLOSES: VenueHours = {
  isOpen: () => true,
  closeMs: () => Number.POSITIVE_INFINITY,
  auctionCloseMs: () => Number.POSITIVE_INFINITY,
};
export const NEVER_OPENS: VenueHours = {
  isOpen: () => false,
  closeMs: () => Number.NEGATIVE_INFINITY,
  auctionCloseMs: () => Number.NEGATIVE_INFINITY,
};

/** Open every day from 09:15 IST until `closeMinutes` later; the auction ends `auctionMinutes` after that. */
export function dailyHours(closeMinutes: number, auctionMinutes = 0): VenueHours {
  const closeMs = (timeMs: number) => barAnchorMs(timeMs) + closeMinutes * 60_000;
  return {
    isOpen: (_, timeMs) => timeMs >= barAnchorMs(timeMs) && timeMs < closeMs(timeMs),
    closeMs: (_, timeMs) => closeMs(timeMs),
    auctionCloseMs: (_, timeMs) => closeMs(timeMs) + auctionMinutes * 60_000,
  };
}

/** A command as the rigs send it: buys 100 at 100.00; `changes` win. */
export function commandOf(changes: Partial<VenueCommand> = {}): VenueCommand {
  return {
    kind: 'place',
    orderId: 1,
    tagPrefix: TAG_PREFIX,
    queryId: 0,
    orderType: 'limit',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    limitPaise: 10_000,
    triggerPaise: 0,
    isReducing: false,
    timeMs: 0,
    originReceiveNs: 0,
    ...changes,
  };
}

/** An order in the venue's book, resting; `changes` win. */
export function venueOrderOf(changes: Partial<VenueOrder> = {}): VenueOrder {
  return {
    orderId: 1,
    tagPrefix: TAG_PREFIX,
    venueOrderId: 261_119_000_000_001,
    instrument: stock(0),
    side: 1,
    orderType: 'limit',
    quantity: 100,
    limitPaise: 10_000,
    triggerPaise: 0,
    filledQuantity: 0,
    filledValuePaise: 0,
    bookStatus: 'open',
    reason: '',
    standing: 'resting',
    liveFromMs: 0,
    ...changes,
  };
}

export class PaperRig {
  readonly venue: PaperVenue;
  readonly reports: VenueReport[] = [];
  /** Milliseconds after the session open. */
  elapsedMs = 0;
  #taken = 0;

  constructor(instruments: readonly Instrument[] = [stock(0)], hours: VenueHours = NEVER_CLOSES) {
    this.venue = createPaperVenue({
      instruments,
      settings: { latencyMs: LATENCY_MS },
      hours,
      effects: { report: (report) => void this.reports.push(report) },
    });
  }

  get timeMs(): number {
    return SESSION_OPEN_MS + this.elapsedMs;
  }

  /** Sends a command (buy 100 at 100.00 unless told otherwise) now. */
  send(changes: Partial<VenueCommand> = {}): void {
    this.venue.onCommand(commandOf({ timeMs: this.timeMs, ...changes }), this.timeMs);
  }

  /** Sends a stop (sell 100 at 99.90 or better once 100.00 trades unless told otherwise) now. */
  sendStop(changes: Partial<VenueCommand> = {}): void {
    this.send({
      orderType: 'stop_limit',
      side: -1,
      triggerPaise: 10_000,
      limitPaise: 9_990,
      ...changes,
    });
  }

  /** Shows a tick stamped `stepMs` after the last one. */
  tick(changes: Partial<Tick> = {}, stepMs = LATENCY_MS): void {
    this.elapsedMs += stepMs;
    this.venue.onTick(tickOf({ exchangeTimeMs: this.timeMs, ...changes }));
  }

  /** A tick whose touch is far from everything: time passes, nothing trades. */
  wait(stepMs = LATENCY_MS): void {
    this.tick({ bidPaise: 5, askPaise: 1_000_000 }, stepMs);
  }

  /** Time passes without a tick. */
  timer(stepMs = LATENCY_MS): void {
    this.elapsedMs += stepMs;
    this.venue.onTimer(this.timeMs);
  }

  /** Reports since the last call, as `kind quantity@price` for fills and `kind reason` for the rest. */
  taken(): string[] {
    const fresh = this.reports.slice(this.#taken);
    this.#taken = this.reports.length;
    return fresh.map((report) =>
      report.kind === 'fill'
        ? `${report.orderId} fill ${report.fillQuantity}@${report.fillPaise}`
        : `${report.orderId} ${report.kind}${report.reason === '' ? '' : ` ${report.reason}`}`,
    );
  }

  /** What a caller knows from the reports alone: the last word about each order that was not refused unseen. */
  restorable(): RestoredOrder[] {
    const orders = new Map<number, RestoredOrder>();
    for (const report of this.reports) {
      if (report.venueOrderId === 0 || report.bookStatus === '') continue;
      orders.set(report.venueOrderId, {
        orderId: report.orderId,
        tagPrefix: report.tagPrefix,
        venueOrderId: report.venueOrderId,
        instrumentIndex: report.instrumentIndex,
        side: report.side,
        orderType: report.triggerPaise > 0 ? 'stop_limit' : 'limit',
        quantity: report.quantity,
        limitPaise: report.limitPaise,
        triggerPaise: report.triggerPaise,
        filledQuantity: report.cumulativeQuantity,
        filledValuePaise: report.cumulativeValuePaise,
        bookStatus: report.bookStatus,
      });
    }
    return [...orders.values()];
  }
}
