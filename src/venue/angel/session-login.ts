/** One login: a one-time password, a second one in the next window when the first is refused, nothing else twice. Venue thread. */
import type { z } from 'zod';
import type { Secret } from '../../contract/secret.ts';
import { type Tokens, tokensSchema } from '../../contract/wire/smartapi-account.ts';
import { ERROR_CODES } from '../../contract/wire/smartapi-rest.ts';
import type { CallResult } from './call.ts';
import type { ExchangeAnswer } from './caller-result.ts';
import { type Runtime, sleep } from './runtime-ports.ts';
import { totpDiagnosis } from './session-clock-skew.ts';
import type { LoginCredentials, SessionTokens } from './session-tokens.ts';
import { TOTP_PERIOD_MS, type TotpSource } from './totp-source.ts';

export type AuthEndpoint = 'login' | 'refresh' | 'logout';

export interface AuthRequest<Data> {
  readonly body: object;
  readonly schema: z.ZodType<Data>;
  readonly apiKey: Secret;
  /** Absent at login. */
  readonly tokens?: SessionTokens;
}

/** Asks once, within its time limit, and always resolves. */
export type SendAuth = <Data>(
  name: AuthEndpoint,
  request: AuthRequest<Data>,
) => Promise<ExchangeAnswer<Data>>;

/**
 * `session_ended`: the broker no longer takes the tokens. `unreachable`: a login brought no answer, or one that says nothing. `totp_refused`
 * and `credentials_refused`: trying again could lock the account, so only a person does.
 */
export type AuthLossCause =
  | 'session_ended'
  | 'unreachable'
  | 'totp_refused'
  | 'credentials_refused';

export interface AuthLoss {
  readonly cause: AuthLossCause;
  /** Nothing is tried until somebody asks for a login. */
  readonly isFinal: boolean;
  /** A sentence without secrets. */
  readonly message: string;
}

export type LoginOutcome =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'lost'; readonly loss: AuthLoss };

export interface LoginPorts {
  readonly runtime: Runtime;
  readonly send: SendAuth;
  readonly totp: TotpSource;
  /** False once nobody waits for the login any more. */
  isWanted(): boolean;
}

/** The clock is a second into its window before a code is made anew. */
const INTO_WINDOW_MS = 1000;

/** Refusals of a login that say nothing about the credentials. */
const PASSING_CODES: ReadonlySet<string> = new Set([ERROR_CODES.somethingWrong]);

export async function loginOnce(
  ports: LoginPorts,
  credentials: LoginCredentials,
): Promise<LoginOutcome> {
  const first = await send(ports, credentials);
  if (!isTotpRefused(first.result)) return outcomeOf(first.result);
  ports.runtime.log('warn', 'The broker refused the one-time password; the next one is tried.');
  await sleep(ports.runtime, untilNextWindowMs(ports.runtime.wallMs()));
  if (!ports.isWanted()) return unreachable('it is no longer wanted.');
  const second = await send(ports, credentials);
  if (!isTotpRefused(second.result)) return outcomeOf(second.result);
  const message = totpDiagnosis(second.clockSkewMs ?? first.clockSkewMs);
  return lost({ cause: 'totp_refused', isFinal: true, message });
}

function send(ports: LoginPorts, credentials: LoginCredentials): Promise<ExchangeAnswer<Tokens>> {
  const { clientCode, pin, apiKey } = credentials;
  const totp = ports.totp(ports.runtime.wallMs());
  const body = { clientcode: clientCode, password: pin.reveal(), totp };
  return ports.send('login', { body, schema: tokensSchema, apiKey });
}

function untilNextWindowMs(timeMs: number): number {
  return TOTP_PERIOD_MS - (timeMs % TOTP_PERIOD_MS) + INTO_WINDOW_MS;
}

function isTotpRefused(result: CallResult<Tokens>): boolean {
  return result.phase === 'rejected' && result.code === ERROR_CODES.totpInvalid;
}

function outcomeOf(result: CallResult<Tokens>): LoginOutcome {
  switch (result.phase) {
    case 'accepted':
      return { kind: 'tokens', tokens: result.data };
    case 'pre_call':
    case 'ambiguous':
      return unreachable(result.message);
    case 'rejected':
      if (result.kind === 'rate' || PASSING_CODES.has(result.code)) {
        return unreachable(result.message);
      }
      return lost({
        cause: 'credentials_refused',
        isFinal: true,
        message: `The broker refused the login (${result.code || 'no code'}: ${result.message}); correct client code, PIN or API key, then log in again.`,
      });
    default:
      return result satisfies never;
  }
}

function unreachable(why: string): LoginOutcome {
  return lost({
    cause: 'unreachable',
    isFinal: false,
    message: `No login: ${why}`,
  });
}

function lost(loss: AuthLoss): LoginOutcome {
  return { kind: 'lost', loss };
}
