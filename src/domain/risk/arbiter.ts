/**
 * Arbitration: of the signals of many strategies on one instrument in one window, which reach the risk gates. The risk core owns one.
 *
 * - A window of an instrument opens with its first signal and closes `windowMs` later; with 0 it closes with the round.
 * - Exits and ocos do not wait: they only reduce or protect. Each closes its own strategy's book, so those of different strategies all pass;
 *   one that repeats an exit its strategy got through in the window merges into it. An exit beats the entries of its strategy.
 * - Of the entries, first those go that are unauthorised, stale, or beaten by an exit. If the rest want both directions, none passes.
 * - Entries of one direction become one: that of the strongest strategy, with the merged strength 1 − Π(1 − sᵢ) over each strategy's
 *   strongest signal. Entries that ask for a quantity, a price or a parent are requests of their own: they oppose, but do not merge.
 *
 * Every signal offered comes out once: taken, standing for those merged into it, or denied.
 */
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { MAX_CONFIGURED_STRATEGIES, type Signal, type SignalOrigin } from '../order/types.ts';
import type { DenyReason } from './deny-reason.ts';

export type ArbitrationReason = Extract<
  DenyReason,
  'opposing_signals' | 'merged_signal' | 'exit_wins' | 'stale_signal' | 'unauthorised_signal'
>;

export interface SignalReference {
  readonly strategyIndex: number;
  readonly sequence: number;
}

export interface Winner {
  /** The signal as offered, its strength the merged one. */
  readonly signal: Signal;
  /** The signals it stands for, itself first, by strategy and sequence. Those after the first were denied as merged. */
  readonly standsFor: readonly SignalReference[];
}

/** What was measured and what is allowed, for the decision record. */
export interface Loss {
  readonly reason: ArbitrationReason;
  readonly measured: number;
  readonly limit: number;
  /** The signal it merged into; null for every other reason. */
  readonly mergedInto: SignalReference | null;
}

export interface ArbiterPort {
  /** To the gates. False: they refused it. */
  take(winner: Winner): boolean;
  deny(signal: Signal, loss: Loss): void;
}

/** `disabled`: its positions may be closed and protected, nothing may be opened for it. */
export type StrategyStanding = 'unknown' | 'disabled' | 'active';

export interface ArbiterOptions {
  /** Session time a window stays open; 0: until the round ends. */
  readonly windowMs: number;
  /** An entry older than this by session time is stale. Exits only reduce, so their age does not count. */
  readonly maxAgeMs: number;
  readonly allowedOrigins: readonly SignalOrigin[];
  readonly standingOf: (strategyIndex: number) => StrategyStanding;
  readonly port: ArbiterPort;
}

interface Window {
  readonly openedMs: number;
  /** Exits and ocos of the window. */
  readonly reducing: { readonly signal: Signal; readonly isTaken: boolean }[];
  readonly entries: Signal[];
}

/** Entries waiting in one window; one more closes it at once. */
export const ENTRIES_PER_WINDOW_MAX = 256;

const UNAUTHORISED: Loss = {
  reason: 'unauthorised_signal',
  measured: 1,
  limit: 0,
  mergedInto: null,
};

export class SignalArbiter {
  readonly #options: ArbiterOptions;
  /** In the order in which they opened. */
  readonly #windows = new Map<InstrumentIndex, Window>();

  constructor(options: ArbiterOptions) {
    this.#options = options;
  }

  /** One signal, at session time `timeMs`. Exits, ocos and what nobody may ask are decided before this returns. */
  offer(signal: Signal, timeMs: number): void {
    if (!this.#isAuthorised(signal)) {
      this.#options.port.deny(signal, UNAUTHORISED);
      return;
    }
    const window = this.#windowOf(signal.instrumentIndex, timeMs);
    if (signal.kind !== 'entry') {
      this.#reduce(signal, window);
      return;
    }
    window.entries.push(signal);
    if (window.entries.length >= ENTRIES_PER_WINDOW_MAX) {
      this.#close([signal.instrumentIndex], timeMs);
    }
  }

  /** Decides the windows whose time is up. Called with every timer. */
  closeDue(timeMs: number): void {
    const { windowMs } = this.#options;
    if (windowMs === 0 || this.#windows.size === 0) return;
    const due: InstrumentIndex[] = [];
    for (const [at, { openedMs }] of this.#windows) {
      if (timeMs - openedMs >= windowMs) due.push(at);
    }
    if (due.length > 0) this.#close(due, timeMs);
  }

  /** All signals of a duty cycle were offered: with `windowMs` 0 everything is decided, else what is due. */
  onRoundEnd(timeMs: number): void {
    if (this.#options.windowMs > 0) this.closeDue(timeMs);
    else if (this.#windows.size > 0) this.#close([...this.#windows.keys()], timeMs);
  }

  /** Entries that wait. They are in memory only: a restart forgets them, and nothing was sent for them. */
  get pendingEntries(): number {
    let pending = 0;
    for (const { entries } of this.#windows.values()) pending += entries.length;
    return pending;
  }

  #isAuthorised({ kind, origin, strategyIndex }: Signal): boolean {
    const { allowedOrigins, standingOf } = this.#options;
    if (!allowedOrigins.includes(origin)) return false;
    // The reserved indices belong to the other origins.
    if (origin === 'strategy' && strategyIndex >= MAX_CONFIGURED_STRATEGIES) return false;
    const standing = standingOf(strategyIndex);
    return standing === 'active' || (standing === 'disabled' && kind !== 'entry');
  }

  #windowOf(at: InstrumentIndex, timeMs: number): Window {
    const { windowMs } = this.#options;
    const open = this.#windows.get(at);
    const isDue = open !== undefined && windowMs > 0 && timeMs - open.openedMs >= windowMs;
    if (open !== undefined && !isDue) return open;
    if (isDue) this.#close([at], timeMs);
    const window: Window = { openedMs: timeMs, reducing: [], entries: [] };
    this.#windows.set(at, window);
    return window;
  }

  #reduce(signal: Signal, { reducing }: Window): void {
    const { port } = this.#options;
    const earlier = reducing.find(
      (other) => other.isTaken && isSameReduction(other.signal, signal),
    )?.signal;
    if (earlier !== undefined) {
      reducing.push({ signal, isTaken: false });
      port.deny(signal, mergedInto(earlier, 2));
      return;
    }
    const reference = referenceOf(signal);
    const isTaken = port.take({
      signal: { ...signal, strength: clampedStrength(signal) },
      standsFor: [reference],
    });
    reducing.push({ signal, isTaken });
  }

  /** Losers window by window, then the winners of all of them, the strongest first: it gets what little room the limits leave. */
  #close(instruments: readonly InstrumentIndex[], timeMs: number): void {
    const winners: Winner[] = [];
    for (const at of instruments) {
      const window = this.#windows.get(at);
      this.#windows.delete(at);
      if (window !== undefined) this.#arbitrate(window, timeMs, winners);
    }
    winners.sort((one, other) => byStrength(one.signal, other.signal));
    for (const winner of winners) this.#options.port.take(winner);
  }

