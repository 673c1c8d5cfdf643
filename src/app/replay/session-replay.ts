/**
 * One start of the engine made again: both cores from the settings the recording keeps, their inputs from the journal, ticks from the
 * recording. Every row they record is compared with the journal's. CLI.
 */
import type { RecordingHeader } from '../../contract/records/recording.ts';
import { EXTERNAL_ROW } from '../../domain/external-rows.ts';
import { FILL_ROW, INTENT_ROW, SIGNAL_ROW } from '../../domain/input-rows.ts';
import { JOURNAL_KINDS } from '../../domain/journal-kinds.ts';
import type { AnyRow } from '../../domain/journal-row.ts';
import { ORDER_ROW } from '../../domain/order/rows.ts';
import type { Signal } from '../../domain/order/types.ts';
import { DECISION_ROW } from '../../domain/risk/rows.ts';
import type { StoredRow, StoredStep } from '../../journal/journal-reader.ts';
import { RowRegistry } from '../../journal/row-registry.ts';
import { stateHashOf } from '../../journal/snapshot.ts';
import type { JournalImage } from '../../journal/state-image.ts';
import type { StationInit } from '../../threads/station-options.ts';
import { CoreReplay, type FoundDifference, isDifference } from './core-replay.ts';
import { rowDifference } from './made-rows.ts';
import { OrderReplay, operatorRows, sessionRowOf } from './order-replay.ts';
import { RecordedTicks } from './recorded-ticks.ts';
import { RiskReplay } from './risk-replay.ts';
import { ownerOf } from './row-owner.ts';
import { SignalReplay } from './signal-replay.ts';

export interface ReplayCounts {
  readonly ticks: number;
  readonly inputs: number;
  readonly rows: number;
  readonly signals: number;
  readonly decisions: number;
  readonly orders: number;
  readonly fills: number;
}

const NOTHING_SAID = 'no such signal';
const NOTHING_APPROVED = 'no approved intent';
const NOTHING_EXTERNAL = 'no change of what others hold';

export class SessionReplay {
  readonly #image: JournalImage;
  readonly #orders: OrderReplay;
  readonly #risk: RiskReplay;
  readonly #orderRun: CoreReplay;
  readonly #riskRun: CoreReplay;
  readonly #signals: SignalReplay;
  readonly #orderIds = new Set<number>();
  readonly #counts = { rows: 0, signals: 0, decisions: 0, fills: 0 };
  /** Steps of risk that stand before the session's own row: both threads start at once. */
  #early: StoredStep[] | undefined = [];
  #difference: FoundDifference | undefined;

  /** `image`: what was restored; it follows the replay from here on. Close it. */
  constructor(header: RecordingHeader, path: string, image: JournalImage) {
    const init = stationInitOf(header);
    this.#image = image;
    this.#orders = new OrderReplay(init);
    this.#risk = new RiskReplay(init, this.#orders.events);
    this.#orderRun = new CoreReplay(this.#orders, new RecordedTicks(path));
    this.#riskRun = new CoreReplay(this.#risk, new RecordedTicks(path));
    this.#signals = new SignalReplay(init, image, new RecordedTicks(path));
  }

  /** The first one; undefined while all is identical. */
  get difference(): FoundDifference | undefined {
    return this.#difference;
  }

  /** The session's own row was passed. */
  get hasStarted(): boolean {
    return this.#early === undefined;
  }

