/** The broker's typed calls over real sockets to a simulated broker, logged in. */
import { Redactor } from '../../src/contract/redaction.ts';
import { Secret } from '../../src/contract/secret.ts';
import type { AngelApi } from '../../src/venue/angel/angel-api.ts';
import { type AngelClient, openAngelClient } from '../../src/venue/angel/angel-client.ts';
import type { CallResult } from '../../src/venue/angel/call.ts';
import { type Runtime, systemRuntime } from '../../src/venue/angel/runtime-ports.ts';
import { IDENTITY } from './caller-rig.ts';
import type { SimulatedBrokerServer } from './simulated-broker-server.ts';

export interface LiveApi {
  readonly api: AngelApi;
  close(): Promise<void>;
}

/** The client as the engine opens it, logged in; whoever opens it closes it. */
export async function liveClient(
  server: SimulatedBrokerServer,
  runtime: Runtime,
): Promise<AngelClient> {
  const { clientCode, pin, totpSecret, apiKey } = server.account;
  const client = openAngelClient({
    address: `http://127.0.0.1:${server.port}`,
    environment: {},
    credentials: {
      clientCode,
      pin: new Secret(pin),
      totpSecret: new Secret(totpSecret),
      apiKey: new Secret(apiKey),
    },
    redactor: new Redactor(),
    runtime,
    identity: IDENTITY,
    observe: () => undefined,
  });
  const loss = await client.session.login();
  if (loss === undefined) return client;
  await client.close();
  throw new Error(loss.message);
}

export async function liveApi(server: SimulatedBrokerServer): Promise<LiveApi> {
  const client = await liveClient(
    server,
    systemRuntime(() => undefined),
  );
  return { api: client.api, close: () => client.close() };
}

/** The data of a call that was accepted; throws, with the result, for any other. */
export async function accepted<Data>(call: Promise<CallResult<Data>>): Promise<Data> {
  const result = await call;
  if (result.phase !== 'accepted') throw new Error(JSON.stringify(result));
  return result.data;
}
