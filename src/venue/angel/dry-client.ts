/** The client of the broker without a socket: what its calls would send is kept instead, with placeholders for secrets. Command line. */
import { Redactor } from '../../contract/redaction.ts';
import { SECRET_TEXT, Secret } from '../../contract/secret.ts';
import { logoutDataSchema } from '../../contract/wire/smartapi-account.ts';
import { AngelApi } from './angel-api.ts';
import { BreakerRegistry } from './breaker-registry.ts';
import { BrokerExchange, type ClientIdentity } from './caller-exchange.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { Runtime } from './runtime-ports.ts';
import { loginOnce } from './session-login.ts';
import { type LoginCredentials, SessionTokens } from './session-tokens.ts';
import type { HttpRequest } from './transport.ts';

export interface DryClientOptions {
  /** The only credential that is no secret; the others are not asked for. */
  readonly clientCode: string;
  readonly identity: ClientIdentity;
  readonly runtime: Runtime;
}

export interface DryClient {
  /** Each call that passes its checks comes to `not_connected`. */
  readonly api: AngelApi;
  login(): Promise<void>;
  logout(): Promise<void>;
  /** In the order in which they would leave, byte for byte but for secrets. */
  readonly requests: readonly HttpRequest[];
}

/** The requests are made by the same code that makes them for the broker. */
export function openDryClient({ clientCode, identity, runtime }: DryClientOptions): DryClient {
  const requests: HttpRequest[] = [];
  const exchange = new BrokerExchange({
    runtime,
    identity,
    transport: {
      send(request) {
        requests.push(request);
        return Promise.resolve({ kind: 'not_connected' });
      },
    },
    limiter: new RateLimiter(runtime),
    breakers: new BreakerRegistry(runtime),
    redactor: new Redactor(),
    observe: () => undefined,
  });
  const hidden = new Secret(SECRET_TEXT);
  const credentials: LoginCredentials = {
    clientCode,
    pin: hidden,
    totpSecret: hidden,
    apiKey: hidden,
  };
  const tokens = new SessionTokens(1, credentials, {
    jwtToken: SECRET_TEXT,
    refreshToken: SECRET_TEXT,
    feedToken: SECRET_TEXT,
  });
  const send = exchange.sendAuth;
  return {
    requests,
    api: new AngelApi({
      async call(name, request) {
        const deadlineMs = runtime.monotonicMs();
        const terms = { ...request, lane: request.lane ?? 'normal', deadlineMs } as const;
        return (await exchange.ask(name, { ...terms, authorise: () => tokens })).result;
      },
    }),
    async login() {
      const totp = () => SECRET_TEXT;
      await loginOnce({ runtime, send, totp, isWanted: () => false }, credentials);
    },
    async logout() {
      const body = { clientcode: clientCode };
      await send('logout', { body, schema: logoutDataSchema, apiKey: hidden, tokens });
    },
  };
}
