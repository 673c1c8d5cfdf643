/** One request to the broker and what it came to, with circuit and budget around it; for calls and for logins. Venue thread. */
import type { z } from 'zod';
import type { Redactor } from '../../contract/redaction.ts';
import {
  CLIENT_HEADERS,
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
} from '../../contract/wire/smartapi-rest.ts';
import type { BreakerRegistry, Dependency } from './breaker-registry.ts';
import type { CallResult, Lane } from './call.ts';
import { BudgetQueue } from './caller-budget.ts';
import { type ExchangeAnswer, preCall, resultOf } from './caller-result.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Runtime } from './runtime-ports.ts';
import { clockSkewMs } from './session-clock-skew.ts';
import type { SendAuth } from './session-login.ts';
import type { HttpResult, HttpTransport } from './transport.ts';

/** What the broker wants to hear of the machine; it checks none of it, only the address the connection comes from. */
export interface ClientIdentity {
  readonly localIp: string;
  readonly publicIp: string;
  readonly macAddress: string;
}

export interface CallSample {
  readonly endpoint: EndpointName;
  readonly phase: CallResult<unknown>['phase'];
  /** The reason, kind or cause within the phase; '' when accepted. */
  readonly detail: string;
  /** From the attempt's first step to its result, waiting for budget included. */
  readonly durationMs: number;
}

/** Told of every attempt, the refused ones too; counts and latencies are made of it. Must not throw. */
export type ObserveCall = (sample: CallSample) => void;

export interface ExchangePorts {
  readonly runtime: Runtime;
  readonly transport: HttpTransport;
  readonly limiter: RateLimiter;
  readonly breakers: BreakerRegistry;
  readonly redactor: Redactor;
  readonly identity: ClientIdentity;
  readonly observe: ObserveCall;
}

/** Who asks: read the moment the request leaves, so that a token renewed meanwhile is used. */
export interface Authorisation {
  readonly apiKey: string;
  /** Absent at login. */
  readonly jwtToken?: string;
}

export interface ExchangeRequest<Data> {
  readonly body?: object;
  readonly pathSuffix?: string;
  readonly schema: z.ZodType<Data>;
  readonly lane: Lane;
  /** Monotonic milliseconds until which a read or a login waits for its budget; a write does not wait. */
  readonly deadlineMs: number;
  /** Undefined: nobody is logged in, and nothing is sent. */
  authorise(): Authorisation | undefined;
}

export interface ExchangeLimits {
  /** From connection to the last byte of the answer; never less, because cut short it would end in a timeout that means nothing. */
  readonly exchangeMs: number;
  /** How long a login, of which one a second is allowed, waits for its budget. */
  readonly authBudgetMs: number;
}

const EXCHANGE_DEFAULTS: ExchangeLimits = { exchangeMs: 6000, authBudgetMs: 10_000 };

export class BrokerExchange {
  readonly #ports: ExchangePorts;
  readonly #limits: ExchangeLimits;
  readonly #budget: BudgetQueue;

  constructor(ports: ExchangePorts, limits = EXCHANGE_DEFAULTS) {
    this.#ports = ports;
    this.#limits = limits;
    this.#budget = new BudgetQueue(ports.runtime, ports.limiter);
  }

  /** Always resolves; asks at most once. */
  async ask<Data>(
    name: EndpointName,
    request: ExchangeRequest<Data>,
  ): Promise<ExchangeAnswer<Data>> {
    const { runtime, observe } = this.#ports;
    const startMs = runtime.monotonicMs();
    const answer = await this.#askWithPass(name, request);
    const { result } = answer;
    const durationMs = runtime.monotonicMs() - startMs;
    observe({ endpoint: name, phase: result.phase, detail: detailOf(result), durationMs });
    return answer;
  }

  /**
   * The session's requests. They pass an open circuit as exits do, because no exit gets out without a login; the session paces itself.
   */
  readonly sendAuth: SendAuth = (name, request) => {
    const { apiKey, tokens } = request;
    const authorisation: Authorisation = {
      apiKey: apiKey.reveal(),
      ...(tokens && { jwtToken: tokens.jwtToken }),
    };
    return this.ask(name, {
      body: request.body,
      schema: request.schema,
      lane: 'exit',
      deadlineMs: this.#ports.runtime.monotonicMs() + this.#limits.authBudgetMs,
      authorise: () => authorisation,
    });
  };

