/** The simulated broker behind real sockets, and a plain client of it: HTTP by fetch, streams by `ws`. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type {
  SimulatorControl,
  SimulatorFault,
  SimulatorState,
} from '../../src/contract/wire/simulator-control.ts';
import { ENDPOINTS, type EndpointName } from '../../src/contract/wire/smartapi-rest.ts';
import type { BrokerOptions } from '../../src/venue/simulated/broker/simulated-broker.ts';
import { totpAt } from '../../src/venue/simulated/rest/totp.ts';
import { createStreamServer, type StreamServer } from '../../src/venue/simulated/stream-server.ts';
import { ScriptedMarket } from './scripted-market.ts';
import { accountOf, brokerOptions, RIG_INSTRUMENTS } from './simulated-broker-rig.ts';

/** The clock moves by `advance` alone. */
const STANDING = 1e-9;

export interface Tokens {
  readonly jwtToken: string;
  readonly refreshToken: string;
  readonly feedToken: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

type Json = Record<string, unknown>;
type FaultRequest = Partial<SimulatorFault> & Pick<SimulatorFault, 'name'>;
type ControlRequest =
  | Exclude<SimulatorControl, { action: 'fault' }>
  | { action: 'fault'; fault: FaultRequest };

export class SimulatedBrokerServer {
  readonly market: ScriptedMarket;
  readonly account = accountOf();
  readonly sockets: WebSocket[] = [];
  tokens: Tokens = { jwtToken: '', refreshToken: '', feedToken: '' };
  port = 0;
  readonly #server: StreamServer;

  constructor(changes: Partial<BrokerOptions> = {}) {
    this.market = new ScriptedMarket(RIG_INSTRUMENTS);
    const broker = brokerOptions({ policy: { isRateLimited: false }, ...changes });
    this.#server = createStreamServer({
      ...{ market: this.market, scripMaster: [], port: 0, speed: STANDING, broker },
    });
  }

  async start(): Promise<this> {
    this.port = (await this.#server.listen()).port;
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await this.#server.close();
  }

  headers(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      'content-type': 'application/json',
      'x-usertype': 'USER',
      'x-sourceid': 'WEB',
      'x-privatekey': this.account.apiKey,
      ...(this.tokens.jwtToken !== '' && { authorization: `Bearer ${this.tokens.jwtToken}` }),
      ...changes,
    };
  }

  async send(
    name: EndpointName,
    body?: unknown,
    { tail = '', headers = {}, timeoutMs = 5000 } = {},
  ): Promise<HttpAnswer> {
    const { method, path } = ENDPOINTS[name];
    const response = await fetch(`http://127.0.0.1:${this.port}${path}${tail}`, {
      method,
      headers: this.headers(headers),
      signal: AbortSignal.timeout(timeoutMs),
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  /** The envelope. */
  async call(name: EndpointName, body?: unknown, tail = ''): Promise<Json> {
    return JSON.parse((await this.send(name, body, { tail })).text) as Json;
  }

  /** The data of a success; throws on anything else. */
  async data<Data>(name: EndpointName, body?: unknown, tail = ''): Promise<Data> {
    const envelope = await this.call(name, body, tail);
    if (envelope['status'] !== true) throw new Error(`${name}: ${JSON.stringify(envelope)}`);
    return envelope['data'] as Data;
  }

  loginBody(changes: Readonly<Record<string, string>> = {}): object {
    const { clientCode, pin, totpSecret } = this.account;
    const totp = totpAt(totpSecret, Date.now());
    return { clientcode: clientCode, password: pin, totp, ...changes };
  }

  async login(): Promise<Tokens> {
    this.tokens = await this.data<Tokens>('login', this.loginBody());
    return this.tokens;
  }

  async control(request: ControlRequest): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.port}/simulator/control`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    if (response.status !== 200) throw new Error(await response.text());
  }

  async fault(fault: FaultRequest): Promise<void> {
    await this.control({ action: 'fault', fault });
  }

  async advance(exchangeMs: number): Promise<void> {
    await this.control({ action: 'advance', exchangeMs });
  }

  async state(): Promise<SimulatorState> {
    const response = await fetch(`http://127.0.0.1:${this.port}/simulator/state`);
    return (await response.json()) as SimulatorState;
  }

  async marketStream(): Promise<StreamReader> {
    const { account, tokens } = this;
    return this.#open('/smart-stream', {
      authorization: tokens.jwtToken,
      'x-api-key': account.apiKey,
      'x-client-code': account.clientCode,
      'x-feed-token': tokens.feedToken,
    });
  }

  async orderStream(): Promise<StreamReader> {
    return this.#open('/smart-order-update', { authorization: `Bearer ${this.tokens.jwtToken}` });
  }

  /** Status of an upgrade that is refused. */
  async refusal(path: string, headers: Record<string, string>): Promise<number> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}${path}`, { headers });
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    return (response as { statusCode: number }).statusCode;
  }

  async #open(path: string, headers: Record<string, string>): Promise<StreamReader> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}${path}`, { headers });
    this.sockets.push(socket);
    const reader = new StreamReader(socket);
    await once(socket, 'open');
    return reader;
  }
}

/** Keeps what a stream said. */
export class StreamReader {
  readonly texts: string[] = [];
  readonly packets: Buffer[] = [];
  readonly socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  isClosed = false;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.packets.push(data);
      else this.texts.push(String(data));
      this.#wake();
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /** Resolves when `isDone` holds, looking after every message and at the end. */
  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** What was sent before the answer to a ping has arrived. */
  async roundTrip(): Promise<void> {
    const pongs = () => this.texts.filter((text) => text === 'pong').length;
    const before = pongs();
    this.socket.send('ping');
    await this.until(() => pongs() > before || this.isClosed);
  }

  subscribe(mode: number, tokens: readonly string[], exchangeType = 1): void {
    const params = { mode, tokenList: [{ exchangeType, tokens }] };
    this.socket.send(JSON.stringify({ action: 1, params }));
  }

  /** `orderstatus` and filled shares of every order message. */
  orderStates(): string[] {
    return this.texts
      .filter((text) => text.startsWith('{'))
      .map((text) => JSON.parse(text) as { 'order-status': string; orderData: Json })
      .map((message) => {
        const { orderstatus, filledshares } = message.orderData;
        return `${message['order-status']} ${orderstatus} ${filledshares}`;
      });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
    this.#waiting.clear();
  }
}
