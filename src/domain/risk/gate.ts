/** What a gate is, and the trail of those that were asked about one signal. Pure; used by the risk core. */
import { assert } from '../assert.ts';
import type { SignalKind } from '../order/types.ts';
import { DENY_REASONS, type DenyReason } from './deny-reason.ts';

export interface Reading {
  readonly passes: boolean;
  readonly measured: number;
  readonly limit: number;
}

export interface Gate<Request> {
  readonly reason: DenyReason;
  /** `reducing`: exits and ocos. */
  readonly appliesTo: SignalKind | 'reducing' | 'all';
  check(request: Request): Reading;
}

/** The gates asked so far, in order, each with what it measured and what it allows. */
export class GateTrail {
  readonly gates: DenyReason[] = [];
  readonly measured: number[] = [];
  readonly limits: number[] = [];
  /** '' while none has refused. */
  reason: DenyReason | '' = '';

  /** Asks those of `gates` that apply to `kind` until one refuses; true when none did. */
  ask<Request>(gates: readonly Gate<Request>[], request: Request, kind: SignalKind): boolean {
    for (const gate of gates) {
      if (!applies(gate, kind)) continue;
      if (!this.note(gate.reason, gate.check(request))) return false;
    }
    return true;
  }

  /** Takes one reading; false when it refuses. */
  note(reason: DenyReason, { passes, measured, limit }: Reading): boolean {
    this.gates.push(reason);
    this.measured.push(measured);
    this.limits.push(limit);
    if (!passes) this.#refuse(reason);
    return passes;
  }

  #refuse(reason: DenyReason): void {
    assert(DENY_REASONS.includes(reason), 'AP-03 a denial has a code of the closed list');
    this.reason = reason;
  }

  /** Of the gate that refused; 0 when none did. */
  get decidingMeasured(): number {
    return this.reason === '' ? 0 : (this.measured.at(-1) ?? 0);
  }

  get decidingLimit(): number {
    return this.reason === '' ? 0 : (this.limits.at(-1) ?? 0);
  }
}

function applies<Request>({ appliesTo }: Gate<Request>, kind: SignalKind): boolean {
  if (appliesTo === 'all' || appliesTo === kind) return true;
  return appliesTo === 'reducing' && kind !== 'entry';
}

/** A number that a row can hold stands for a limit there is none of. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

export function atMost(measured: number, limit: number): Reading {
  return { passes: measured <= limit, measured, limit: Math.min(limit, UNLIMITED) };
}

export function atLeast(measured: number, limit: number): Reading {
  return { passes: measured >= limit, measured, limit };
}

/** For conditions: measured 1 where 0 is allowed. */
export function absent(isPresent: boolean): Reading {
  return atMost(isPresent ? 1 : 0, 0);
}