  get counts(): ReplayCounts {
    return {
      ...this.#counts,
      ticks: Math.max(this.#orderRun.ticks, this.#riskRun.ticks),
      inputs: this.#orderRun.inputs + this.#riskRun.inputs,
      orders: this.#orderIds.size,
    };
  }

  /** Of the order core, and of all rows both cores have recorded: the one `tickring journal verify` prints. */
  get hashes(): { readonly orders: string; readonly state: string } {
    const state = stateHashOf(new RowRegistry(JOURNAL_KINDS), this.#image);
    return { orders: this.#orders.stateHash, state };
  }

  /** Sentences about what could not be compared. */
  get notes(): readonly string[] {
    const { lost, restarted } = this.#signals;
    return [
      ...(lost === 0 ? [] : [`${lost} signals were said and never taken by risk`]),
      ...restarted.map(
        (id) =>
          `the thread of strategy ${id} was restarted; what it said later is taken as recorded`,
      ),
    ];
  }

  /** The next step of the journal. False at the first difference. Throws `ReplayError`. */
  take(step: StoredStep): boolean {
    if (this.#early === undefined) return this.#make(step);
    if (sessionRowOf(step) === undefined) {
      this.#early.push(step);
      return true;
    }
    const isReset = operatorRows(step).some(({ action }) => action === 'reset_kill');
    this.#risk.start(this.#image, isReset);
    this.#orders.start(this.#image, step);
    const early = this.#early;
    this.#early = undefined;
    return [...early, step].every((one) =>
      one === step ? this.#check(step, this.#orderRun.compare(step)) : this.#make(one),
    );
  }

  close(): void {
    for (const part of [this.#orderRun, this.#riskRun, this.#signals]) part.close();
  }

  #make(recorded: StoredStep): boolean {
    const step = recorded.filter((stored) => ownerOf(stored) !== 'door');
    const [first] = step;
    if (first === undefined) return this.#check(recorded, []);
    this.#difference = this.#sourceDifference(first);
    if (this.#difference !== undefined) return false;
    if (ownerOf(first) === 'orders') return this.#check(recorded, this.#orderRun.step(step));
    this.#risk.expect(step);
    return this.#check(recorded, this.#riskRun.step(step));
  }

  /** The rows of a step stand once all that were made again are the same. */
  #check(step: StoredStep, made: ReturnType<CoreReplay['step']>): boolean {
    if (isDifference(made)) {
      this.#difference = made;
      return false;
    }
    for (const { kind, row } of step) {
      this.#image.apply(kind, row);
      this.#count(kind.kind, row);
    }
    return true;
  }

  #count(kind: string, row: AnyRow): void {
    const counts = this.#counts;
    counts.rows++;
    if (kind === SIGNAL_ROW.kind) counts.signals++;
    if (kind === DECISION_ROW.kind) counts.decisions++;
    if (kind === FILL_ROW.kind) counts.fills++;
    if (kind === ORDER_ROW.kind) this.#orderIds.add(row['orderId'] as number);
  }

  /** What one core was given came from another: is it what that one says now? */
  #sourceDifference({ kind, row, sequence }: StoredRow): FoundDifference | undefined {
    const { tick: _, ...given } = row;
    if (kind.kind === INTENT_ROW.kind) {
      const intent = this.#risk.intents.shift();
      const input = `the approval by risk, ${this.#riskRun.input}`;
      return sourceDifference(
        { sequence, kind: kind.kind, input },
        given,
        intent ?? NOTHING_APPROVED,
      );
    }
    if (kind.kind === EXTERNAL_ROW.kind) {
      const input = `the order core, ${this.#orderRun.input}`;
      const exposure = this.#orders.externals.shift();
      const place = { sequence, kind: kind.kind, input };
      return sourceDifference(place, given, exposure ?? NOTHING_EXTERNAL);
    }
    if (kind.kind !== SIGNAL_ROW.kind) return undefined;
    const { nowNs: _now, ...taken } = given;
    const signal = this.#saidSignal(taken as unknown as Signal);
    if (signal === 'unknown') return undefined;
    const input = `the tick ${String(taken['originTickSequence'])}`;
    return sourceDifference({ sequence, kind: kind.kind, input }, taken, signal ?? NOTHING_SAID);
  }

  #saidSignal(taken: Signal): Signal | 'unknown' | undefined {
    if (taken.origin === 'gtt') return this.#orders.requests.shift();
    if (taken.origin !== 'strategy') return 'unknown';
    const answer = this.#signals.answer(taken);
    return answer === 'restarted' ? 'unknown' : answer;
  }
}

function sourceDifference(
  place: Pick<FoundDifference, 'sequence' | 'kind' | 'input'>,
  given: AnyRow,
  source: object | string,
): FoundDifference | undefined {
  if (typeof source === 'string') {
    return { ...place, field: '', recorded: JSON.stringify(given), replayed: source };
  }
  const difference = rowDifference(given, source as AnyRow);
  return difference === undefined ? undefined : { ...place, ...difference };
}

/** The recording's header was checked as far as this program's layouts and settings go; the rest is as its writer's version declares. */
function stationInitOf(header: RecordingHeader): StationInit {
  const { settings, instruments, strategies, calendar, charges, profiles, configSha, start } =
    header;
  const rest: unknown = { instruments, strategies, calendar, charges, profiles };
  return { ...(rest as StationInit), settings, configSha, tagPrefix: start.tagPrefix };
}
