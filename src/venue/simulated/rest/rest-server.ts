/** The simulated broker over HTTP: one request in, one answer out, or the fault that was scheduled for it. Simulator process. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { REST_FAULTS } from '../../../contract/wire/simulator-control.ts';
import { assert } from '../../../domain/assert.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import type { RequestLog } from '../control/request-log.ts';
import { type Disturbance, disturbanceOf, type Ending } from '../control/rest-fault.ts';
import type { Answer } from './answer.ts';
import type { Handlers } from './call.ts';
import { estimateCalls } from './estimate-calls.ts';
import { passGate } from './gate.ts';
import { gttCalls } from './gtt-calls.ts';
import { readJson } from './http-body.ts';
import { marketCalls } from './market-calls.ts';
import { orderCalls } from './order-calls.ts';
import { portfolioCalls } from './portfolio-calls.ts';
import { RateLimiter } from './rate-limiter.ts';
import { type Route, routeOf } from './router.ts';
import { sessionCalls } from './session-calls.ts';
import type { Session } from './sessions.ts';

export interface RestServerOptions {
  readonly broker: SimulatedBroker;
  readonly log: RequestLog;
  readonly wallMs: () => number;
  /** Stamps of a monotonic clock. */
  readonly realMs: () => number;
  /** A client's sessions have ended: its streams close. */
  readonly onLogout: (clientCode: string) => void;
}

const UNDISTURBED: Disturbance = {
  isApplied: true,
  applyAfterMs: 0,
  answerAfterMs: 0,
  end: (answer) => answer ?? 'drop',
};

export class RestServer {
  readonly #options: RestServerOptions;
  readonly #handlers: Handlers;
  readonly #limiter = new RateLimiter();

  constructor(options: RestServerOptions) {
    const { broker } = options;
    this.#options = options;
    this.#handlers = {
      ...sessionCalls(options),
      ...orderCalls(broker),
      ...portfolioCalls(broker),
      ...marketCalls(broker),
      ...estimateCalls(broker),
      ...gttCalls(broker),
    };
  }

  /** False when the path is none of the broker's. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const route = routeOf(request.method ?? '', (request.url ?? '/').split('?', 1)[0] ?? '/');
    if (route === null) return false;
    // Read first: a client that gives up has no address any more.
    const address = request.socket.remoteAddress ?? '';
    const body = await readJson(request);
    const tag = wordOf(body, 'ordertag');
    const fault = this.#options.broker.faults.draw(REST_FAULTS, { endpoint: route.name, tag });
    const disturbance = fault === null ? UNDISTURBED : disturbanceOf(fault);
    const arrival = { headers: request.headers, address, route, body, fault: fault?.name ?? '' };
    if (disturbance.applyAfterMs > 0) await sleep(disturbance.applyAfterMs, undefined, UNREF);
    const answer = this.#apply(arrival, disturbance.isApplied);
    if (disturbance.answerAfterMs > 0) await sleep(disturbance.answerAfterMs, undefined, UNREF);
    this.#finish(response, disturbance.end(answer));
    return true;
  }

  /** Null: the request took no effect because a fault kept it away. */
  #apply({ headers, address, route, body, fault }: Arrived, isApplied: boolean): Answer | null {
    const { broker, log, realMs } = this.#options;
    this.#endSession(headers, fault);
    const passage = passGate(broker, this.#limiter, {
      ...{ route, headers, address, realMs: realMs() },
      loginCode: wordOf(body, 'clientcode'),
    });
    const { session } = passage;
    let answer: Answer | null = passage.refusal;
    if (isApplied && answer === null) answer = this.#call(route, session, body);
    log.add(route.name, {
      clientCode: session?.account.clientCode ?? wordOf(body, 'clientcode'),
      tag: wordOf(body, 'ordertag'),
      orderId: route.name === 'place' ? placedId(answer) : wordOf(body, 'orderid'),
      fault,
      isApplied: isApplied && answer?.code === '',
      code: answer?.code ?? '',
      exchangeTimeMs: broker.timeMs,
    });
    return isApplied ? answer : null;
  }

  #call({ name, tail }: Route, session: Session | null, body: unknown): Answer {
    if (name === 'login') return this.#handlers.login({ body, tail });
    assert(session !== null, 'what passes the gate has a session, except a login');
    return this.#handlers[name]({ body, tail, session, account: session.account });
  }

  #endSession(headers: IncomingHttpHeaders, fault: string): void {
    const { broker, onLogout } = this.#options;
    if (fault !== 'token_expired' && fault !== 'forced_logout') return;
    const jwt = (headers.authorization ?? '').replace(/^Bearer\s+/i, '');
    const clientCode = broker.sessions.checkJwt(jwt, broker.timeMs).session?.account.clientCode;
    if (clientCode === undefined) return;
    if (fault === 'token_expired') {
      broker.sessions.expire(clientCode);
    } else {
      broker.sessions.end(clientCode);
      onLogout(clientCode);
    }
  }

  #finish(response: ServerResponse, ending: Ending): void {
    if (ending === 'silence') return;
    if (ending === 'drop') {
      response.socket?.destroy();
      return;
    }
    if (response.destroyed) return;
    const { wallMs, broker } = this.#options;
    const serverMs = wallMs() + broker.policy.clockSkewMs;
    response.writeHead(ending.status, {
      'content-type': ending.contentType,
      'content-length': Buffer.byteLength(ending.body),
      date: new Date(serverMs).toUTCString(),
    });
    response.end(ending.body);
  }
}

/** A pending delay keeps no process alive. */
const UNREF = { ref: false };

interface Arrived {
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
  readonly route: Route;
  readonly body: unknown;
  /** Name of the fault that struck, '' for none. */
  readonly fault: string;
}

/** A text field of a body, '' when it has none. */
function wordOf(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return '';
  const value: unknown = (body as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function placedId(answer: Answer | null): string {
  if (answer === null || answer.code !== '') return '';
  return wordOf((JSON.parse(answer.body) as { readonly data: unknown }).data, 'orderid');
}
