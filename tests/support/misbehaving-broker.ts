/** A broker's REST server on loopback that does to each request what a test says; it knows logins and nothing of markets. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ENDPOINTS, type EndpointName } from '../../src/contract/wire/smartapi-rest.ts';

export type Misbehaviour =
  /** Answers as documented. */
  | { readonly kind: 'serve' }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** Reads the request and destroys the connection. */
  | { readonly kind: 'drop' }
  /** Destroys the connection in the middle of the answer. */
  | { readonly kind: 'truncate' }
  /** Reads the request and says nothing, ever; whoever is in `silences` hears of it. */
  | { readonly kind: 'half_open' }
  /** A refusal whose message, code and data quote the whole request and the tokens, each time beginning with another part. */
  | { readonly kind: 'echo'; readonly status: number }
  /** Success whose data quote the same. */
  | { readonly kind: 'echo_data' };

export interface ReceivedRequest {
  readonly name: EndpointName;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface MisbehavingBroker {
  readonly origin: string;
  readonly received: readonly ReceivedRequest[];
  /** Makes the tokens of each login; at first `jwt-<n>-…`. */
  makeToken: (kind: 'jwt' | 'refresh' | 'feed', login: number) => string;
  readonly silences: Set<() => void>;
  count(name: EndpointName): number;
  /** From now on; the answer is asked for each request. */
  behave(how: (request: ReceivedRequest) => Misbehaviour): void;
  /** Access tokens given so far are refused from now on (AG8002), unless they come with a login. */
  expireTokens(): void;
  close(): Promise<void>;
}

export async function misbehavingBroker(): Promise<MisbehavingBroker> {
  const received: ReceivedRequest[] = [];
  const valid = new Set<string>();
  const given: string[] = [];
  let logins = 0;
  let behave: (request: ReceivedRequest) => Misbehaviour = () => ({ kind: 'serve' });

  const serve = (request: ReceivedRequest): { status: number; body: string } => {
    if (request.name === 'login' || request.name === 'refresh') {
      logins += 1;
      const [jwtToken, refreshToken, feedToken] = (['jwt', 'refresh', 'feed'] as const).map(
        (kind) => broker.makeToken(kind, logins),
      );
      valid.add(`Bearer ${jwtToken}`);
      given.push(String(jwtToken), String(refreshToken), String(feedToken));
      return success({ jwtToken, refreshToken, feedToken });
    }
    if (!valid.has(String(request.headers.authorization))) {
      const body = { success: false, message: 'Token Expired', errorCode: 'AG8002', data: '' };
      return { status: 200, body: JSON.stringify(body) };
    }
    return success(
      ENDPOINTS[request.name].kind === 'write' ? { orderid: '261120000000001' } : null,
    );
  };

  const act = (request: ReceivedRequest, response: ServerResponse): void => {
    const how = behave(request);
    const { authorization, 'x-privatekey': apiKey, ...headers } = request.headers;
    const parts = [{ authorization }, { apiKey }, request.body, given.slice(-3), given, headers];
    const first = received.length % parts.length;
    const quoted = JSON.stringify([...parts.slice(first), ...parts.slice(0, first)]);
    switch (how.kind) {
      case 'serve': {
        const { status, body } = serve(request);
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
        return;
      }
      case 'answer':
        response.writeHead(how.status, { 'content-type': 'text/plain' }).end(how.body);
        return;
      case 'drop':
        response.destroy();
        return;
      case 'truncate':
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"status":true,', () => response.destroy());
        return;
      case 'half_open':
        for (const hear of broker.silences) hear();
        return;
      case 'echo': {
        const body = { status: false, message: quoted, errorcode: quoted, data: quoted };
        response.writeHead(how.status).end(JSON.stringify(body));
        return;
      }
      case 'echo_data': {
        const data = { [quoted]: quoted, jwtToken: quoted };
        response.writeHead(200).end(success(data).body);
        return;
      }
      default:
        how satisfies never;
    }
  };

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const one = { name: nameOf(request), headers: request.headers, body };
      received.push(one);
      act(one, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const broker: MisbehavingBroker = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    silences: new Set(),
    makeToken: (kind, login) => `${kind}-${login}-token`,
    count: (name) => received.filter((one) => one.name === name).length,
    behave(how) {
      behave = how;
    },
    expireTokens() {
      valid.clear();
    },
    close: () => closed(server),
  };
  return broker;
}

function success(data: unknown): { status: number; body: string } {
  const body = { status: true, message: 'SUCCESS', errorcode: '', data };
  return { status: 200, body: JSON.stringify(body) };
}

function nameOf(request: IncomingMessage): EndpointName {
  const path = String(request.url);
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    if (endpoint.method !== request.method) continue;
    if (path === endpoint.path || path.startsWith(`${endpoint.path}/`)) return name as EndpointName;
  }
  throw new Error(`nothing is at ${request.method} ${path}`);
}

async function closed(server: Server): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await ended;
}
