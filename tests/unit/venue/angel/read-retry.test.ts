import { describe, expect, it } from 'vitest';
import type { EndpointKind } from '../../../../src/contract/wire/smartapi-rest.ts';
import type { CallResult } from '../../../../src/venue/angel/call.ts';
import { isWorthRepeating, retryRead } from '../../../../src/venue/angel/read-retry.ts';
import { ManualRuntime } from '../../../support/manual-runtime.ts';

const ACCEPTED: CallResult<string> = { phase: 'accepted', data: 'book' };
const TIMEOUT: CallResult<string> = { phase: 'ambiguous', cause: 'timeout', message: '' };

function rejected(kind: 'rate' | 'auth' | 'address' | 'request'): CallResult<string> {
  return { phase: 'rejected', kind, code: '', message: '' };
}

interface Run {
  readonly result: CallResult<string>;
  /** Milliseconds since the start, per attempt. */
  readonly times: readonly number[];
}

async function run(
  results: readonly CallResult<string>[],
  { kind = 'read' as EndpointKind, chance = 0, limitMs = 10_000 } = {},
): Promise<Run> {
  const runtime = new ManualRuntime();
  runtime.chance = chance;
  const startMs = runtime.monotonicMs();
  const times: number[] = [];
  const attempt = async () => {
    times.push(runtime.monotonicMs() - startMs);
    return results[times.length - 1] ?? TIMEOUT;
  };
  const backoff = { baseMs: 200, capMs: 1000 };
  const deadlineMs = startMs + limitMs;
  const work = retryRead(runtime, { kind, deadlineMs, backoff, attempt });
  return { result: await runtime.until(work), times };
}

describe('retryRead', () => {
  it('repeats what brought no answer until one comes', async () => {
    const { result, times } = await run([
      TIMEOUT,
      { phase: 'pre_call', reason: 'not_connected', message: '' },
      { phase: 'ambiguous', cause: 'server_error', message: '' },
      ACCEPTED,
    ]);
    expect(result).toEqual(ACCEPTED);
    expect(times).toHaveLength(4);
  });

  it('waits by chance below a bound that doubles up to its cap', async () => {
    const { times } = await run([TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT, ACCEPTED], {
      chance: 0.5,
    });
    expect(times).toEqual([0, 100, 300, 700, 1200, 1700]);
  });

  it('starts nothing at its deadline or later, and answers the last result', async () => {
    const { result, times } = await run([], { chance: 0.5, limitMs: 1200 });
    expect(result).toEqual(TIMEOUT);
    expect(times).toEqual([0, 100, 300, 700]);
  });

  it.each(['auth', 'address', 'request'] as const)(
    'does not repeat a rejection of kind %s',
    async (kind) => {
      const { result, times } = await run([rejected(kind), ACCEPTED]);
      expect(result).toEqual(rejected(kind));
      expect(times).toHaveLength(1);
    },
  );

  it('F23 repeats what the rate limiter of the broker refused', async () => {
    const { times } = await run([rejected('rate'), ACCEPTED]);
    expect(times).toHaveLength(2);
  });

  it.each(['write', 'auth'] as const)('ID-06 refuses to run a %s', async (kind) => {
    await expect(run([ACCEPTED], { kind })).rejects.toThrow('ID-06');
  });
});

describe('isWorthRepeating', () => {
  it.each(['timeout', 'reset', 'server_error', 'unreadable'] as const)(
    'F22 says yes to %s',
    (cause) => {
      expect(isWorthRepeating({ phase: 'ambiguous', cause, message: '' })).toBe(true);
    },
  );

  it('says no where asking again changes nothing', () => {
    expect(isWorthRepeating(ACCEPTED)).toBe(false);
    expect(isWorthRepeating({ phase: 'ambiguous', cause: 'no_order_id', message: '' })).toBe(false);
    for (const reason of [
      'rate_limited',
      'circuit_open',
      'not_logged_in',
      'preflight',
      'closed',
    ] as const) {
      expect(isWorthRepeating({ phase: 'pre_call', reason, message: '' })).toBe(false);
    }
  });
});
