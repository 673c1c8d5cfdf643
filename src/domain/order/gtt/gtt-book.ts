/** Good-till-triggered orders held by the engine: watched on every tick, kept over restarts and days. Stepped by the order core. */
import { assert } from '../../assert.ts';
import type { Instrument } from '../../instrument/instrument.ts';
import { istDay, istMidnightMs } from '../../instrument/ist-date.ts';
import type { RecordRow, StateImage } from '../../journal-row.ts';
import type { Decision } from '../../risk/deny-reason.ts';
import type { Tick } from '../../tick/tick.ts';
import type { MarketHours } from '../../time.ts';
import { GTT_STRATEGY, intentIdOf, type Signal } from '../types.ts';
import {
  type Gtt,
  type GttProblem,
  type GttRequest,
  type GttStatus,
  gttProblem,
  instrumentLastDay,
} from './gtt.ts';
import { decisiveLevel, levelsOf } from './gtt-levels.ts';
import type { GttAnswer, GttPort } from './gtt-port.ts';
import type { GttSettings } from './gtt-settings.ts';
import { gttSignal } from './gtt-signal.ts';
import { GTT_ROW } from './rows.ts';
import { TickGate } from './tick-gate.ts';
import { TriggerLadder, type TriggerLevel } from './trigger-ladder.ts';

export interface GttEffects {
  /** Through the risk gate like any other signal (GT-02), once the rows recorded before it are durable. */
  request(signal: Signal): void;
  readonly record: RecordRow;
  alarm(cause: GttAlarm, gttId: number, detail: string): void;
}

export type GttAlarm = 'gtt_unresolved' | 'gtt_suspended';

export interface GttBookOptions {
  readonly instruments: readonly Instrument[];
  readonly settings: GttSettings;
  readonly hours: MarketHours;
  readonly effects: GttEffects;
}

export interface GttStats {
  readonly waiting: number;
  readonly suspended: number;
  readonly unresolved: number;
  /** Ticks of watched instruments that counted for nothing. */
  readonly staleTicks: number;
  readonly invalidTicks: number;
  readonly outOfSessionTicks: number;
  /** Answers of the risk gate that no GTT was waiting for. */
  readonly strayDecisions: number;
}

export class GttBook implements GttPort {
  readonly #options: GttBookOptions;
  readonly #gate: TickGate;
  readonly #ladder: TriggerLadder;
  /** By id, in the order of ids. */
  readonly #gtts = new Map<number, Gtt>();
  readonly #bySignal = new Map<number, number>();
  readonly #indexOf = new Map<string, number>();
  /** Those the risk gate has not answered, in the order in which they asked. */
  readonly #asking = new Set<number>();
  #signalSequence = 0;
  #waiting = 0;
  /** Session time: that of the newest timer or tick, 0 until the first timer. Ticks alone cannot say that they are old. */
  #clockMs = 0;
  /** Session time from which on the last days have to be looked at again. */
  #nextDayMs = 0;
  #strayDecisions = 0;

  constructor(options: GttBookOptions) {
    const { instruments, settings, hours } = options;
    this.#options = options;
    this.#gate = new TickGate(settings, hours, instruments.length);
    this.#ladder = new TriggerLadder(instruments.length);
    for (const instrument of instruments) this.#indexOf.set(nameOf(instrument), instrument.index);
  }

