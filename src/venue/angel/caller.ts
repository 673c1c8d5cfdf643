/** Makes calls to the broker with everything around them; venue thread. */
import { ENDPOINTS, type Endpoint, type EndpointName } from '../../contract/wire/smartapi-rest.ts';
import { assert } from '../../domain/assert.ts';
import type { Caller, CallRequest, CallResult, Lane } from './call.ts';
import type { BrokerExchange, ObserveCall } from './caller-exchange.ts';
import { preCall } from './caller-result.ts';
import { retryRead } from './read-retry.ts';
import type { BackoffLimits, Runtime } from './runtime-ports.ts';
import type { BrokerSession } from './session.ts';
import type { SessionTokens } from './session-tokens.ts';

export interface CallerOptions {
  /** Of a read, waits and repetitions included, nothing is sent later; what is sent may still take its exchange's time. */
  readonly readLimitMs: number;
  /** How long an exit may wait for a login; any other write needs a session at once. */
  readonly exitLoginWaitMs: number;
  readonly retryBackoff: BackoffLimits;
}

const CALLER_DEFAULTS: CallerOptions = {
  readLimitMs: 9000,
  exitLoginWaitMs: 2000,
  retryBackoff: { baseMs: 250, capMs: 4000 },
};

export interface CallerPorts {
  readonly runtime: Runtime;
  readonly session: BrokerSession;
  readonly exchange: BrokerExchange;
  readonly observe: ObserveCall;
}

/**
 * In this order: session, circuit, budget, transport, envelope, schema. The budget comes last before the wire: taken earlier, requests that
 * waited for a login would leave together, more at once than the limits allow.
 */
export class BrokerCaller implements Caller {
  readonly #ports: CallerPorts;
  readonly #options: CallerOptions;
  #isClosed = false;

  constructor(ports: CallerPorts, options = CALLER_DEFAULTS) {
    this.#ports = ports;
    this.#options = options;
  }

  async call<Data>(name: EndpointName, request: CallRequest<Data>): Promise<CallResult<Data>> {
    const endpoint: Endpoint = ENDPOINTS[name];
    assert(endpoint.kind !== 'auth', 'logins, refreshes and logouts are made by the session');
    if (endpoint.kind === 'write') return (await this.#attempt(name, request, undefined)).result;
    return this.#read(name, request);
  }

  /** Everything that has not left yet is refused from now on. */
  close(): void {
    this.#isClosed = true;
  }

  /** An auth rejection is followed by a login, whoever makes it, and one repetition. */
  #read<Data>(name: EndpointName, request: CallRequest<Data>): Promise<CallResult<Data>> {
    const { runtime } = this.#ports;
    const deadlineMs = runtime.monotonicMs() + this.#options.readLimitMs;
    let isRepeated = false;
    const attempt = async (): Promise<CallResult<Data>> => {
      const first = await this.#attempt(name, request, deadlineMs);
      if (!first.isSessionRefused || isRepeated) return first.result;
      isRepeated = true;
      return (await this.#attempt(name, request, deadlineMs)).result;
    };
    const backoff = this.#options.retryBackoff;
    return retryRead(runtime, { kind: ENDPOINTS[name].kind, deadlineMs, backoff, attempt });
  }

  /** `readDeadlineMs` is undefined for a write. */
  async #attempt<Data>(
    name: EndpointName,
    request: CallRequest<Data>,
    readDeadlineMs: number | undefined,
  ): Promise<{ readonly result: CallResult<Data>; readonly isSessionRefused: boolean }> {
    const { runtime, session, exchange } = this.#ports;
    const lane = request.lane ?? 'normal';
    const startMs = runtime.monotonicMs();
    const refusal = await this.#refusal(lane, readDeadlineMs);
    if (refusal !== undefined) {
      const durationMs = runtime.monotonicMs() - startMs;
      const { phase, reason: detail } = refusal;
      this.#ports.observe({ endpoint: name, phase, detail, durationMs });
      return { result: refusal, isSessionRefused: false };
    }
    let used: SessionTokens | undefined;
    const { result } = await exchange.ask(name, {
      ...request,
      lane,
      deadlineMs: readDeadlineMs ?? startMs,
      authorise: () => {
        used = this.#isClosed ? undefined : session.tokens;
        return used;
      },
    });
    const isSessionRefused = result.phase === 'rejected' && result.kind === 'auth';
    if (isSessionRefused && used !== undefined) session.rejected(used.generation);
    return { result, isSessionRefused };
  }

  async #refusal(
    lane: Lane,
    readDeadlineMs: number | undefined,
  ): Promise<ReturnType<typeof preCall> | undefined> {
    const { runtime, session } = this.#ports;
    if (this.#isClosed || session.isClosed) return preCall('closed', 'The client is closed.');
    const writeWaitMs = lane === 'exit' ? this.#options.exitLoginWaitMs : 0;
    const waitMs =
      readDeadlineMs === undefined ? writeWaitMs : readDeadlineMs - runtime.monotonicMs();
    if (await session.ready(lane, waitMs)) return undefined;
    const { loss } = session.snapshot();
    return preCall('not_logged_in', loss?.message ?? 'There is no session at the broker yet.');
  }
}
