/** The login at the broker and what keeps it alive; venue thread. */
import type { Redactor } from '../../contract/redaction.ts';
import {
  logoutDataSchema,
  type Tokens,
  tokensSchema,
} from '../../contract/wire/smartapi-account.ts';
import type { CallResult, Lane } from './call.ts';
import { type BackoffLimits, endsWithin, newSignal, type Runtime } from './runtime-ports.ts';
import { type AuthLoss, loginOnce, type SendAuth } from './session-login.ts';
import {
  RENEWAL_DEFAULTS,
  type RenewalOptions,
  type RenewalPlan,
  renewalPlan,
} from './session-schedule.ts';
import { LOGIN_SPACING_MS, RenewalTimer } from './session-timer.ts';
import { type LoginCredentials, SessionTokens } from './session-tokens.ts';
import type { TotpSource } from './totp-source.ts';

/**
 * `idle`: nobody asked for a login yet. `waiting`: a login failed or did not last, the next one comes by itself. `lost`: only a person can
 * help; see the loss. `closed`: for good.
 */
export type SessionPhase = 'idle' | 'logging_in' | 'ready' | 'waiting' | 'lost' | 'closed';

/** Called on the venue thread; must not throw. */
export interface SessionListener {
  /** New tokens stand, for the next request and the next connection of a stream. */
  onTokens(tokens: SessionTokens): void;
  /** Requests are refused until `onTokens`. */
  onAuthLost(loss: AuthLoss): void;
}

export interface SessionOptions {
  readonly renewal: RenewalOptions;
  /** Between logins that fail or do not last. */
  readonly backoff: BackoffLimits;
  /** A session that ends sooner did not last: somebody else logs in with the same client code. */
  readonly settledMs: number;
}

export const SESSION_DEFAULTS: SessionOptions = {
  renewal: RENEWAL_DEFAULTS,
  backoff: { baseMs: 1000, capMs: 60_000 },
  settledMs: 60_000,
};

export interface SessionPorts {
  readonly runtime: Runtime;
  readonly send: SendAuth;
  readonly totp: TotpSource;
  /** Learns every token. */
  readonly redactor: Redactor;
}

export interface SessionSnapshot {
  readonly phase: SessionPhase;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  readonly logins: number;
  readonly refreshes: number;
  /** How often the broker no longer took the tokens. */
  readonly losses: number;
  /** Host clock less broker clock, as the last login or refresh showed it; undefined before. */
  readonly clockSkewMs: number | undefined;
  /** Why there is no session, or why its renewal fails. */
  readonly loss: AuthLoss | undefined;
}

/**
 * One login at a time: whoever needs a session meanwhile waits for the same one. Tokens are refreshed before they end; midnight, or a
 * refresh that fails, leads to one login. A login that was refused for its credentials is not repeated.
 */
export class BrokerSession {
  readonly #ports: SessionPorts;
  readonly #credentials: LoginCredentials;
  readonly #options: SessionOptions;
  readonly #listeners = new Set<SessionListener>();
  readonly #timer: RenewalTimer;
  #phase: SessionPhase = 'idle';
  #sinceMs: number;
  #tokens: SessionTokens | undefined;
  #generation = 0;
  #plan: RenewalPlan | undefined;
  #inFlight: Promise<void> | undefined;
  /** Resolves when the attempt that is to come or in flight has ended. */
  #attempted = newSignal();
  #lastAttemptMs = Number.NEGATIVE_INFINITY;
  #loss: AuthLoss | undefined;
  #acceptedMs = 0;
  /** Sessions in a row that did not last, and logins in a row that failed. */
  #shortSessions = 0;
  #failedLogins = 0;
  #logins = 0;
  #refreshes = 0;
  #losses = 0;
  #clockSkewMs: number | undefined;

