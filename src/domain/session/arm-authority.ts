/**
 * Who may send to the broker (LG-03): the live venue's adapter demands the capability of the moment with every request and asks here whether
 * it is that very object. Each thread that holds an adapter owns one and shows it every mode. Pure.
 */
import { assert } from '../assert.ts';
import type { ModeState } from './trading-mode.ts';

/** `reduce` lets pass what cancels, or can only reduce a position. */
export type ArmScope = 'all' | 'reduce';

/** A copy is worth nothing: only the object the authority issued last counts. */
export class ArmCapability {
  readonly account: string;
  readonly sessionId: number;
  readonly epoch: number;
  readonly scope: ArmScope;

  constructor({ mode, account, sessionId, epoch }: ModeState, scope: ArmScope) {
    assert(
      mode === 'live' || (mode === 'custody' && scope === 'reduce'),
      'LG-03 only LIVE may open, and PAPER may send nothing to the broker',
    );
    assert(epoch > 0, 'LG-03 only who holds the epoch may send to the broker');
    this.account = account;
    this.sessionId = sessionId;
    this.epoch = epoch;
    this.scope = scope;
  }
}

export class ArmAuthority {
  #state: ModeState | null = null;
  #current: ArmCapability | null = null;

  /** The mode changed. What was issued before is void; PAPER and a lost epoch have no capability at all. */
  follow(state: ModeState): void {
    if (state === this.#state) return;
    this.#state = state;
    const isLedgerLive = state.mode !== 'paper' && state.epoch > 0;
    this.#current = isLedgerLive
      ? new ArmCapability(state, state.mode === 'live' ? 'all' : 'reduce')
      : null;
  }

  /** To be handed over with a request; null when nothing may be sent. */
  get current(): ArmCapability | null {
    return this.#current;
  }

  /** May a request be sent that was handed `capability`? `isReducing`: it cancels, or can only reduce a position. */
  permits(capability: ArmCapability | null, isReducing: boolean): boolean {
    return (
      capability !== null &&
      capability === this.#current &&
      (capability.scope === 'all' || isReducing)
    );
  }
}
