/** The whole REST client over a broker that a test plays, request by request. */
import { z } from 'zod';
import { Redactor } from '../../src/contract/redaction.ts';
import { ENDPOINTS, type EndpointName } from '../../src/contract/wire/smartapi-rest.ts';
import { BreakerRegistry } from '../../src/venue/angel/breaker-registry.ts';
import { BrokerCaller } from '../../src/venue/angel/caller.ts';
import { BrokerExchange, type CallSample } from '../../src/venue/angel/caller-exchange.ts';
import { RateLimiter } from '../../src/venue/angel/rate-limiter.ts';
import { BrokerSession } from '../../src/venue/angel/session.ts';
import type { HttpRequest, HttpResult, HttpTransport } from '../../src/venue/angel/transport.ts';
import { ManualRuntime } from './manual-runtime.ts';
import { CREDENTIALS, tokensOf } from './session-rig.ts';

export const IDENTITY = {
  localIp: '192.168.1.10',
  publicIp: '203.0.113.7',
  macAddress: '02:00:00:00:00:01',
};

export const RECEIPT = z.object({ orderid: z.string() });
export const BOOK = z.array(z.unknown()).nullable();

export interface PlayedRequest {
  readonly name: EndpointName;
  readonly request: HttpRequest;
  /** Monotonic milliseconds. */
  readonly timeMs: number;
}

/** Undefined: the broker does as usual. */
export type Play = (played: PlayedRequest) => HttpResult | Promise<HttpResult> | undefined;

export interface CallerRig {
  readonly runtime: ManualRuntime;
  readonly caller: BrokerCaller;
  readonly session: BrokerSession;
  readonly limiter: RateLimiter;
  readonly breakers: BreakerRegistry;
  readonly redactor: Redactor;
  readonly samples: CallSample[];
  readonly played: PlayedRequest[];
  count(name: EndpointName): number;
  play(how: Play): void;
}

export function answer(status: number, body: unknown, date?: string): HttpResult {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answer', status, body: text, date };
}

export function ok(data: unknown): HttpResult {
  return answer(200, { status: true, message: 'SUCCESS', errorcode: '', data });
}

export function refused(errorcode: string, message = 'because'): HttpResult {
  return answer(200, { status: false, message, errorcode, data: null });
}

export function gatewayRefused(errorCode: string, message = 'because', status = 200): HttpResult {
  return answer(status, { success: false, message, errorCode, data: '' });
}

export const RATE_TEXT = answer(403, 'Access denied because of exceeding access rate');

export function callerRig(runtime = new ManualRuntime()): CallerRig {
  const samples: CallSample[] = [];
  const played: PlayedRequest[] = [];
  let play: Play = () => undefined;
  let logins = 0;
  const usual = (name: EndpointName): HttpResult => {
    if (ENDPOINTS[name].kind === 'write') return ok({ orderid: '261120000000001' });
    if (name !== 'login' && name !== 'refresh') return ok(null);
    logins += 1;
    return ok(tokensOf(logins));
  };
  const transport: HttpTransport = {
    async send(request) {
      const one = { name: nameOf(request), request, timeMs: runtime.monotonicMs() };
      played.push(one);
      return (await play(one)) ?? usual(one.name);
    },
  };
  const limiter = new RateLimiter(runtime);
  const breakers = new BreakerRegistry(runtime);
  const redactor = new Redactor();
  const observe = (sample: CallSample) => samples.push(sample);
  const ports = { runtime, transport, limiter, breakers, redactor, identity: IDENTITY, observe };
  const exchange = new BrokerExchange(ports);
  const totp = () => '123456';
  const session = new BrokerSession(CREDENTIALS, {
    runtime,
    send: exchange.sendAuth,
    totp,
    redactor,
  });
  return {
    runtime,
    caller: new BrokerCaller({ runtime, session, exchange, observe }),
    session,
    limiter,
    breakers,
    redactor,
    samples,
    played,
    count: (name) => played.filter((one) => one.name === name).length,
    play(how) {
      play = how;
    },
  };
}

function nameOf({ method, path }: HttpRequest): EndpointName {
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    const isThis = path === endpoint.path || path.startsWith(`${endpoint.path}/`);
    if (isThis && endpoint.method === method) return name as EndpointName;
  }
  throw new Error(`nothing is at ${method} ${path}`);
}
