/** A session whose broker is a list of answers that a test writes. */
import { Redactor } from '../../src/contract/redaction.ts';
import { Secret } from '../../src/contract/secret.ts';
import type { CallResult, RejectionKind } from '../../src/venue/angel/call.ts';
import { newSignal } from '../../src/venue/angel/runtime-ports.ts';
import { BrokerSession } from '../../src/venue/angel/session.ts';
import type { AuthEndpoint, AuthLoss, SendAuth } from '../../src/venue/angel/session-login.ts';
import type { LoginCredentials, SessionTokens } from '../../src/venue/angel/session-tokens.ts';
import { ManualRuntime } from './manual-runtime.ts';

export const CREDENTIALS: LoginCredentials = {
  clientCode: 'T12345',
  pin: new Secret('4711'),
  totpSecret: new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'),
  apiKey: new Secret('key-of-the-app'),
};

export interface SentAuth {
  readonly name: AuthEndpoint;
  readonly body: Readonly<Record<string, unknown>>;
  /** Monotonic milliseconds. */
  readonly timeMs: number;
  readonly jwtToken: string | undefined;
}

export type ScriptedAuth = CallResult<unknown> & { readonly skewMs?: number };

export interface SessionRig {
  readonly runtime: ManualRuntime;
  readonly session: BrokerSession;
  readonly redactor: Redactor;
  readonly sent: SentAuth[];
  readonly tokens: SessionTokens[];
  readonly losses: AuthLoss[];
  /** The answers to come, per endpoint; a login or refresh without one gets new tokens, a logout success. */
  readonly script: Record<AuthEndpoint, ScriptedAuth[]>;
  /** Requests from now on wait until `release`. */
  hold(): void;
  release(): void;
  logins(): number;
}

/** Tokens number n; the access token tells no life. */
export function tokensOf(number: number) {
  return {
    jwtToken: `jwt-token-${number}`,
    refreshToken: `refresh-token-${number}`,
    feedToken: `feed-token-${number}`,
  };
}

export function refusal(kind: RejectionKind, code: string): CallResult<never> {
  return { phase: 'rejected', kind, code, message: 'because' };
}

export function noAnswer(): CallResult<never> {
  return { phase: 'ambiguous', cause: 'timeout', message: 'The broker did not answer in time.' };
}

export function sessionRig(runtime = new ManualRuntime()): SessionRig {
  const sent: SentAuth[] = [];
  const script: Record<AuthEndpoint, ScriptedAuth[]> = { login: [], refresh: [], logout: [] };
  const tokens: SessionTokens[] = [];
  const losses: AuthLoss[] = [];
  const redactor = new Redactor();
  let made = 0;
  let gate = newSignal();
  gate.resolve();
  const send: SendAuth = async (name, request) => {
    const jwtToken = request.tokens?.jwtToken;
    const body = request.body as Readonly<Record<string, unknown>>;
    sent.push({ name, body, timeMs: runtime.monotonicMs(), jwtToken });
    await gate.promise;
    const scripted = script[name].shift();
    if (scripted !== undefined && scripted.phase !== 'accepted') {
      return { result: scripted, clockSkewMs: scripted.skewMs };
    }
    made += 1;
    const data = request.schema.parse(tokensOf(made));
    return { result: { phase: 'accepted', data }, clockSkewMs: scripted?.skewMs };
  };
  const totp = (timeMs: number) => String(Math.floor(timeMs / 30_000)).slice(-6);
  const session = new BrokerSession(CREDENTIALS, { runtime, send, totp, redactor });
  session.addListener({
    onTokens: (given) => tokens.push(given),
    onAuthLost: (loss) => losses.push(loss),
  });
  return {
    runtime,
    session,
    redactor,
    sent,
    tokens,
    losses,
    script,
    hold() {
      gate = newSignal();
    },
    release() {
      gate.resolve();
    },
    logins: () => sent.filter(({ name }) => name === 'login').length,
  };
}