  constructor(credentials: LoginCredentials, ports: SessionPorts, options = SESSION_DEFAULTS) {
    this.#credentials = credentials;
    this.#options = options;
    this.#ports = { ...ports, send: this.#watchSkew(ports.send) };
    this.#sinceMs = ports.runtime.wallMs();
    this.#timer = new RenewalTimer(ports.runtime, options.backoff, (how) => void this.#renew(how));
    const { pin, totpSecret, apiKey } = credentials;
    for (const secret of [pin, totpSecret, apiKey]) ports.redactor.register(secret.reveal());
  }

  /** What requests and streams carry now. */
  get tokens(): SessionTokens | undefined {
    return this.#tokens;
  }

  get isClosed(): boolean {
    return this.#phase === 'closed';
  }

  snapshot(): SessionSnapshot {
    return {
      phase: this.#phase,
      sinceMs: this.#sinceMs,
      logins: this.#logins,
      refreshes: this.#refreshes,
      losses: this.#losses,
      clockSkewMs: this.#clockSkewMs,
      loss: this.#loss,
    };
  }

  /** The answer removes the listener. */
  addListener(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Logs in unless logged in, also after a final loss: somebody asks for it. Resolves with the loss when that fails. */
  async login(): Promise<AuthLoss | undefined> {
    if (this.#phase === 'closed') return this.#loss;
    this.#loss = undefined;
    if (this.#tokens === undefined) await this.#renew('login');
    return this.#tokens === undefined ? this.#loss : undefined;
  }

  /**
   * True when there are tokens, after waiting up to `limitMs` for a login. The first caller starts one; an exit does not wait for the end of
   * a backoff.
   */
  async ready(lane: Lane, limitMs: number): Promise<boolean> {
    if (this.#tokens !== undefined) return true;
    if (this.#phase === 'closed' || this.#phase === 'lost') return false;
    if (this.#phase === 'idle' || (this.#phase === 'waiting' && this.#mayHurry(lane))) {
      void this.#renew('login');
    }
    if (limitMs > 0) await endsWithin(this.#ports.runtime, this.#attempted.promise, limitMs);
    return this.#hasTokens();
  }

  /** The broker refused the tokens of `generation`. The first to say so starts the one login; newer tokens stand. */
  rejected(generation: number): void {
    if (this.#tokens?.generation !== generation) return;
    const ageMs = this.#ports.runtime.monotonicMs() - this.#acceptedMs;
    this.#shortSessions = ageMs < this.#options.settledMs ? this.#shortSessions + 1 : 0;
    this.#tokens = undefined;
    this.#losses += 1;
    if (this.#loss?.isFinal === true) {
      this.#enter('lost');
      this.#tellLoss(this.#loss);
      return;
    }
    const message = 'The broker no longer takes the session; a login follows.';
    this.#loss = { cause: 'session_ended', isFinal: false, message };
    // The first one is free: a token can end by chance soon after a login.
    const rows = this.#shortSessions - 2;
    if (rows < 0 || this.#inFlight !== undefined) {
      this.#enter('logging_in');
      void this.#renew('login');
    } else {
      this.#waitForLogin(rows);
    }
    this.#tellLoss(this.#loss);
  }

  /** Ends the session here; the broker is not told. */
  close(): void {
    if (this.#phase === 'closed') return;
    this.#timer.cancel();
    this.#tokens = undefined;
    this.#enter('closed');
    this.#endAttempt();
  }

  /** Ends the session here and at the broker; resolves with what that answered, undefined when there was no session to end. */
  async logout(): Promise<CallResult<unknown> | undefined> {
    const tokens = this.#tokens;
    this.close();
    if (tokens === undefined) return undefined;
    const { clientCode, apiKey } = this.#credentials;
    const body = { clientcode: clientCode };
    const request = { body, schema: logoutDataSchema, apiKey, tokens };
    const { result } = await this.#ports.send('logout', request);
    if (result.phase !== 'accepted') {
      this.#ports.runtime.log('warn', `The broker did not confirm the logout: ${result.message}`);
    }
    return result;
  }

  #renew(how: RenewalPlan['how']): Promise<void> {
    this.#inFlight ??= this.#run(how);
    return this.#inFlight;
  }

  async #run(how: RenewalPlan['how']): Promise<void> {
    this.#timer.cancel();
    if (this.#tokens === undefined) this.#enter('logging_in');
    const tokens = how === 'refresh' ? await this.#refreshed() : undefined;
    if (tokens !== undefined) {
      this.#refreshes += 1;
      this.#accept(tokens);
    } else if (!this.isClosed) {
      await this.#logIn();
    }
    this.#lastAttemptMs = this.#ports.runtime.monotonicMs();
    this.#inFlight = undefined;
    this.#endAttempt();
  }

  async #refreshed(): Promise<Tokens | undefined> {
    const tokens = this.#tokens;
    if (tokens === undefined) return undefined;
    const body = { refreshToken: tokens.refreshToken };
    const request = { body, schema: tokensSchema, apiKey: this.#credentials.apiKey, tokens };
    const { result } = await this.#ports.send('refresh', request);
    if (result.phase === 'accepted') return result.data;
    this.#ports.runtime.log('warn', `The session was not refreshed: ${result.message}`);
    return undefined;
  }

  async #logIn(): Promise<void> {
    const isWanted = () => !this.isClosed;
    const outcome = await loginOnce({ ...this.#ports, isWanted }, this.#credentials);
    if (outcome.kind === 'tokens') {
      this.#logins += 1;
      this.#accept(outcome.tokens);
    } else if (!this.isClosed) {
      this.#fail(outcome.loss);
    }
  }

  #accept(tokens: Tokens): void {
    const { runtime, redactor } = this.#ports;
    for (const token of Object.values(tokens)) redactor.registerPassing(token);
    if (this.isClosed) return;
    this.#generation += 1;
    const accepted = new SessionTokens(this.#generation, this.#credentials, tokens);
    this.#tokens = accepted;
    this.#acceptedMs = runtime.monotonicMs();
    this.#failedLogins = 0;
    this.#loss = undefined;
    this.#enter('ready');
    this.#plan = renewalPlan(this.#options.renewal, {
      nowMs: runtime.wallMs(),
      jwtToken: tokens.jwtToken,
      chance: runtime.random(),
    });
    this.#timer.follow(this.#plan);
    runtime.log('info', 'The broker took the login; the session stands.');
    for (const listener of this.#listeners) listener.onTokens(accepted);
  }

  #fail(loss: AuthLoss): void {
    const isNews = this.#loss?.cause !== loss.cause;
    this.#loss = loss;
    this.#failedLogins += 1;
    if (loss.isFinal) this.#ports.runtime.log('error', loss.message);
    else this.#ports.runtime.log('warn', `${loss.message} It is tried again.`);
    if (this.#tokens !== undefined) {
      // A renewal failed, and the tokens it was to replace may still hold.
      if (!loss.isFinal) this.#timer.retry(this.#plan?.how ?? 'login', this.#failedLogins - 1);
      return;
    }
    if (loss.isFinal) this.#enter('lost');
    else this.#waitForLogin(this.#failedLogins - 1);
    if (isNews) this.#tellLoss(loss);
  }

  #waitForLogin(doublings: number): void {
    this.#enter('waiting');
    this.#timer.retry('login', doublings);
  }

  #mayHurry(lane: Lane): boolean {
    const sinceMs = this.#ports.runtime.monotonicMs() - this.#lastAttemptMs;
    return lane === 'exit' && sinceMs >= LOGIN_SPACING_MS;
  }

  #hasTokens(): boolean {
    return this.#tokens !== undefined;
  }

  #enter(phase: SessionPhase): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#sinceMs = this.#ports.runtime.wallMs();
  }

  #endAttempt(): void {
    const ended = this.#attempted;
    this.#attempted = newSignal();
    ended.resolve();
  }

  #tellLoss(loss: AuthLoss): void {
    for (const listener of this.#listeners) listener.onAuthLost(loss);
  }

  #watchSkew(send: SendAuth): SendAuth {
    return async (name, request) => {
      const answer = await send(name, request);
      if (answer.clockSkewMs !== undefined) this.#clockSkewMs = answer.clockSkewMs;
      return answer;
    };
  }
}
