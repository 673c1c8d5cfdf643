/** Makes one call at the broker: login, the call, logout. Command line. */
import { type AngelClientOptions, openAngelClient } from '../../venue/angel/angel-client.ts';
import type { CallResult } from '../../venue/angel/call.ts';
import type { BrokerSession } from '../../venue/angel/session.ts';
import type { BrokerCall } from './broker-call.ts';
import type { BrokerOutcome } from './broker-outcome.ts';

export interface CallTerms {
  /** The broker is not told that the session is over. */
  readonly isKept: boolean;
  /** Told once, and before the logout: nobody waits for that to learn what became of an order. */
  onOutcome(outcome: BrokerOutcome): void;
}

/** Throws as `openAngelClient` does. */
export async function makeCall(
  call: BrokerCall,
  options: AngelClientOptions,
  { isKept, onOutcome }: CallTerms,
): Promise<void> {
  const { api, session, close } = openAngelClient(options);
  try {
    const loss = await session.login();
    if (loss !== undefined) {
      const result = { phase: 'pre_call', reason: 'not_logged_in', message: loss.message } as const;
      onOutcome({ result, loss });
    } else if (call.kind === 'logout') {
      onOutcome({ result: await loggedOut(session) });
    } else {
      const result = call.kind === 'login' ? loggedIn(session) : await call.ask(api);
      onOutcome({ result });
      if (!isKept) await session.logout();
    }
  } finally {
    await close();
  }
}

function loggedIn(session: BrokerSession): CallResult<unknown> {
  const clientCode = session.tokens?.clientCode ?? '';
  const { clockSkewMs } = session.snapshot();
  const clock = clockSkewMs === undefined ? 'unknown' : `${Math.round(clockSkewMs)} ms ahead`;
  return { phase: 'accepted', data: { clientCode, clock } };
}

async function loggedOut(session: BrokerSession): Promise<CallResult<unknown>> {
  const result = await session.logout();
  if (result === undefined) {
    const message = 'The session ended before the logout.';
    return { phase: 'pre_call', reason: 'not_logged_in', message };
  }
  // What a logout answers means nothing.
  return result.phase === 'accepted' ? { phase: 'accepted', data: null } : result;
}
