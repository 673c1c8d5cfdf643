/** The whole client of the broker put together: transport, budgets, circuits, session, typed calls. Venue thread, and the command line. */
import type { Redactor } from '../../contract/redaction.ts';
import { AngelApi } from './angel-api.ts';
import { BreakerRegistry } from './breaker-registry.ts';
import { BrokerCaller } from './caller.ts';
import { BrokerExchange, type ClientIdentity, type ObserveCall } from './caller-exchange.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { Runtime } from './runtime-ports.ts';
import { BrokerSession } from './session.ts';
import type { LoginCredentials } from './session-tokens.ts';
import { totpOf } from './totp.ts';
import { UndiciTransport, type UndiciTransportOptions } from './transport.ts';

/** `environment` is looked at for what turns the check of certificates off. */
export interface AngelClientOptions extends UndiciTransportOptions {
  readonly credentials: LoginCredentials;
  /** Learns the credentials and every token. */
  readonly redactor: Redactor;
  readonly runtime: Runtime;
  readonly identity: ClientIdentity;
  readonly observe: ObserveCall;
}

export interface AngelClient {
  readonly api: AngelApi;
  /** Logs in when the first call needs it, or when asked. */
  readonly session: BrokerSession;
  readonly breakers: BreakerRegistry;
  readonly limiter: RateLimiter;
  /** Refuses what has not left, ends the session here and all connections. The broker is not told: log out before for that. */
  close(): Promise<void>;
}

/** Opens no socket yet. Throws `TotpSecretError`, `BrokerAddressError` and `TlsVerificationError`. */
export function openAngelClient(options: AngelClientOptions): AngelClient {
  const { credentials, redactor, runtime, identity, observe } = options;
  const totp = totpOf(credentials.totpSecret.reveal());
  const transport = new UndiciTransport(options, runtime);
  const limiter = new RateLimiter(runtime);
  const breakers = new BreakerRegistry(runtime);
  const exchange = new BrokerExchange({
    ...{ runtime, transport, limiter, breakers, redactor, identity, observe },
  });
  const ports = { runtime, send: exchange.sendAuth, totp, redactor };
  const session = new BrokerSession(credentials, ports);
  const caller = new BrokerCaller({ runtime, session, exchange, observe });
  return {
    api: new AngelApi(caller),
    session,
    breakers,
    limiter,
    async close() {
      caller.close();
      session.close();
      await transport.close();
    },
  };
}
