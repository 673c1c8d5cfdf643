/** Logins of the simulated broker: three tokens each, until midnight of the exchange, a logout or a fault. Simulator process. */
import type { WireTokens } from '../../../contract/wire/smartapi-account.ts';
import { istDay } from '../../../domain/instrument/ist-date.ts';
import { SeededDraws } from '../control/seeded-draws.ts';
import type { Account } from './account.ts';

/** `invalid`: nobody's, or ended by a logout, a refresh or the broker. `expired`: it was good. */
export type TokenStanding = 'live' | 'expired' | 'invalid';

export interface Session {
  readonly account: Account;
  readonly tokens: WireTokens;
  readonly issuedMs: number;
  /** Of the access and the feed token. */
  standing: TokenStanding;
  refreshStanding: TokenStanding;
}

export interface SessionCheck {
  readonly standing: TokenStanding;
  /** Null when nobody has had the token. */
  readonly session: Session | null;
}

const NOBODY: SessionCheck = { standing: 'invalid', session: null };

/** Times are exchange time. Ended sessions are remembered, so that their tokens are told apart from made-up ones. */
export class Sessions {
  readonly #draws: SeededDraws;
  readonly #byJwt = new Map<string, Session>();
  readonly #byRefreshToken = new Map<string, Session>();

  constructor(seed: number) {
    this.#draws = new SeededDraws(seed, 'tokens');
  }

  /** `isOnly`: earlier sessions of the account end. */
  open(account: Account, timeMs: number, isOnly: boolean): Session {
    if (isOnly) this.end(account.clientCode);
    const tokens = {
      jwtToken: this.#jwtLike(account.clientCode),
      refreshToken: this.#jwtLike(account.clientCode),
      feedToken: this.#jwtLike(account.clientCode),
    };
    const session: Session = {
      account,
      tokens,
      issuedMs: timeMs,
      standing: 'live',
      refreshStanding: 'live',
    };
    this.#byJwt.set(tokens.jwtToken, session);
    this.#byRefreshToken.set(tokens.refreshToken, session);
    return session;
  }

  checkJwt(jwt: string, timeMs: number): SessionCheck {
    const session = agedSession(this.#byJwt.get(jwt), timeMs);
    return session === null ? NOBODY : { standing: session.standing, session };
  }

  checkRefreshToken(token: string, timeMs: number): SessionCheck {
    const session = agedSession(this.#byRefreshToken.get(token), timeMs);
    return session === null ? NOBODY : { standing: session.refreshStanding, session };
  }

  /** All three tokens change; the old ones are nobody's from now on. */
  rotate(session: Session, timeMs: number): Session {
    this.close(session);
    return this.open(session.account, timeMs, false);
  }

  /** The broker does not know its tokens any more. */
  close(session: Session): void {
    session.standing = 'invalid';
    session.refreshStanding = 'invalid';
  }

  /** Closes those of one client, or of all. */
  end(clientCode?: string): void {
    for (const session of this.#live(clientCode)) this.close(session);
  }

  /** Access and feed tokens of one client, or of all; the refresh tokens stay good. */
  expire(clientCode?: string): void {
    for (const session of this.#live(clientCode)) session.standing = 'expired';
  }

  all(): readonly Session[] {
    return [...this.#byJwt.values()];
  }

  #live(clientCode: string | undefined): Session[] {
    return this.all().filter(
      ({ account, refreshStanding }) =>
        refreshStanding === 'live' && (clientCode ?? account.clientCode) === account.clientCode,
    );
  }

  /** Three base64url parts, as a JSON web token has them; it says nothing that a client could rely on. */
  #jwtLike(clientCode: string): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = part({ username: clientCode, token: this.#draws.token() });
    return `${part({ alg: 'HS512' })}.${body}.${this.#draws.token()}`;
  }
}

/** Nothing outlives the Indian date on which it was issued. */
function agedSession(session: Session | undefined, timeMs: number): Session | null {
  if (session === undefined) return null;
  if (istDay(timeMs) > istDay(session.issuedMs)) {
    if (session.standing === 'live') session.standing = 'expired';
    if (session.refreshStanding === 'live') session.refreshStanding = 'expired';
  }
  return session;
}
