/**
 * Who may talk to this server. A web page on another site can make the reader's browser connect to loopback, and by rebinding its DNS
 * name even look like the same site; so the Host header must name this server and the Origin must be its own or allowed.
 */
import type { HttpAnswer, HttpRequest } from '../fanout/port.ts';
import { errorAnswer } from './answer.ts';

export interface AccessSettings {
  readonly boundHost: string;
  /** `name` or `name:port`, as clients send it; a name without port matches any port. */
  readonly allowedHosts: readonly string[];
  /** Whole origins: `https://desk.example.com`. */
  readonly allowedOrigins: readonly string[];
}

const HOST_HEADER = /^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/;
const LOOPBACK_NAME = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;
const WILDCARD_HOSTS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);

export class AccessPolicy {
  readonly #boundName: string;
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #allowedOrigins: ReadonlySet<string>;

  constructor(settings: AccessSettings) {
    const bound = settings.boundHost.toLowerCase();
    this.#boundName = bound.includes(':') ? `[${bound}]` : bound;
    if (WILDCARD_HOSTS.has(bound)) this.#boundName = '';
    this.#allowedHosts = new Set(settings.allowedHosts.map((host) => host.toLowerCase()));
    this.#allowedOrigins = new Set(settings.allowedOrigins.map((origin) => origin.toLowerCase()));
  }

  /** The 403 to send, or undefined when the request may pass. `boundPort` is the port really listened on. */
  refusal(request: HttpRequest, boundPort: number): HttpAnswer | undefined {
    const host = request.host.toLowerCase();
    if (!this.#isOurs(host, boundPort)) {
      const message =
        'This server does not answer to that Host. Use http://127.0.0.1 with its port, or add the name to server.allowedHosts.';
      return errorAnswer(403, { code: 'host_not_allowed', message });
    }
    const origin = request.origin.toLowerCase();
    const isSameOrigin = origin === `http://${host}` || origin === `https://${host}`;
    if (origin === '' || isSameOrigin || this.#allowedOrigins.has(origin)) return undefined;
    const message =
      'Pages of that Origin may not use this server. Add it to server.allowedOrigins.';
    return errorAnswer(403, { code: 'origin_not_allowed', message });
  }

  #isOurs(host: string, boundPort: number): boolean {
    const parts = HOST_HEADER.exec(host);
    if (parts === null) return false;
    const name = parts[1] ?? '';
    if (this.#allowedHosts.has(host) || this.#allowedHosts.has(name)) return true;
    const isOurName = LOOPBACK_NAME.test(name) || name === this.#boundName;
    return isOurName && Number(parts[2] ?? 80) === boundPort;
  }
}
