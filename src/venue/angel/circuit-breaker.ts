/** Stops asking a dependency that does not answer, and finds out when it does again; venue thread. */
import { assert } from '../../domain/assert.ts';
import { FailureSample } from './breaker-sample.ts';
import type { Lane } from './call.ts';
import { type BackoffLimits, doubledMs, type Runtime } from './runtime-ports.ts';

/** `open`: nobody asks. `half_open`: one asks, and the answer decides. */
export type BreakerState = 'closed' | 'open' | 'half_open';

export interface BreakerOptions {
  /** Opens after so many failures in a row, */
  readonly consecutiveFailures: number;
  /** or when of the last `sampleSize` outcomes this part failed. */
  readonly sampleSize: number;
  readonly failureRatio: number;
  /** Open time, doubled with every failed probe. */
  readonly openFor: BackoffLimits;
  /** Part of the open time that chance may take off, 0 to 1. */
  readonly jitterRatio: number;
  /** A probe nobody settled for this long counts as failed. */
  readonly probeLimitMs: number;
}

export const BREAKER_DEFAULTS: BreakerOptions = {
  consecutiveFailures: 5,
  sampleSize: 20,
  failureRatio: 0.5,
  openFor: { baseMs: 1000, capMs: 60_000 },
  jitterRatio: 0.2,
  probeLimitMs: 60_000,
};

export interface BreakerSnapshot {
  readonly state: BreakerState;
  /** Epoch milliseconds of the last change of state. */
  readonly sinceMs: number;
  /** Ever. */
  readonly failures: number;
  readonly openings: number;
  /** Requests refused. */
  readonly refusals: number;
}

/** Leave to ask once. Settle it exactly once, whatever happens. */
export interface BreakerPass {
  /** The dependency answered; a proven refusal is an answer. */
  succeeded(): void;
  failed(): void;
  /** It was not asked after all. */
  unused(): void;
}

/** `episode` counts changes between closed and open: what was asked before says nothing about now. */
interface Ask {
  readonly episode: number;
  readonly isProbe: boolean;
}

/**
 * Cancels and exits are never held up: lane `exit` passes in every state, as further probes. Their success closes the breaker; their failure
 * while it is open changes nothing, so that they cannot keep it open.
 */
export class CircuitBreaker {
  readonly #runtime: Runtime;
  readonly #options: BreakerOptions;
  readonly #onChange: (state: BreakerState) => void;
  readonly #sample: FailureSample;
  #state: BreakerState = 'closed';
  #sinceMs: number;
  #episode = 0;
  #openUntilMs = 0;
  /** Openings since it was last closed. */
  #openingsInRow = 0;
  #probe: Ask | undefined;
  #probeUntilMs = 0;
  #failures = 0;
  #openings = 0;
  #refusals = 0;

  /** `onChange` hears of every new state. */
  constructor(
    runtime: Runtime,
    options: BreakerOptions,
    onChange: (state: BreakerState) => void = () => {},
  ) {
    assert(options.consecutiveFailures >= 1, 'a breaker opens after one failure at least');
    assert(options.jitterRatio >= 0 && options.jitterRatio <= 1, 'jitter is a part of the whole');
    this.#runtime = runtime;
    this.#options = options;
    this.#onChange = onChange;
    this.#sample = new FailureSample(options.sampleSize);
    this.#sinceMs = runtime.wallMs();
  }

  /** Undefined when the dependency must not be asked now. */
  tryPass(lane: Lane): BreakerPass | undefined {
    this.#refresh();
    const mayProbe = this.#state === 'half_open' && this.#probe === undefined;
    if (lane === 'normal' && this.#state !== 'closed' && !mayProbe) {
      this.#refusals += 1;
      return undefined;
    }
    const ask: Ask = { episode: this.#episode, isProbe: mayProbe };
    if (mayProbe) {
      this.#probe = ask;
      this.#probeUntilMs = this.#runtime.monotonicMs() + this.#options.probeLimitMs;
    }
    return this.#pass(ask);
  }

  snapshot(): BreakerSnapshot {
    this.#refresh();
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      failures: this.#failures,
      openings: this.#openings,
      refusals: this.#refusals,
    };
  }

  #pass(ask: Ask): BreakerPass {
    let isSettled = false;
    const settle = (then: () => void) => () => {
      assert(!isSettled, 'leave to ask a dependency is settled once');
      isSettled = true;
      this.#refresh();
      if (this.#probe === ask) this.#probe = undefined;
      then();
    };
    return {
      succeeded: settle(() => this.#succeeded(ask)),
      failed: settle(() => this.#failed(ask)),
      unused: settle(() => {}),
    };
  }

  #succeeded(ask: Ask): void {
    if (ask.episode !== this.#episode) return;
    if (this.#state === 'closed') this.#sample.add(false);
    else this.#close();
  }

  #failed(ask: Ask): void {
    this.#failures += 1;
    if (ask.episode !== this.#episode || this.#state === 'open') return;
    if (this.#state === 'half_open') {
      this.#open();
      return;
    }
    this.#sample.add(true);
    const { consecutiveFailures, failureRatio } = this.#options;
    const isBad = this.#sample.isFull && this.#sample.failureRatio >= failureRatio;
    if (isBad || this.#sample.failuresInRow >= consecutiveFailures) this.#open();
  }

  #open(): void {
    const { openFor, jitterRatio } = this.#options;
    const wholeMs = doubledMs(openFor, this.#openingsInRow);
    this.#openUntilMs =
      this.#runtime.monotonicMs() + wholeMs * (1 - jitterRatio * this.#runtime.random());
    this.#openings += 1;
    this.#openingsInRow += 1;
    this.#episode += 1;
    this.#probe = undefined;
    this.#enter('open');
  }

  #close(): void {
    this.#openingsInRow = 0;
    this.#episode += 1;
    this.#probe = undefined;
    this.#sample.clear();
    this.#enter('closed');
  }

  /** What time alone changes. */
  #refresh(): void {
    const nowMs = this.#runtime.monotonicMs();
    if (this.#state === 'open' && nowMs >= this.#openUntilMs) this.#enter('half_open');
    if (this.#probe !== undefined && nowMs >= this.#probeUntilMs) {
      this.#failures += 1;
      this.#open();
    }
  }

  #enter(state: BreakerState): void {
    this.#state = state;
    this.#sinceMs = this.#runtime.wallMs();
    this.#onChange(state);
  }
}
