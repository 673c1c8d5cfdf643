/** What a login gave, kept out of sight: neither JSON nor inspection shows it. Venue thread. */
import type { BrokerCredentials } from '../../contract/credentials.ts';
import type { Tokens } from '../../contract/wire/smartapi-account.ts';

/** What a login needs to know. */
export type LoginCredentials = Pick<
  BrokerCredentials,
  'clientCode' | 'pin' | 'totpSecret' | 'apiKey'
>;

/** Everything a request or a stream needs to say who it is. */
export class SessionTokens {
  /** Counts logins and refreshes; an auth rejection concerns the tokens it was sent with. */
  readonly generation: number;
  readonly #credentials: Pick<LoginCredentials, 'clientCode' | 'apiKey'>;
  readonly #tokens: Tokens;

  constructor(
    generation: number,
    credentials: Pick<LoginCredentials, 'clientCode' | 'apiKey'>,
    tokens: Tokens,
  ) {
    this.generation = generation;
    this.#credentials = credentials;
    this.#tokens = tokens;
  }

  get clientCode(): string {
    return this.#credentials.clientCode;
  }

  get apiKey(): string {
    return this.#credentials.apiKey.reveal();
  }

  get jwtToken(): string {
    return this.#tokens.jwtToken;
  }

  get refreshToken(): string {
    return this.#tokens.refreshToken;
  }

  get feedToken(): string {
    return this.#tokens.feedToken;
  }
}
