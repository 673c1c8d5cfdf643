/** The risk core of a recorded session, made again; its order events come from the replayed order core. Replay. */
import { EXTERNAL_ROW, type ExternalRow } from '../../domain/external-rows.ts';
import {
  EVENTS_ROW,
  type EventsRow,
  OPERATOR_ROW,
  type OperatorRow,
  PREVIOUS_CLOSE_ROW,
  type PreviousCloseRow,
  RISK_ACTION_ROW,
  type RiskActionRow,
  ROUND_ROW,
  SIGNAL_ROW,
  type SignalRow,
  TIMER_ROW,
  type TimerRow,
} from '../../domain/input-rows.ts';
import type { StateImage } from '../../domain/journal-row.ts';
import { CUSTODY_ROW } from '../../domain/order/rows.ts';
import type { OrderEvent, OrderIntent } from '../../domain/order/types.ts';
import type { RiskAction } from '../../domain/risk/risk-options.ts';
import { DECISION_ROW } from '../../domain/risk/rows.ts';
import type { ClockFault } from '../../domain/session/clock-guard.ts';
import { RiskStation } from '../../domain/station/risk-station.ts';
import type { Tick } from '../../domain/tick/tick.ts';
import type { StoredStep } from '../../journal/journal-reader.ts';
import { riskStationOptions, type StationInit } from '../../threads/station-options.ts';
import type { ReplayedCore } from './core-replay.ts';
import { MadeRows } from './made-rows.ts';
import { notReplayed } from './order-replay.ts';

export class RiskReplay implements ReplayedCore {
  readonly made = new MadeRows();
  /** What the order core has not taken yet. */
  readonly intents: OrderIntent[] = [];
  readonly #station: RiskStation;
  readonly #events: OrderEvent[];
  /** Intents that found the order path full in the step being made: only its decision tells. */
  #refused = new Set<number>();

  /** `events`: what the order core said and risk has not taken, oldest first; taken from here. */
  constructor(init: StationInit, events: OrderEvent[]) {
    this.#events = events;
    this.#station = new RiskStation({
      ...riskStationOptions(init),
      effects: {
        approve: (intent) => this.#approve(intent),
        decide: () => undefined,
        record: this.made.record,
      },
    });
  }

  start(image: StateImage, isReset: boolean): void {
    const isKilled = image.rows(CUSTODY_ROW)[0]?.isKilled ?? false;
    this.#station.restore(image, isKilled && !isReset);
  }

  onTick(tick: Tick): void {
    this.#station.onTick(tick);
  }

  /** To be called with each step before it is made, whatever makes it. */
  expect(step: StoredStep): void {
    this.#refused = new Set(
      step
        .filter(({ kind }) => kind.kind === DECISION_ROW.kind)
        .filter(({ row }) => row['reason'] === 'order_path_full')
        .map(({ row }) => row['intentId'] as number),
    );
  }

  give(step: StoredStep): void {
    const [first] = step;
    if (first === undefined) return;
    const row: unknown = first.row;
    switch (first.kind.kind) {
      case SIGNAL_ROW.kind: {
        const { tick: _, nowNs, ...signal } = row as SignalRow;
        this.#station.onSignal(signal, nowNs);
        return;
      }
      case EVENTS_ROW.kind:
        this.#station.onOrderEvents(this.#eventsUpTo((row as EventsRow).sequence));
        return;
      case EXTERNAL_ROW.kind: {
        const { tick: _, ...exposure } = row as ExternalRow;
        this.#station.onExternal(exposure);
        return;
      }
      case ROUND_ROW.kind:
        this.#station.onRoundEnd();
        return;
      case PREVIOUS_CLOSE_ROW.kind: {
        const { instrumentIndex, closePaise } = row as PreviousCloseRow;
        this.#station.onPreviousClose(instrumentIndex, closePaise);
        return;
      }
      case TIMER_ROW.kind:
        this.#station.onClock((row as TimerRow).timeMs);
        return;
      case RISK_ACTION_ROW.kind: {
        const { tick: _, ...action } = row as RiskActionRow;
        this.#station.operate(action as RiskAction);
        return;
      }
      case OPERATOR_ROW.kind:
        this.#operate(row as OperatorRow, first.sequence);
        return;
    }
  }

  #eventsUpTo(sequence: number): readonly OrderEvent[] {
    const end = this.#events.findIndex((event) => event.sequence > sequence);
    return this.#events.splice(0, end < 0 ? this.#events.length : end);
  }

  #approve(intent: OrderIntent): boolean {
    if (this.#refused.has(intent.intentId)) return false;
    this.intents.push(intent);
    return true;
  }

  #operate({ action, actor, reason }: OperatorRow, sequence: number): void {
    switch (action) {
      case 'kill':
        this.#station.kill({ actor, reason });
        return;
      case 'reset_kill':
        this.#station.resetKill({ actor, reason });
        return;
      case 'journal_failed':
        this.#station.onJournalFailure(reason);
        return;
      case 'clock_fault':
        this.#station.onClockFault(reason as ClockFault);
        return;
      case 'reconciled':
      case 'unreconciled':
        this.#station.onReconciled(action === 'reconciled');
        return;
      default:
        throw notReplayed(action, sequence);
    }
  }
}
