/** A paper venue with its reports recorded, and commands with sensible defaults. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { createPaperVenue, type PaperVenue } from '../../src/domain/matching/paper-venue.ts';
import type { VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import type { MarketHours } from '../../src/domain/time.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { ALWAYS_OPEN, stock } from './trading-instruments.ts';

export const LATENCY_MS = 50;

export class PaperRig {
  readonly venue: PaperVenue;
  readonly reports: VenueReport[] = [];
  /** Milliseconds after the session open. */
  elapsedMs = 0;
  #taken = 0;

  constructor(instruments: readonly Instrument[] = [stock(0)], hours: MarketHours = ALWAYS_OPEN) {
    this.venue = createPaperVenue({
      instruments,
      settings: { latencyMs: LATENCY_MS },
      hours,
      effects: { report: (report) => void this.reports.push(report) },
    });
  }

  /** Sends a command (buy 100 at 100.00 unless told otherwise) now. */
  send(changes: Partial<VenueCommand> = {}): void {
    const sessionTimeMs = SESSION_OPEN_MS + this.elapsedMs;
    this.venue.onCommand(
      {
        kind: 'place',
        orderId: 1,
        instrumentIndex: 0,
        side: 1,
        quantity: 100,
        limitPaise: 10_000,
        timeMs: sessionTimeMs,
        originReceiveNs: 0,
        ...changes,
      },
      sessionTimeMs,
    );
  }

  /** Shows a tick stamped `stepMs` after the last one. */
  tick(changes: Partial<Tick> = {}, stepMs = LATENCY_MS): void {
    this.elapsedMs += stepMs;
    this.venue.onTick(tickOf({ exchangeTimeMs: SESSION_OPEN_MS + this.elapsedMs, ...changes }));
  }

  /** A tick whose touch is far from everything: time passes, nothing trades. */
  wait(stepMs = LATENCY_MS): void {
    this.tick({ bidPaise: 5, askPaise: 1_000_000 }, stepMs);
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
}
