/**
 * Verified flatten: exit every group in scope, then ask the venue until it says flat. A failed or missing answer proves nothing (PP-07); a
 * position our books do not explain is closed, a few times at most (PP-09). Run by the order core.
 */
import { SESSION_SEGMENTS } from '../instrument/instrument.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import { FLATTEN_ATTEMPTS_MAX } from '../limits.ts';
import type { FlattenRow, FlattenScope, FlattenState } from './flatten-row.ts';
import type { Group } from './group.ts';
import type { GroupRegistry } from './group-registry.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderSettings } from './order-settings.ts';
import { FLATTEN_ROW } from './rows.ts';
import type { VenueReport } from './types.ts';

/** What a flatten needs of the order core. */
export interface FlattenPort {
  readonly desk: OrderDesk;
  readonly registry: GroupRegistry;
  readonly settings: OrderSettings;
  readonly record: RecordRow;
  /** Denies what waits and begins the exit. */
  close(group: Group): void;
  queryPositions(): number;
  netQuantity(at: number): number;
  /** `venueQuantity`: signed units the venue holds of it in all. */
  closeUnattributed(at: number, signedQuantity: number, venueQuantity: number): void;
  /** Session time of the last report, command or adjustment in the instrument (PP-08). */
  lastActivityMs(at: number): number;
}

interface PositionAnswer {
  /** Signed quantities by instrument. */
  readonly positions: Map<number, number>;
  rows: number;
  /** Two rows of one instrument say different things. */
  isContradictory: boolean;
}

export class FlattenDesk {
  readonly #port: FlattenPort;
  /** By id. */
  readonly #rows = new Map<number, FlattenRow>();
  /** What the venue has answered so far, by query id. */
  readonly #answers = new Map<number, PositionAnswer>();
  #lastId = 0;

  constructor(port: FlattenPort) {
    this.#port = port;
  }

  restore(image: StateImage): void {
    for (const row of image.rows(FLATTEN_ROW)) {
      this.#lastId = Math.max(this.#lastId, row.flattenId);
      if (!isOver(row.state)) this.#rows.set(row.flattenId, row);
    }
  }

