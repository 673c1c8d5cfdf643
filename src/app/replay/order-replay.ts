/** The order core of a recorded session, made again. Replay. */
import { WATCH_REQUEST_ROW, type WatchRequestRow } from '../../domain/external-rows.ts';
import {
  ANSWER_ROW,
  type AnswerRow,
  GTT_REQUEST_ROW,
  type GttRequestRow,
  INTENT_ROW,
  type IntentRow,
  OPERATOR_ROW,
  type OperatorRow,
  REPORT_ROW,
  type ReportRow,
  SESSION_ROW,
  type SessionRow,
  TIMER_ROW,
} from '../../domain/input-rows.ts';
import type { StateImage } from '../../domain/journal-row.ts';
import type { ExternalExposure } from '../../domain/order/external-exposure.ts';
import type { OrderEvent, Signal } from '../../domain/order/types.ts';
import { OrderStation } from '../../domain/station/order-station.ts';
import type { Tick } from '../../domain/tick/tick.ts';
import type { StoredStep } from '../../journal/journal-reader.ts';
import { orderStationOptions, type StationInit } from '../../threads/station-options.ts';
import type { ReplayedCore } from './core-replay.ts';
import { MadeRows } from './made-rows.ts';
import { ReplayError } from './replay-error.ts';

export class OrderReplay implements ReplayedCore {
  readonly made = new MadeRows();
  /** What risk has not taken yet. */
  readonly events: OrderEvent[] = [];
  readonly requests: Signal[] = [];
  readonly externals: ExternalExposure[] = [];
  readonly #station: OrderStation;

  constructor(init: StationInit) {
    this.#station = new OrderStation({
      ...orderStationOptions(init),
      effects: {
        // The venue is not replayed: its reports are recorded.
        command: () => undefined,
        event: (event) => void this.events.push(event),
        request: (signal) => void this.requests.push(signal),
        external: (exposure) => void this.externals.push(exposure),
        record: this.made.record,
      },
    });
  }

  get stateHash(): string {
    return this.#station.core.stateHash();
  }

  /** `step`: the first of the session. Its rows before the recovery are the agent's own, and stand as they are. */
  start(image: StateImage, step: StoredStep): void {
    const operator = operatorRows(step);
    const recover = operator.find(({ action }) => action === 'recover');
    for (const { kind, row } of step) {
      if (kind.kind === OPERATOR_ROW.kind) break;
      this.made.add(kind, row);
    }
    this.#station.restore(image, recover?.timeMs ?? 0);
    for (const { action, actor, reason } of operator) {
      if (action === 'reset_kill') this.#station.resetKill({ actor, reason });
    }
  }

  onTick(tick: Tick): void {
    this.#station.onTick(tick);
  }

  give(step: StoredStep): void {
    const [first] = step;
    if (first === undefined) return;
    const row: unknown = first.row;
    switch (first.kind.kind) {
      case INTENT_ROW.kind: {
        const { tick: _, ...intent } = row as IntentRow;
        this.#station.onIntent(intent);
        return;
      }
      case REPORT_ROW.kind: {
        const { tick: _, skipped, ...report } = row as ReportRow;
        this.#station.onRecordedReport(report, skipped);
        return;
      }
      case ANSWER_ROW.kind:
        this.#station.onAnswer(row as AnswerRow);
        return;
      case TIMER_ROW.kind:
        this.#station.onClock((row as OperatorRow).timeMs);
        return;
      case GTT_REQUEST_ROW.kind:
        this.#request(row as GttRequestRow);
        return;
      case WATCH_REQUEST_ROW.kind:
        this.#requestWatch(row as WatchRequestRow);
        return;
      case OPERATOR_ROW.kind:
        this.#operate(row as OperatorRow, first.sequence);
        return;
    }
  }

  #request({ action, gttId, actor, reason, tick: _, timeMs: _timeMs, ...request }: GttRequestRow) {
    const ask = action === 'create' ? { action, request } : { action, gttId };
    this.#station.requestGtt(ask, { actor, reason });
  }

  #requestWatch({ action, venueOrderId, instrumentIndex, actor, reason }: WatchRequestRow): void {
    const ask =
      action === 'claim_external' ? { action, venueOrderId } : { action, instrumentIndex };
    this.#station.requestWatch(ask, { actor, reason });
  }

  #operate({ action, actor, reason }: OperatorRow, sequence: number): void {
    switch (action) {
      case 'kill':
        this.#station.kill({ actor, reason });
        return;
      case 'reset_kill':
        this.#station.resetKill({ actor, reason });
        return;
      case 'pause':
        this.#station.pause({ actor, reason });
        return;
      case 'resume':
        this.#station.resume({ actor, reason });
        return;
      case 'flatten':
        this.#station.flatten({ actor, reason });
        return;
      default:
        throw notReplayed(action, sequence);
    }
  }
}

export function notReplayed(action: string, sequence: number): ReplayError {
  return new ReplayError(
    'session_not_journaled',
    `Record ${sequence} has the operator action "${action}", which this version cannot replay; use the version that wrote it.`,
  );
}

/** The session's own row; undefined when `step` is not the first of a session. */
export function sessionRowOf(step: StoredStep): SessionRow | undefined {
  const [first] = step;
  return first?.kind.kind === SESSION_ROW.kind ? (first.row as unknown as SessionRow) : undefined;
}

export function operatorRows(step: StoredStep): readonly OperatorRow[] {
  return step
    .filter(({ kind }) => kind.kind === OPERATOR_ROW.kind)
    .map(({ row }) => row as unknown as OperatorRow);
}
