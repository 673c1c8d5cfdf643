/** The client's side of the WebSocket upgrade (RFC 6455 §4.1) over `node:http`; runs on the ingest thread. */
import { createHash, randomBytes } from 'node:crypto';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { assert } from '../../domain/assert.ts';
import type { UpgradeHeaders, WebSocketEnd, WebSocketRequest } from './port.ts';

/** Fixed by RFC 6455 §1.3. */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Reasons come from outside; this bounds what is kept and logged. */
export const REASON_CHARACTERS_MAX = 512;

export interface UpgradeRequest {
  readonly request: ClientRequest;
  /** The only `Sec-WebSocket-Accept` that answers this request. */
  readonly accept: string;
}

export interface StreamUrl {
  readonly isSecure: boolean;
  readonly url: URL;
}

/** Throws when `text` is no `ws:` or `wss:` URL, or has a fragment. */
export function streamUrl(text: string): StreamUrl {
  const url = new URL(text);
  assert(url.protocol === 'ws:' || url.protocol === 'wss:', 'a stream URL starts with ws: or wss:');
  assert(url.hash === '', 'a stream URL has no fragment');
  return { isSecure: url.protocol === 'wss:', url };
}

/** Sends the upgrade request on a connection of its own. The caller listens for `upgrade`, `response`, `error` and `close`. */
export function requestUpgrade(options: WebSocketRequest): UpgradeRequest {
  const { isSecure, url } = streamUrl(options.url);
  const key = randomBytes(16).toString('base64');
  const common = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    agent: false,
    headers: {
      ...options.headers,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
    },
  } as const;
  const request = isSecure
    ? httpsRequest({
        ...common,
        rejectUnauthorized: true,
        ...(options.certificateAuthority === undefined ? {} : { ca: options.certificateAuthority }),
      })
    : httpRequest(common);
  request.end();
  return {
    request,
    accept: createHash('sha1').update(`${key}${ACCEPT_SUFFIX}`).digest('base64'),
  };
}

/** What is wrong with an upgrade response, or '' when the connection may be used. We ask for no extension and no subprotocol. */
export function upgradeFault(response: IncomingMessage, accept: string): string {
  const { headers } = response;
  if (response.statusCode !== 101) return `the server answered ${response.statusCode}`;
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 'the Upgrade header is not websocket';
  if (headers['sec-websocket-accept'] !== accept) return 'Sec-WebSocket-Accept does not match';
  if (headers['sec-websocket-extensions'] !== undefined) {
    return 'the server chose an extension that was not offered';
  }
  if (headers['sec-websocket-protocol'] !== undefined) {
    return 'the server chose a subprotocol that was not offered';
  }
  return '';
}

/** How a response other than 101 ends the attempt. SmartAPI explains a 401 in `x-error-message`. */
export function refusal(status: number, headers: UpgradeHeaders): WebSocketEnd {
  const explanation = headers['x-error-message'];
  const reason =
    typeof explanation === 'string' && explanation !== ''
      ? explanation
      : `the server answered ${status} instead of 101`;
  return {
    cause: status === 401 ? 'unauthorised' : 'connect_failed',
    code: 1006,
    reason: reason.slice(0, REASON_CHARACTERS_MAX),
    status,
  };
}

export function connectFailure(reason: string): WebSocketEnd {
  return {
    cause: 'connect_failed',
    code: 1006,
    reason: reason.slice(0, REASON_CHARACTERS_MAX),
    status: 0,
  };
}