  /** Those that are not over, oldest first. */
  get rows(): readonly FlattenRow[] {
    return [...this.#rows.values()].filter(({ state }) => !isOver(state));
  }

  /** State of the newest flatten of the scope, failed while it takes longer than allowed; '' when there was none. */
  state(scope: FlattenScope): FlattenState | '' {
    let state: FlattenState | '' = '';
    for (const row of this.#rows.values()) {
      if (row.scope !== scope.scope || row.at !== scope.at) continue;
      state = row.isOverdue && row.state !== 'flat' ? 'flatten_failed' : row.state;
    }
    return state;
  }

  /** Begins, or goes on with one of the same scope (KS-06). */
  begin(cause: string, scope: FlattenScope): void {
    for (const row of this.#rows.values()) {
      if (row.scope !== scope.scope || row.at !== scope.at) continue;
      if (!isOver(row.state)) {
        this.#closeGroups(row);
        return;
      }
      this.#rows.delete(row.flattenId);
    }
    this.#lastId += 1;
    const row = this.#save({
      flattenId: this.#lastId,
      cause,
      scope: scope.scope,
      at: scope.at,
      state: 'closing',
      startedAtMs: this.#port.desk.timeMs,
      isOverdue: false,
      queryId: 0,
      queriedAtMs: 0,
      queryFailures: 0,
      corrections: 0,
    });
    this.#port.desk.wakeAt(row.startedAtMs + this.#port.settings.flattenTimeoutMs);
    this.#closeGroups(row);
    this.advance();
  }

  /** Takes every flatten as far as it goes now. Called at the end of each input. */
  advance(): void {
    if (this.#rows.size === 0) return;
    for (const row of this.#rows.values()) if (!isOver(row.state)) this.#step(row);
  }

  /** True when the report answers a query of a flatten. */
  onBook(report: VenueReport): boolean {
    for (const row of this.#rows.values()) {
      if (row.queryId === 0 || row.queryId !== report.queryId || isOver(row.state)) continue;
      if (report.kind === 'book_position') this.#notePosition(report);
      else if (report.kind === 'book_failed') this.#failQuery(row);
      else if (report.kind === 'book_end') this.#judge(row, report.quantity);
      return true;
    }
    return false;
  }

  #step(row: FlattenRow): void {
    const { desk, settings, registry } = this.#port;
    let current = row;
    const dueMs = row.startedAtMs + settings.flattenTimeoutMs;
    if (!row.isOverdue && desk.timeMs >= dueMs) {
      current = this.#save({ ...row, isOverdue: true });
      desk.alarm('flatten_failed', alarmAt(row), `${row.cause}: not flat in time, still trying`);
    }
    if (!row.isOverdue) desk.wakeAt(dueMs);
    let isOpen = false;
    for (const group of registry.open) if (this.#covers(row, group)) isOpen = true;
    if (isOpen) {
      if (current.state === 'verifying') this.#save({ ...current, state: 'closing', queryId: 0 });
      return;
    }
    if (row.scope === 'strategy') this.#save({ ...current, state: 'flat' });
    else if (current.queryId === 0) this.#ask(current);
    else this.#awaitAnswer(current);
  }

  #closeGroups(row: FlattenRow): void {
    const { registry } = this.#port;
    for (const group of [...registry.waiting, ...registry.open]) {
      if (this.#covers(row, group)) this.#port.close(group);
    }
  }

  #covers(row: FlattenRow, group: Group): boolean {
    if (row.scope === 'all') return true;
    if (row.scope === 'segment') return group.instrument.segment === SESSION_SEGMENTS[row.at];
    if (row.scope === 'instrument') return group.instrument.index === row.at;
    return group.row.strategyIndex === row.at;
  }

  #ask(row: FlattenRow): void {
    const { desk, settings } = this.#port;
    const waitMs = settings.responseTimeoutMs * Math.min(row.queryFailures, 4);
    if (row.queryFailures > 0 && desk.timeMs < row.queriedAtMs + waitMs) {
      desk.wakeAt(row.queriedAtMs + waitMs);
      return;
    }
    const queryId = this.#port.queryPositions();
    this.#answers.set(queryId, { positions: new Map(), rows: 0, isContradictory: false });
    this.#save({ ...row, state: 'verifying', queryId, queriedAtMs: desk.timeMs });
    desk.wakeAt(desk.timeMs + settings.responseTimeoutMs);
  }

  #awaitAnswer(row: FlattenRow): void {
    const { desk, settings } = this.#port;
    const dueMs = row.queriedAtMs + settings.responseTimeoutMs;
    if (desk.timeMs >= dueMs) this.#failQuery(row);
    else desk.wakeAt(dueMs);
  }

  /** PP-07: nothing is known; it is asked again, at last every few seconds. */
  #failQuery(row: FlattenRow): void {
    this.#answers.delete(row.queryId);
    const queryFailures = row.queryFailures + 1;
    if (queryFailures === FLATTEN_ATTEMPTS_MAX) {
      this.#port.desk.alarm('flatten_unanswered', alarmAt(row), `${row.cause}: no positions`);
    }
    this.#ask(this.#save({ ...row, queryId: 0, queryFailures }));
  }

  #notePosition(report: VenueReport): void {
    const answer = this.#answers.get(report.queryId);
    if (answer === undefined) return;
    const { positions } = answer;
    const { instrumentIndex: at, quantity } = report;
    answer.rows += 1;
    if ((positions.get(at) ?? quantity) !== quantity) answer.isContradictory = true;
    positions.set(at, quantity);
  }

  #judge(row: FlattenRow, rows: number): void {
    const port = this.#port;
    const answer = this.#answers.get(row.queryId);
    if (answer === undefined || !isWhole(answer, rows)) {
      this.#failQuery(row);
      return;
    }
    const { positions } = answer;
    this.#answers.delete(row.queryId);
    let isDisputed = false;
    let isRecent = false;
    for (const instrument of port.registry.instruments) {
      const at = instrument.index;
      if (!this.#isInScope(row, at)) continue;
      const venueQuantity = positions.get(at) ?? 0;
      const excess = venueQuantity - port.netQuantity(at);
      if (excess === 0 && venueQuantity === 0) continue;
      // PP-08: an answer older than what we did since says nothing about the instrument.
      if (port.lastActivityMs(at) >= row.queriedAtMs) isRecent = true;
      else {
        isDisputed = true;
        if (row.corrections < FLATTEN_ATTEMPTS_MAX && excess !== 0) {
          port.closeUnattributed(at, excess, venueQuantity);
        }
      }
    }
    if (isDisputed) this.#dispute(row);
    else if (isRecent) this.#ask(this.#save({ ...row, queryId: 0, queryFailures: 1 }));
    else this.#save({ ...row, state: 'flat', queryId: 0 });
  }

  /** The venue holds what we did not know of: it is being closed now, and the venue is asked again. */
  #dispute(row: FlattenRow): void {
    if (row.corrections >= FLATTEN_ATTEMPTS_MAX) {
      this.#save({ ...row, state: 'flatten_failed', queryId: 0 });
      const detail = `${row.cause}: the venue holds positions our books do not explain`;
      this.#port.desk.alarm('flatten_failed', alarmAt(row), detail);
      return;
    }
    const corrections = row.corrections + 1;
    this.#save({ ...row, state: 'closing', queryId: 0, queryFailures: 0, corrections });
  }

  #isInScope(row: FlattenRow, at: number): boolean {
    if (row.scope === 'segment') {
      return this.#port.registry.instruments[at]?.segment === SESSION_SEGMENTS[row.at];
    }
    return row.scope === 'all' || row.at === at;
  }

  #save(row: FlattenRow): FlattenRow {
    this.#rows.set(row.flattenId, row);
    this.#port.record(FLATTEN_ROW, row);
    return row;
  }
}

/** PP-07: every row came, repeated or not, and none contradicts another. */
function isWhole({ positions, rows, isContradictory }: PositionAnswer, count: number): boolean {
  return !isContradictory && (rows === count || positions.size === count);
}

function isOver(state: FlattenState): boolean {
  return state === 'flat' || state === 'flatten_failed';
}

function alarmAt(row: FlattenRow): number {
  return row.scope === 'instrument' ? row.at : -1;
}
