/** Starts the session's next login or refresh: on a plan kept by the clock, or after a failure. One at a time; venue thread. */
import { type BackoffLimits, doubledMs, type Runtime } from './runtime-ports.ts';
import type { RenewalPlan } from './session-schedule.ts';

/** The broker takes one login a second. */
export const LOGIN_SPACING_MS = 1000;
/** The clock is looked at this often at least, so that a plan survives a suspended host and a clock that somebody sets. */
const LOOK_EVERY_MS = 60_000;

export class RenewalTimer {
  readonly #runtime: Runtime;
  readonly #backoff: BackoffLimits;
  readonly #renew: (how: RenewalPlan['how']) => void;
  #cancel = () => {};

  constructor(runtime: Runtime, backoff: BackoffLimits, renew: (how: RenewalPlan['how']) => void) {
    this.#runtime = runtime;
    this.#backoff = backoff;
    this.#renew = renew;
  }

  /** Renews when the wall clock shows what the plan says. */
  follow(plan: RenewalPlan): void {
    const leftMs = Math.max(0, plan.dueMs - this.#runtime.wallMs());
    this.#set(Math.min(leftMs, LOOK_EVERY_MS), () => {
      if (this.#runtime.wallMs() >= plan.dueMs) this.#renew(plan.how);
      else this.follow(plan);
    });
  }

  /** Renews after the first backoff doubled so often; half of the delay is by chance. */
  retry(how: RenewalPlan['how'], doublings: number): void {
    const delayMs = doubledMs(this.#backoff, doublings) * (0.5 + this.#runtime.random() / 2);
    this.#set(Math.max(LOGIN_SPACING_MS, delayMs), () => this.#renew(how));
  }

  cancel(): void {
    this.#cancel();
  }

  #set(delayMs: number, fire: () => void): void {
    this.#cancel();
    this.#cancel = this.#runtime.setTimer(delayMs, fire);
  }
}