  /** Takes the recorded GTTs. Watching begins with the first timer; `onStart` settles what the stop interrupted. */
  restore(image: StateImage): void {
    assert(this.#gtts.size === 0, 'a GTT book is restored before it is used');
    const rows = [...image.rows(GTT_ROW)].sort((left, right) => left.gttId - right.gttId);
    for (const gtt of rows) this.#keep(gtt);
  }

  /**
   * Once after a restart: a GTT whose request may or may not have left is never sent again (GT-01). `hasGroup` tells whether the order
   * core holds a group of this id, which proves the approval.
   */
  onStart(timeMs: number, hasGroup: (groupId: number) => boolean): void {
    this.#advance(timeMs);
    for (const gtt of [...this.#gtts.values()]) {
      if (gtt.status === 'triggered') {
        const isApproved = hasGroup(intentIdOf(GTT_STRATEGY, gtt.signalSequence));
        if (isApproved) this.#change(gtt, 'done', '');
        else this.#giveUp(gtt, 'stopped_before_the_answer');
      } else if (gtt.status === 'active' && this.#placeOf(gtt) < 0) {
        this.#alarm(this.#change(gtt, 'suspended', 'instrument_gone'));
      }
    }
  }

  onTimer(timeMs: number): void {
    this.#advance(timeMs);
    const answerDueMs = this.#clockMs - this.#options.settings.answerTimeoutMs;
    for (const gttId of this.#asking) {
      const gtt = this.#gtts.get(gttId);
      if (gtt === undefined || gtt.changedMs > answerDueMs) return;
      this.#giveUp(gtt, 'no_answer');
    }
  }

  onTick(tick: Tick): void {
    const at = tick.instrumentIndex;
    if (this.#clockMs > 0 && tick.exchangeTimeMs > this.#clockMs)
      this.#advance(tick.exchangeTimeMs);
    if (!this.#ladder.isWatched(at)) return;
    const instrument = this.#options.instruments[at] as Instrument;
    const verdict = this.#gate.judge(tick, instrument.segment, this.#clockMs);
    if (verdict === 'refused') return;
    const lastPaise = tick.lastPaise;
    const highPaise = verdict === 'with_extremes' ? tick.highPaise : lastPaise;
    const lowPaise = verdict === 'with_extremes' ? tick.lowPaise : lastPaise;
    if (!this.#ladder.mayReach(at, highPaise, lowPaise)) return;
    this.#fire(tick, this.#ladder.reached(at, { highPaise, lowPaise, lastPaise }));
  }

  create(request: GttRequest, timeMs: number): GttAnswer {
    this.#advance(timeMs);
    const { settings, instruments } = this.#options;
    const instrument = instruments[request.instrumentIndex];
    const today = istDay(timeMs);
    const problem = gttProblem(request, instrument, { today, longestDays: settings.longestDays });
    if (problem !== '' || instrument === undefined) return refused(problem || 'unknown_instrument');
    if (this.#waiting >= settings.maxWaiting) return refused('too_many');
    const { instrumentIndex: _index, ...terms } = request;
    const lastDay = request.lastDay === 0 ? today + settings.longestDays : request.lastDay;
    const gtt: Gtt = {
      ...terms,
      gttId: this.#gtts.size + 1,
      exchange: instrument.exchange,
      token: instrument.token,
      symbol: instrument.symbol,
      lastDay: Math.min(lastDay, instrumentLastDay(instrument)),
      status: 'active',
      reason: '',
      createdMs: timeMs,
      changedMs: timeMs,
      signalSequence: 0,
      firedTriggerPaise: 0,
      firedPaise: 0,
    };
    this.#keep(gtt);
    this.#options.effects.record(GTT_ROW, gtt);
    return { isTaken: true, gttId: gtt.gttId };
  }

  cancel(gttId: number, timeMs: number): GttAnswer {
    this.#advance(timeMs);
    const gtt = this.#gtts.get(gttId);
    if (gtt === undefined) return refused('unknown_gtt');
    const mayCancel = isWaiting(gtt) || gtt.status === 'unresolved';
    if (!mayCancel) return refused('not_waiting');
    this.#change(gtt, 'cancelled', 'operator');
    return { isTaken: true, gttId };
  }

  resume(gttId: number, timeMs: number): GttAnswer {
    this.#advance(timeMs);
    const gtt = this.#gtts.get(gttId);
    if (gtt === undefined) return refused('unknown_gtt');
    if (gtt.status !== 'suspended') return refused('not_waiting');
    if (this.#placeOf(gtt) < 0) return refused('unknown_instrument');
    this.#change(gtt, 'active', '');
    return { isTaken: true, gttId };
  }

  list(): readonly Gtt[] {
    return [...this.#gtts.values()];
  }

  /** A corporate action changes what prices and quantities of the instrument mean: its GTTs wait for an operator (GT-03). */
  onCorporateAction(at: number, timeMs: number): void {
    this.#advance(timeMs);
    for (const gtt of [...this.#gtts.values()]) {
      if (gtt.status !== 'active' || this.#placeOf(gtt) !== at) continue;
      this.#alarm(this.#change(gtt, 'suspended', 'corporate_action'));
    }
  }

  /** The risk gate's answer to a GTT's signal; those to other signals are ignored. A repeated answer changes nothing. */
  onDecision(decision: Pick<Decision, 'strategyIndex' | 'signalSequence' | 'reason'>): void {
    if (decision.strategyIndex !== GTT_STRATEGY) return;
    const gtt = this.#gtts.get(this.#bySignal.get(decision.signalSequence) ?? 0);
    if (gtt === undefined || gtt.status === 'done' || gtt.status === 'rejected') {
      this.#strayDecisions += 1;
      return;
    }
    if (decision.reason === '') this.#change(gtt, 'done', '');
    else this.#change(gtt, 'rejected', decision.reason);
  }

  get stats(): GttStats {
    let suspended = 0;
    let unresolved = 0;
    for (const { status } of this.#gtts.values()) {
      if (status === 'suspended') suspended += 1;
      else if (status === 'unresolved') unresolved += 1;
    }
    const { staleTicks, invalidTicks, outOfSessionTicks } = this.#gate;
    return {
      waiting: this.#waiting,
      suspended,
      unresolved,
      staleTicks,
      invalidTicks,
      outOfSessionTicks,
      strayDecisions: this.#strayDecisions,
    };
  }

  #advance(timeMs: number): void {
    if (timeMs > this.#clockMs) this.#clockMs = timeMs;
    if (this.#clockMs < this.#nextDayMs) return;
    const today = istDay(this.#clockMs);
    this.#nextDayMs = istMidnightMs(today + 1);
    for (const gtt of [...this.#gtts.values()]) {
      if (isWaiting(gtt) && gtt.lastDay < today) this.#change(gtt, 'expired', 'last_day_over');
    }
  }

  #fire(tick: Tick, reached: readonly TriggerLevel[]): void {
    const inOrder = [...reached].sort((left, right) => left.gttId - right.gttId);
    let previous = 0;
    for (const level of inOrder) {
      if (level.gttId === previous) continue;
      previous = level.gttId;
      const both = inOrder.filter(({ gttId }) => gttId === level.gttId);
      const gtt = this.#gtts.get(level.gttId);
      assert(gtt !== undefined, 'every trigger belongs to a GTT');
      this.#trigger(gtt, decisiveLevel(gtt, both, tick.lastPaise), tick);
    }
  }

  #trigger(gtt: Gtt, level: TriggerLevel, tick: Tick): void {
    assert(gtt.status === 'active', 'GT-01 only a waiting GTT triggers, and once');
    assert(
      istDay(tick.exchangeTimeMs) <= gtt.lastDay,
      'GT-03 a GTT triggers on its last day at the latest',
    );
    this.#signalSequence += 1;
    const fired = {
      signalSequence: this.#signalSequence,
      firedTriggerPaise: level.triggerPaise,
      firedPaise: tick.lastPaise,
    };
    // Recorded first: what left and is not recorded could leave again after a restart.
    const triggered = this.#change({ ...gtt, ...fired }, 'triggered', '');
    this.#options.effects.request(gttSignal(triggered, tick));
  }

  #change(gtt: Gtt, status: GttStatus, reason: string): Gtt {
    const changed: Gtt = {
      ...gtt,
      status,
      reason,
      changedMs: Math.max(gtt.changedMs, this.#clockMs),
    };
    this.#forget(gtt);
    this.#keep(changed);
    this.#options.effects.record(GTT_ROW, changed);
    return changed;
  }

  #giveUp(gtt: Gtt, reason: string): void {
    this.#alarm(this.#change(gtt, 'unresolved', reason));
  }

  #alarm(gtt: Gtt): void {
    const cause = gtt.status === 'unresolved' ? 'gtt_unresolved' : 'gtt_suspended';
    this.#options.effects.alarm(cause, gtt.gttId, `${gtt.exchange}:${gtt.symbol} ${gtt.reason}`);
  }

  #forget(gtt: Gtt): void {
    const before = this.#gtts.get(gtt.gttId);
    if (before === undefined || !isWaiting(before)) return;
    this.#waiting -= 1;
    const at = this.#placeOf(before);
    if (at >= 0) this.#ladder.remove(at, before.gttId);
  }

  #keep(gtt: Gtt): void {
    const isNext = gtt.gttId === this.#gtts.size + 1;
    assert(isNext || this.#gtts.has(gtt.gttId), 'ID-07 GTT ids are contiguous');
    this.#gtts.set(gtt.gttId, gtt);
    if (gtt.signalSequence > 0) {
      this.#bySignal.set(gtt.signalSequence, gtt.gttId);
      this.#signalSequence = Math.max(this.#signalSequence, gtt.signalSequence);
    }
    if (gtt.status === 'triggered') this.#asking.add(gtt.gttId);
    else this.#asking.delete(gtt.gttId);
    if (!isWaiting(gtt)) return;
    this.#waiting += 1;
    const at = this.#placeOf(gtt);
    if (gtt.status !== 'active' || at < 0) return;
    for (const level of levelsOf(gtt)) this.#ladder.add(at, level);
  }

  /** Index of its instrument today; -1 when there is none, or its symbol means another one now. */
  #placeOf(gtt: Gtt): number {
    return this.#indexOf.get(nameOf(gtt)) ?? -1;
  }
}

function isWaiting(gtt: Gtt): boolean {
  return gtt.status === 'active' || gtt.status === 'suspended';
}

function nameOf(named: Pick<Gtt, 'exchange' | 'token' | 'symbol'>): string {
  return `${named.exchange}:${named.token}:${named.symbol}`;
}

function refused(problem: GttProblem): GttAnswer {
  return { isTaken: false, problem };
}
