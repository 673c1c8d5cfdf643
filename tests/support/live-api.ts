/** The broker's typed calls over real sockets to a simulated broker, logged in. */
import { Redactor } from '../../src/contract/redaction.ts';
import { Secret } from '../../src/contract/secret.ts';
import { AngelApi } from '../../src/venue/angel/angel-api.ts';
import { BreakerRegistry } from '../../src/venue/angel/breaker-registry.ts';
import type { CallResult } from '../../src/venue/angel/call.ts';
import { BrokerCaller } from '../../src/venue/angel/caller.ts';
import { BrokerExchange } from '../../src/venue/angel/caller-exchange.ts';
import { RateLimiter } from '../../src/venue/angel/rate-limiter.ts';
import { systemRuntime } from '../../src/venue/angel/runtime-ports.ts';
import { BrokerSession } from '../../src/venue/angel/session.ts';
import { totpOf } from '../../src/venue/angel/totp.ts';
import { UndiciTransport } from '../../src/venue/angel/transport.ts';
import { IDENTITY } from './caller-rig.ts';
import type { SimulatedBrokerServer } from './simulated-broker-server.ts';

export interface LiveApi {
  readonly api: AngelApi;
  close(): Promise<void>;
}

export async function liveApi(server: SimulatedBrokerServer): Promise<LiveApi> {
  const runtime = systemRuntime(() => undefined);
  const redactor = new Redactor();
  const address = `http://127.0.0.1:${server.port}`;
  const transport = new UndiciTransport({ address, environment: {} }, runtime);
  const observe = () => undefined;
  const limiter = new RateLimiter(runtime);
  const breakers = new BreakerRegistry(runtime);
  const exchange = new BrokerExchange({
    ...{ runtime, transport, limiter, breakers, redactor, identity: IDENTITY, observe },
  });
  const { clientCode, pin, totpSecret, apiKey } = server.account;
  const credentials = {
    clientCode,
    pin: new Secret(pin),
    totpSecret: new Secret(totpSecret),
    apiKey: new Secret(apiKey),
  };
  const totp = totpOf(totpSecret);
  const session = new BrokerSession(credentials, {
    ...{ runtime, send: exchange.sendAuth, totp, redactor },
  });
  const loss = await session.login();
  if (loss !== undefined) throw new Error(loss.message);
  return {
    api: new AngelApi(new BrokerCaller({ runtime, session, exchange, observe })),
    async close() {
      await session.close();
      await transport.close();
    },
  };
}

/** The data of a call that was accepted; throws, with the result, for any other. */
export async function accepted<Data>(call: Promise<CallResult<Data>>): Promise<Data> {
  const result = await call;
  if (result.phase !== 'accepted') throw new Error(JSON.stringify(result));
  return result.data;
}
