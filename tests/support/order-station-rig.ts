/** An order station with its effects in one log: `record <kind>`, `event …`, `command …`. */
import type { WatchRequestRow } from '../../src/domain/external-rows.ts';
import type { AnswerRow, OperatorRow, TimerRow } from '../../src/domain/input-rows.ts';
import { EMPTY_IMAGE, type RecordRow, type RowKind } from '../../src/domain/journal-row.ts';
import type { ExternalExposure } from '../../src/domain/order/external-exposure.ts';
import { DEFAULT_GTT_SETTINGS } from '../../src/domain/order/gtt/gtt-settings.ts';
import type {
  OrderEvent,
  OrderIntent,
  VenueCommand,
  VenueReport,
} from '../../src/domain/order/types.ts';
import { DEFAULT_WATCH_SETTINGS } from '../../src/domain/order/watch/watch-settings.ts';
import { accountRate } from '../../src/domain/risk/risk-limits.ts';
import { OrderStation } from '../../src/domain/station/order-station.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { JournalImage } from '../../src/journal/state-image.ts';
import { restoredFrom } from './journaled-engine.ts';
import { ORDER_SETTINGS, reportOf, TAG_PREFIX } from './order-rig.ts';
import { RISK_LIMITS } from './risk-rig.ts';
import { RowImage } from './row-image.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { ALWAYS_OPEN, stock } from './trading-instruments.ts';

/** How the station takes each kind of input row, but for the start. */
const REPLAY: Readonly<Record<string, (station: OrderStation, input: never) => void>> = {
  intent: (station, intent: OrderIntent) => station.onIntent(intent),
  report: (station, { skipped, ...report }: VenueReport & { readonly skipped: number }) =>
    station.onRecordedReport(report, skipped),
  answer: (station, answer: AnswerRow) => station.onAnswer(answer),
  timer: (station, { timeMs }: TimerRow) => station.onClock(timeMs),
  watch_request: (station, row: WatchRequestRow) => {
    const { action, venueOrderId, instrumentIndex, actor, reason } = row;
    const ask =
      action === 'claim_external' ? { action, venueOrderId } : { action, instrumentIndex };
    station.requestWatch(ask, { actor, reason });
  },
  operator: (station, { action, actor, reason }: OperatorRow) => {
    if (action === 'kill') station.kill({ actor, reason });
    if (action === 'reset_kill') station.resetKill({ actor, reason });
    if (action === 'flatten') station.flatten({ actor, reason });
  },
};

export class OrderStationRig {
  station: OrderStation;
  readonly log: string[] = [];
  /** The same, never taken, and with what was recorded and sent. */
  readonly history: string[] = [];
  readonly ticks: Tick[] = [];
  readonly rows = new RowImage();
  readonly image = new JournalImage();
  readonly events: OrderEvent[] = [];
  readonly commands: VenueCommand[] = [];
  readonly externals: ExternalExposure[] = [];
  timeMs = SESSION_OPEN_MS;

  constructor() {
    this.station = this.#newStation();
  }

  /** `timeMs` 0: not known yet. */
  start(timeMs = 0): void {
    this.station.restore(EMPTY_IMAGE, timeMs);
  }

  /** Another station on what this one recorded. Rows and logs go on. */
  restart(timeMs = this.timeMs): void {
    const image = restoredFrom(this.image);
    this.station = this.#newStation();
    this.station.restore(image, timeMs);
  }

  tick(stepMs = 10, changes: Partial<Tick> = {}): void {
    this.timeMs += stepMs;
    const sequence = this.ticks.length;
    this.give(tickOf({ sequence, exchangeTimeMs: this.timeMs, ...changes }));
  }

  give(tick: Tick): void {
    this.ticks.push(tick);
    this.station.onTick(tick);
  }

  /** Takes the recorded input rows of another rig, each after as many of its ticks as it had handled. */
  replay({ rows, ticks }: OrderStationRig): void {
    this.start();
    for (const { kind, row } of rows.log) {
      if (!(kind.kind in REPLAY)) continue;
      const { tick, ...input } = row as { readonly tick: number };
      while (this.ticks.length < tick) this.give(ticks[this.ticks.length] as Tick);
      REPLAY[kind.kind]?.(this.station, input as never);
    }
    for (const tick of ticks.slice(this.ticks.length)) this.give(tick);
  }

  report(report: Partial<VenueReport> & Pick<VenueReport, 'kind'>): void {
    this.station.onReport(reportOf({ tagPrefix: TAG_PREFIX, timeMs: this.timeMs, ...report }));
  }

  /** What was logged since the last call. */
  taken(): string[] {
    return this.log.splice(0);
  }

  recorded<Row extends object>(kind: RowKind<Row>): readonly Row[] {
    const rows = this.rows.log.filter((entry) => entry.kind.kind === kind.kind);
    return rows.map(({ row }) => row as Row);
  }

  readonly #record: RecordRow = (kind, row) => {
    this.rows.record(kind, row);
    this.image.apply(kind, structuredClone(row));
    this.#note(`record ${kind.kind}`, row);
  };

  #note(words: string, detail: object): void {
    this.log.push(words);
    this.history.push(`${words} ${JSON.stringify(detail)}`);
  }

  #newStation(): OrderStation {
    return new OrderStation({
      instruments: [stock(0), stock(1)],
      orders: ORDER_SETTINGS,
      watch: DEFAULT_WATCH_SETTINGS,
      gtt: DEFAULT_GTT_SETTINGS,
      messageRate: accountRate(RISK_LIMITS),
      hours: ALWAYS_OPEN,
      tagPrefix: TAG_PREFIX,
      effects: {
        command: (command) => {
          this.commands.push(command);
          this.#note(`command ${command.kind}`, command);
        },
        event: (event) => {
          this.events.push(event);
          this.#note(`event ${event.role} ${event.status}`, event);
        },
        request: (signal) => this.#note(`request ${signal.kind}`, signal),
        external: (exposure) => {
          this.externals.push(exposure);
          this.#note('external', exposure);
        },
        record: this.#record,
      },
    });
  }
}