  #arbitrate({ entries, reducing }: Window, timeMs: number, winners: Winner[]): void {
    const { port } = this.#options;
    const candidates: Signal[] = [];
    for (const entry of entries) {
      const loss = this.#lossOf(entry, reducing, timeMs);
      if (loss === null) candidates.push({ ...entry, strength: clampedStrength(entry) });
      else port.deny(entry, loss);
    }
    const buys = candidates.filter(({ side }) => side === 1).length;
    const opposing = Math.min(buys, candidates.length - buys);
    if (opposing > 0) {
      const reason = 'opposing_signals';
      for (const entry of candidates) {
        port.deny(entry, { reason, measured: opposing, limit: 0, mergedInto: null });
      }
      return;
    }
    for (const entry of candidates.filter(hasTerms)) {
      winners.push({ signal: entry, standsFor: [referenceOf(entry)] });
    }
    this.#merge(
      candidates.filter((entry) => !hasTerms(entry)),
      winners,
    );
  }

  #lossOf(entry: Signal, reducing: Window['reducing'], timeMs: number): Loss | null {
    const { maxAgeMs } = this.#options;
    // Asked again: the strategy may have been disabled while its entry waited.
    if (!this.#isAuthorised(entry)) return UNAUTHORISED;
    const ageMs = timeMs - entry.timeMs;
    // Written so that an age that is not a number is stale.
    if (!(ageMs <= maxAgeMs)) {
      return { reason: 'stale_signal', measured: ageMs, limit: maxAgeMs, mergedInto: null };
    }
    const exits = reducing.filter(
      ({ signal }) => signal.kind === 'exit' && signal.strategyIndex === entry.strategyIndex,
    ).length;
    if (exits === 0) return null;
    return { reason: 'exit_wins', measured: exits, limit: 0, mergedInto: null };
  }

  #merge(entries: readonly Signal[], winners: Winner[]): void {
    const ranked = [...entries].sort(byStrength);
    const leader = ranked[0];
    if (leader === undefined) return;
    const merged = ranked.slice(1).sort(byReference);
    for (const entry of merged) this.#options.port.deny(entry, mergedInto(leader, ranked.length));
    winners.push({
      signal: { ...leader, strength: mergedStrength(ranked) },
      standsFor: [leader, ...merged].map(referenceOf),
    });
  }
}

/** 1 − Π(1 − sᵢ) over the strongest signal of each strategy: agreement adds, a strategy that repeats itself does not. Within 0 to 1. */
function mergedStrength(ranked: readonly Signal[]): number {
  const counted = new Set<number>();
  let doubt = 1;
  for (const { strategyIndex, strength } of ranked) {
    if (counted.has(strategyIndex)) continue;
    counted.add(strategyIndex);
    doubt *= 1 - strength;
  }
  return 1 - doubt;
}

/** What the signal claims, brought into 0 to 1; 0 for what is not a number. */
function clampedStrength({ strength }: Signal): number {
  return strength > 0 ? Math.min(strength, 1) : 0;
}

function hasTerms({ quantity, limitPaise, parentGroupId }: Signal): boolean {
  return quantity !== 0 || limitPaise !== 0 || parentGroupId !== 0;
}

/** A request with terms of its own is never the repetition of another: two partial exits are two exits. */
function isSameReduction(earlier: Signal, signal: Signal): boolean {
  return (
    signal.kind === 'exit' &&
    earlier.kind === 'exit' &&
    signal.strategyIndex === earlier.strategyIndex &&
    signal.side === earlier.side &&
    !hasTerms(signal) &&
    !hasTerms(earlier)
  );
}

/** Strongest first; among equals a fixed order that does not depend on arrival. */
function byStrength(one: Signal, other: Signal): number {
  return other.strength - one.strength || byReference(one, other);
}

function byReference(one: SignalReference, other: SignalReference): number {
  return one.strategyIndex - other.strategyIndex || one.sequence - other.sequence;
}

function referenceOf({ strategyIndex, sequence }: Signal): SignalReference {
  return { strategyIndex, sequence };
}

function mergedInto(winner: Signal, signals: number): Loss {
  const reference = referenceOf(winner);
  return { reason: 'merged_signal', measured: signals, limit: 1, mergedInto: reference };
}
