/** Repeats a read that brought no answer, never a write; venue thread. */
import type { EndpointKind } from '../../contract/wire/smartapi-rest.ts';
import { assert } from '../../domain/assert.ts';
import type { CallResult } from './call.ts';
import { type BackoffLimits, jitteredMs, type Runtime, sleep } from './runtime-ports.ts';

export interface RetryTask<Data> {
  readonly kind: EndpointKind;
  /** Monotonic milliseconds; nothing starts later. */
  readonly deadlineMs: number;
  readonly backoff: BackoffLimits;
  /** Asks once. A rate refusal has been charged to the rate limiter before it resolves. */
  attempt(): Promise<CallResult<Data>>;
}

/** Answers the last result. Delay n between attempts is uniform below `backoff.baseMs` doubled n times, at most `backoff.capMs`. */
export async function retryRead<Data>(
  runtime: Runtime,
  task: RetryTask<Data>,
): Promise<CallResult<Data>> {
  assert(task.kind === 'read', 'ID-06 only reads are repeated');
  for (let retries = 0; ; retries += 1) {
    const result = await task.attempt();
    if (!isWorthRepeating(result)) return result;
    const delayMs = jitteredMs(task.backoff, retries, () => runtime.random());
    if (runtime.monotonicMs() + delayMs >= task.deadlineMs) return result;
    await sleep(runtime, delayMs);
  }
}

/** Whether asking again may bring another answer. What the broker refused for what it says, or for who asks, stays refused. */
export function isWorthRepeating(result: CallResult<unknown>): boolean {
  switch (result.phase) {
    case 'accepted':
      return false;
    case 'rejected':
      return result.kind === 'rate';
    case 'pre_call':
      return result.reason === 'not_connected';
    case 'ambiguous':
      return result.cause !== 'no_order_id';
    default:
      return result satisfies never;
  }
}
