/**
 * The two envelopes around every SmartAPI answer, read totally: any status, content type and text come to one of four outcomes. Client and
 * simulator. Source: the broker's documentation and answers of its live server quoted in public.
 */
import { ERROR_CODES, RATE_LIMIT_STATUS } from './smartapi-rest.ts';

/** As the application writes it; `errorcode` in lower case. */
export interface ApplicationEnvelope {
  readonly status: boolean;
  readonly message: string;
  readonly errorcode: string;
  readonly data: unknown;
}

/** As the gateway in front of it writes it; `errorCode` in camel case, `data` is ''. */
export interface GatewayEnvelope {
  readonly success: boolean;
  readonly message: string;
  readonly errorCode: string;
  readonly data: unknown;
}

/** Who refused: the application, the gateway, or a 401 or 403 that carries no envelope. */
export type EnvelopeDialect = 'application' | 'gateway' | 'none';

/**
 * Why an answer says nothing. `server_error`: a status of 500 and above, whatever the body claims. `contradiction`: a body that says
 * success under a status that says failure.
 */
export type UnreadableReason =
  | 'empty'
  | 'not_json'
  | 'not_an_envelope'
  | 'contradiction'
  | 'redirect'
  | 'server_error';

export type Envelope =
  /** `data` is null where the broker left it out or wrote null, '' or "null". */
  | { readonly kind: 'ok'; readonly data: unknown }
  /** The request was refused. `code` is '' where the broker gave none; `message` is one printable line of at most 200 characters. */
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly dialect: EnvelopeDialect;
    }
  /** The rate limiter refused the request; it went no further. */
  | { readonly kind: 'rate_limited'; readonly message: string }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

export interface RawAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly body: string;
}

const MAX_MESSAGE_LENGTH = 200;
const MAX_CODE_LENGTH = 20;
const TOO_MANY_REQUESTS = 429;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const RATE_TEXT = /access rate|rate limit/i;

/**
 * Reads an answer. The content type plays no part: the live server labels plain text and JSON alike. Below 400, what is not an envelope is
 * unreadable, so that nobody takes a refusal from it.
 */
export function readEnvelope({ status, body }: RawAnswer): Envelope {
  if (status >= 500) return unreadable('server_error');
  if (status < 200 || (status >= 300 && status < 400)) return unreadable('redirect');
  const isRefused = status >= 400;
  if (status === TOO_MANY_REQUESTS) return rateLimited(body);
  if (status === RATE_LIMIT_STATUS && RATE_TEXT.test(body)) return rateLimited(body);
  const answer = parsedObject(body);
  const outcome = answer === null ? undefined : outcomeOf(answer);
  if (answer === null || outcome === undefined) {
    if (status === UNAUTHORIZED || status === FORBIDDEN) {
      return { kind: 'failed', code: '', message: `HTTP status ${status}`, dialect: 'none' };
    }
    return unreadable(unreadableReason(body, answer !== null));
  }
  if (outcome) {
    return isRefused ? unreadable('contradiction') : { kind: 'ok', data: dataOf(answer) };
  }
  const { code, message, dialect } = refusalOf(answer);
  if (code === ERROR_CODES.tooManyRequests) return rateLimited(message);
  return { kind: 'failed', code, message, dialect };
}

/** What may be shown and logged of a text the broker wrote: one printable line of at most 200 characters. */
export function printableLine(text: string): string {
  return text
    .slice(0, 4 * MAX_MESSAGE_LENGTH)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_MESSAGE_LENGTH)
    .trimEnd();
}

type Answer = Readonly<Record<string, unknown>>;

/** true: the answer says success; false: it says failure; undefined: it says neither, so it is no envelope. */
function outcomeOf(answer: Answer): boolean | undefined {
  const flags = [flagOf(answer['status']), flagOf(answer['success'])];
  if (flags.includes(false)) return false;
  return flags.includes(true) ? true : undefined;
}

/** The documentation shows booleans as strings. */
function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}

function dataOf({ data }: Answer & { readonly data?: unknown }): unknown {
  return data === undefined || data === '' || data === 'null' ? null : data;
}

function refusalOf(answer: Answer): { code: string; message: string; dialect: EnvelopeDialect } {
  const isGateway = 'success' in answer || 'errorCode' in answer;
  const code = textOf(answer['errorcode']) || textOf(answer['errorCode']);
  return {
    code: /^[A-Za-z0-9_-]*$/.test(code) ? code.slice(0, MAX_CODE_LENGTH) : '',
    message: printableLine(textOf(answer['message'])),
    dialect: isGateway ? 'gateway' : 'application',
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parsedObject(body: string): Answer | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Answer)
      : null;
  } catch {
    return null;
  }
}

function unreadableReason(body: string, isObject: boolean): UnreadableReason {
  if (isObject) return 'not_an_envelope';
  return body.trim() === '' ? 'empty' : 'not_json';
}

function rateLimited(message: string): Envelope {
  return { kind: 'rate_limited', message: printableLine(message) };
}

function unreadable(reason: UnreadableReason): Envelope {
  return { kind: 'unreadable', reason };
}
