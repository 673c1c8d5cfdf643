/**
 * Instruments whose feed keeps sending nonsense are set aside while the others run on. Pure state of the ingest thread; nothing
 * is allocated on the tick path.
 *
 *   clear ──`offences` bad ticks within `windowMs`──▶ held ──`durationMs`──▶ probation ──`probationTicks` good ticks──▶ clear
 *                                                      ▲                        │
 *                                                      └── one bad tick: twice as long, at most `maxDurationMs`
 */
import { assert } from '../assert.ts';
import { f64At, i32At, u8At } from '../cells.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { DROP_REASONS, type DropCode, type DropReason } from './drop-reason.ts';

export interface QuarantineSettings {
  /** Bad ticks that set an instrument aside, at least 1. */
  readonly offences: number;
  /** … when they fall within this much session time. */
  readonly windowMs: number;
  /** Length of the first quarantine, session time. */
  readonly durationMs: number;
  /** No quarantine is longer. */
  readonly maxDurationMs: number;
  /** Accepted ticks in a row, without an offence between, that end the probation. */
  readonly probationTicks: number;
}

export const DEFAULT_QUARANTINE_SETTINGS: QuarantineSettings = Object.freeze({
  offences: 5,
  windowMs: 10_000,
  durationMs: 30_000,
  maxDurationMs: 480_000,
  probationTicks: 20,
});

export interface QuarantinedInstrument {
  readonly instrumentIndex: InstrumentIndex;
  /** The offence that completed the count. */
  readonly reason: DropReason;
  /** Session time, epoch milliseconds, from which the next tick is let through on probation. */
  readonly untilMs: number;
}

const CLEAR = 0;
const HELD = 1;
const PROBATION = 2;

export class Quarantine {
  readonly #settings: QuarantineSettings;
  readonly #standing: Uint8Array;
  readonly #reason: Uint8Array;
  readonly #untilMs: Float64Array;
  readonly #durationMs: Float64Array;
  readonly #goodTicks: Int32Array;
  /** Per instrument the session times of its last `offences` offences, a ring. */
  readonly #offenceMs: Float64Array;
  readonly #nextOffence: Int32Array;

  constructor(instrumentCount: number, settings: QuarantineSettings) {
    assert(
      Number.isInteger(settings.offences) && settings.offences >= 1,
      'at least one offence precedes a quarantine',
    );
    assert(
      settings.durationMs > 0 && settings.maxDurationMs > 0,
      'a quarantine has a positive length',
    );
    this.#settings = settings;
    this.#standing = new Uint8Array(instrumentCount);
    this.#reason = new Uint8Array(instrumentCount);
    this.#untilMs = new Float64Array(instrumentCount);
    this.#durationMs = new Float64Array(instrumentCount);
    this.#goodTicks = new Int32Array(instrumentCount);
    this.#offenceMs = new Float64Array(instrumentCount * settings.offences);
    this.#nextOffence = new Int32Array(instrumentCount);
    this.reset();
  }

  /** Must the tick be dropped unseen? The first tick at or after the end of a quarantine begins the probation. */
  isHeld(instrumentIndex: InstrumentIndex, nowMs: number): boolean {
    if (u8At(this.#standing, instrumentIndex) !== HELD) return false;
    if (nowMs < f64At(this.#untilMs, instrumentIndex)) return true;
    this.#standing[instrumentIndex] = PROBATION;
    this.#goodTicks[instrumentIndex] = 0;
    return false;
  }

  /** A good tick: on probation, one step towards clear. */
  onAccepted(instrumentIndex: InstrumentIndex): void {
    if (u8At(this.#standing, instrumentIndex) !== PROBATION) return;
    const goodTicks = i32At(this.#goodTicks, instrumentIndex) + 1;
    this.#goodTicks[instrumentIndex] = goodTicks;
    if (goodTicks < this.#settings.probationTicks) return;
    this.#standing[instrumentIndex] = CLEAR;
    this.#durationMs[instrumentIndex] = 0;
  }

  /** A bad tick of the kind `code`. While session time is unknown (not finite) nothing can be counted within a window. */
  onOffence(instrumentIndex: InstrumentIndex, code: DropCode, nowMs: number): void {
    if (!Number.isFinite(nowMs)) return;
    if (u8At(this.#standing, instrumentIndex) === PROBATION) {
      this.#hold(instrumentIndex, code, nowMs);
      return;
    }
    const { offences, windowMs } = this.#settings;
    const ring = instrumentIndex * offences;
    const slot = i32At(this.#nextOffence, instrumentIndex);
    const next = slot + 1 === offences ? 0 : slot + 1;
    this.#offenceMs[ring + slot] = nowMs;
    this.#nextOffence[instrumentIndex] = next;
    // The slot written next holds the oldest of the last `offences` offences.
    if (nowMs - f64At(this.#offenceMs, ring + next) <= windowMs) {
      this.#hold(instrumentIndex, code, nowMs);
    }
  }

  /** The instruments set aside, in order of index, for health and metrics. Allocates; not for the tick path. */
  quarantined(): QuarantinedInstrument[] {
    const list: QuarantinedInstrument[] = [];
    for (let index = 0; index < this.#standing.length; index += 1) {
      if (u8At(this.#standing, index) !== HELD) continue;
      const reason = DROP_REASONS[u8At(this.#reason, index) - 1];
      assert(reason !== undefined, 'a quarantine has a reason');
      list.push({ instrumentIndex: index, reason, untilMs: f64At(this.#untilMs, index) });
    }
    return list;
  }

  /** Forgets everything: a new trading day. */
  reset(): void {
    this.#standing.fill(CLEAR);
    this.#durationMs.fill(0);
    this.#offenceMs.fill(Number.NEGATIVE_INFINITY);
    this.#nextOffence.fill(0);
  }

  #hold(instrumentIndex: InstrumentIndex, code: DropCode, nowMs: number): void {
    const { offences, durationMs, maxDurationMs } = this.#settings;
    const previousMs = f64At(this.#durationMs, instrumentIndex);
    const heldMs = Math.min(previousMs === 0 ? durationMs : 2 * previousMs, maxDurationMs);
    this.#standing[instrumentIndex] = HELD;
    this.#reason[instrumentIndex] = code;
    this.#durationMs[instrumentIndex] = heldMs;
    this.#untilMs[instrumentIndex] = nowMs + heldMs;
    const ring = instrumentIndex * offences;
    this.#offenceMs.fill(Number.NEGATIVE_INFINITY, ring, ring + offences);
  }
}
