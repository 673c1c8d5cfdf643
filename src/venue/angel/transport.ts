/**
 * HTTP to the broker: one pinned origin, hard time limits, results that say whether a request may have left. Runs on the event loop of the
 * venue thread.
 */
import { type Dispatcher, Pool } from 'undici';
import { assert } from '../../domain/assert.ts';
import { assertCertificatesChecked, checkedAddress } from './egress.ts';
import type { Runtime } from './runtime-ports.ts';

export const HTTP_LIMITS = {
  /** Until a connection stands, TLS included. */
  connectMs: 2000,
  /** From the moment the request leaves to the headers of its answer. */
  headersMs: 4000,
  /** Of everything; a request may ask for less. */
  totalMs: 6000,
  answerBytes: 32 * 1024 * 1024,
} as const;

/** An idle connection is closed after this, or somewhat before the moment the server announces. */
const KEEP_ALIVE_MS = 4000;
const KEEP_ALIVE_MAX_MS = 30_000;

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** With its leading slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Time for the whole exchange; at most `HTTP_LIMITS.totalMs` counts. */
  readonly limitMs: number;
}

/** Why no connection came about. */
export type ConnectFailure = 'refused' | 'host_unknown' | 'tls' | 'timeout' | 'other';

export type HttpResult =
  /** Any status, redirects too. `date`: the header, where there was one. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly date?: string | undefined;
    }
  /** Not one byte of the request left. */
  | { readonly kind: 'not_connected'; readonly why?: ConnectFailure }
  /** The request may have left; there was no whole answer in time. */
  | { readonly kind: 'timeout' }
  /** The request may have left; the connection ended, or its answer is no HTTP or larger than the bound. */
  | { readonly kind: 'reset' };

/** Sends one request once. Always resolves. */
export interface HttpTransport {
  send(request: HttpRequest): Promise<HttpResult>;
}

export interface UndiciTransportOptions {
  /** `https://host` of the broker, or an address on loopback; REST is at its root. */
  readonly address: string;
  readonly environment: NodeJS.ProcessEnv;
  /** PEM; trusted beside nothing else. Absent: the certificates Node trusts. */
  readonly certificateAuthority?: string;
}

/** Follows no redirect, knows no proxy, verifies TLS 1.2 and up. */
export class UndiciTransport implements HttpTransport {
  readonly #pool: Pool;
  readonly #runtime: Pick<Runtime, 'setTimer'>;

  /** Throws `BrokerAddressError` and `TlsVerificationError`. */
  constructor(options: UndiciTransportOptions, runtime: Pick<Runtime, 'setTimer'>) {
    assertCertificatesChecked(options.environment);
    const url = checkedAddress(options.address);
    assert(url.protocol.startsWith('http'), 'the address of the REST server begins with http');
    assert(url.pathname === '/' && url.search === '', 'the address of the REST server has no path');
    this.#runtime = runtime;
    this.#pool = new Pool(url.origin, {
      connect: {
        timeout: HTTP_LIMITS.connectMs,
        minVersion: 'TLSv1.2',
        rejectUnauthorized: true,
        ...(options.certificateAuthority !== undefined && { ca: options.certificateAuthority }),
      },
      // One request at a time on a connection, and a new connection when all are taken: none waits behind another.
      pipelining: 1,
      allowH2: false,
      maxResponseSize: HTTP_LIMITS.answerBytes,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      // Both limits are the exchange's own, which knows what to make of them.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  send(request: HttpRequest): Promise<HttpResult> {
    assert(request.path.startsWith('/'), 'the path of a request begins with a slash');
    return new Promise((resolve) => {
      const exchange = new HttpExchange(request.limitMs, this.#runtime, resolve);
      const { method, path, headers, body = null } = request;
      this.#pool.dispatch({ method, path, headers, body }, exchange);
    });
  }

  /** Ends all connections; what is under way resolves. */
  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

/** `connecting`: nothing has left. `over`: the result is out, later events count no more. */
type Stage = 'connecting' | 'sent' | 'answering' | 'over';

/** One request from its call to its result. */
class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (result: HttpResult) => void;
  readonly #runtime: Pick<Runtime, 'setTimer'>;
  readonly #cancelTotal: () => void;
  /** Of the present stage: the connection, then the headers. */
  #cancelStage: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #stage: Stage = 'connecting';
  #status = 0;
  #date: string | undefined;
  readonly #chunks: Buffer[] = [];

  constructor(
    limitMs: number,
    runtime: Pick<Runtime, 'setTimer'>,
    resolve: (result: HttpResult) => void,
  ) {
    this.#resolve = resolve;
    this.#runtime = runtime;
    const expire = () => this.#expire();
    this.#cancelTotal = runtime.setTimer(Math.min(limitMs, HTTP_LIMITS.totalMs), expire);
    this.#cancelStage = runtime.setTimer(HTTP_LIMITS.connectMs, expire);
  }

  /** The connection stands and the request is about to be written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stage !== 'connecting') {
      // Given up while it waited, or about to be written a second time: neither may leave.
      controller.abort(new Error('the request is over'));
      return;
    }
    this.#stage = 'sent';
    this.#cancelStage();
    this.#cancelStage = this.#runtime.setTimer(HTTP_LIMITS.headersMs, () => this.#expire());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // An answer that only announces another one.
    if (status < 200) return;
    if (this.#stage === 'sent') this.#stage = 'answering';
    this.#cancelStage();
    this.#status = status;
    const { date } = headers;
    this.#date = typeof date === 'string' ? date : undefined;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stage === 'answering') this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks).toString('utf8');
    this.#settle({ kind: 'answer', status: this.#status, body, date: this.#date });
  }

  onResponseError(_controller: unknown, error: Error): void {
    const hasLeft = this.#stage !== 'connecting';
    this.#settle(
      hasLeft ? { kind: 'reset' } : { kind: 'not_connected', why: connectFailureOf(error) },
    );
  }

  #expire(): void {
    const hasLeft = this.#stage !== 'connecting';
    this.#settle(hasLeft ? { kind: 'timeout' } : { kind: 'not_connected', why: 'timeout' });
    this.#controller?.abort(new Error('the request is over'));
  }

  #settle(result: HttpResult): void {
    if (this.#stage === 'over') return;
    this.#stage = 'over';
    this.#cancelTotal();
    this.#cancelStage();
    this.#chunks.length = 0;
    this.#resolve(result);
  }
}

const TLS_CODE = /CERT|TLS|SSL|^EPROTO$|^UNABLE_TO_|^HOSTNAME_MISMATCH$/;

/** Of the error only its code: the rest may quote headers. */
function connectFailureOf(error: Error & { readonly code?: unknown }): ConnectFailure {
  const code = typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'host_unknown';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'timeout';
  return TLS_CODE.test(code) ? 'tls' : 'other';
}