  async #askWithPass<Data>(
    name: EndpointName,
    request: ExchangeRequest<Data>,
  ): Promise<ExchangeAnswer<Data>> {
    const endpoint: Endpoint = ENDPOINTS[name];
    const dependency = dependencyOf(name, endpoint);
    const pass = this.#ports.breakers.of(dependency).tryPass(request.lane);
    if (pass === undefined) {
      return unasked('circuit_open', `The broker's ${dependency} do not answer at present.`);
    }
    let isAnswered: boolean | undefined;
    try {
      const answer = await this.#askWithBudget(endpoint, request);
      isAnswered = isAnsweredBy(answer.result);
      return answer;
    } finally {
      if (isAnswered === true) pass.succeeded();
      else if (isAnswered === false) pass.failed();
      else pass.unused();
    }
  }

  async #askWithBudget<Data>(
    endpoint: Endpoint,
    request: ExchangeRequest<Data>,
  ): Promise<ExchangeAnswer<Data>> {
    if (!(await this.#takeBudget(endpoint, request))) {
      return unasked('rate_limited', 'The rate limit has no room for the request in time.');
    }
    const authorisation = request.authorise();
    if (authorisation === undefined) {
      return unasked('not_logged_in', 'There is no session at the broker.');
    }
    const { runtime, limiter, redactor } = this.#ports;
    const sentMs = runtime.wallMs();
    const http = await this.#send(endpoint, request, authorisation);
    const midFlightMs = (sentMs + runtime.wallMs()) / 2;
    const isWrite = endpoint.kind === 'write';
    const result = resultOf(http, { schema: request.schema, isWrite, redactor });
    if (result.phase === 'rejected' && result.kind === 'rate') limiter.penalise(endpoint.rate);
    else if (isAnsweredBy(result)) limiter.succeeded(endpoint.rate);
    const date = http.kind === 'answer' ? http.date : undefined;
    return { result, clockSkewMs: clockSkewMs(midFlightMs, date) };
  }

  async #takeBudget<Data>(endpoint: Endpoint, request: ExchangeRequest<Data>): Promise<boolean> {
    const { kind, rate } = endpoint;
    if (kind === 'write') return this.#ports.limiter.tryTake(rate, request.lane) === 0;
    return this.#budget.take(rate, request.lane, request.deadlineMs);
  }

  async #send<Data>(
    endpoint: Endpoint,
    request: ExchangeRequest<Data>,
    authorisation: Authorisation,
  ): Promise<HttpResult> {
    try {
      return await this.#ports.transport.send({
        method: endpoint.method,
        path: endpoint.path + (request.pathSuffix ?? ''),
        headers: this.#headers(authorisation),
        ...(request.body && { body: JSON.stringify(request.body) }),
        limitMs: this.#limits.exchangeMs,
      });
    } catch {
      // Nothing is known of how far it got, and its error may quote headers.
      return { kind: 'reset' };
    }
  }

  #headers({ apiKey, jwtToken }: Authorisation): Record<string, string> {
    const { localIp, publicIp, macAddress } = this.#ports.identity;
    return {
      ...CLIENT_HEADERS,
      'x-clientlocalip': localIp,
      'x-clientpublicip': publicIp,
      'x-macaddress': macAddress,
      'x-privatekey': apiKey,
      ...(jwtToken !== undefined && { authorization: `Bearer ${jwtToken}` }),
    };
  }
}

/** Whether the dependency did its part; undefined when it was not asked. A refusal is an answer. */
function isAnsweredBy(result: CallResult<unknown>): boolean | undefined {
  switch (result.phase) {
    case 'accepted':
    case 'rejected':
      return true;
    case 'ambiguous':
      return false;
    case 'pre_call':
      return result.reason === 'not_connected' ? false : undefined;
    default:
      return result satisfies never;
  }
}

function dependencyOf(name: EndpointName, endpoint: Endpoint): Dependency {
  if (name === 'candles' || name === 'openInterest') return 'candles';
  switch (endpoint.kind) {
    case 'write':
      return 'rest-orders';
    case 'read':
      return 'rest-reads';
    case 'auth':
      return 'rest-auth';
    default:
      return endpoint.kind satisfies never;
  }
}

function detailOf(result: CallResult<unknown>): string {
  switch (result.phase) {
    case 'accepted':
      return '';
    case 'rejected':
      return result.kind;
    case 'ambiguous':
      return result.cause;
    case 'pre_call':
      return result.reason;
    default:
      return result satisfies never;
  }
}

function unasked(
  reason: Parameters<typeof preCall>[0],
  message: string,
): { readonly result: ReturnType<typeof preCall>; readonly clockSkewMs: undefined } {
  return { result: preCall(reason, message), clockSkewMs: undefined };
}
