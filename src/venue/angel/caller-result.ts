/** What an answer over HTTP, or the lack of one, means for a call; venue thread. */
import type { z } from 'zod';
import type { Redactor } from '../../contract/redaction.ts';
import {
  printableLine,
  type RawAnswer,
  readEnvelope,
} from '../../contract/wire/smartapi-envelope.ts';
import { ERROR_CODES } from '../../contract/wire/smartapi-rest.ts';
import type { AmbiguousCause, CallResult, PreCallReason, RejectionKind } from './call.ts';
import type { ConnectFailure, HttpResult } from './transport.ts';

type Rejected = Extract<CallResult<never>, { phase: 'rejected' }>;
type Ambiguous = Extract<CallResult<never>, { phase: 'ambiguous' }>;
type PreCall = Extract<CallResult<never>, { phase: 'pre_call' }>;

const AUTH_CODES: ReadonlySet<string> = new Set([
  ERROR_CODES.tokenInvalid,
  ERROR_CODES.tokenExpired,
  ERROR_CODES.tokenMissing,
  ERROR_CODES.apiKeyInvalid,
  ERROR_CODES.sessionExpired,
  ERROR_CODES.notLoggedIn,
  ERROR_CODES.refreshTokenInvalid,
  ERROR_CODES.refreshTokenExpired,
]);
/** The broker does not know itself what went wrong: an order may stand all the same (OL-06). */
const VAGUE_CODES: ReadonlySet<string> = new Set([
  ERROR_CODES.somethingWrong,
  ERROR_CODES.unspecified,
  ERROR_CODES.internalError,
]);
/** Statuses that refuse who asks when the answer does not say more. */
const AUTH_STATUSES: ReadonlySet<number> = new Set([401, 403]);

export function preCall(reason: PreCallReason, message: string): PreCall {
  return { phase: 'pre_call', reason, message };
}

/** Of one request: what it came to, and what its date says of the host's clock. */
export interface ExchangeAnswer<Data> {
  readonly result: CallResult<Data>;
  /** Above 0: the host clock is ahead of the broker's; undefined without a date to tell by. */
  readonly clockSkewMs: number | undefined;
}

export interface AnswerReading<Data> {
  /** Of the envelope's `data`. */
  readonly schema: z.ZodType<Data>;
  /** What may have been applied is refused only by a word that proves it was not. */
  readonly isWrite: boolean;
  readonly redactor: Redactor;
}

/** Total: whatever came back is one of the four phases, and its message has no secret in it. */
export function resultOf<Data>(http: HttpResult, reading: AnswerReading<Data>): CallResult<Data> {
  switch (http.kind) {
    case 'not_connected':
      return preCall('not_connected', notConnected(http.why));
    case 'timeout':
      return ambiguous('timeout', 'The broker did not answer in time.');
    case 'reset':
      return ambiguous('reset', 'The connection broke before the answer was complete.');
    case 'answer':
      return readAnswer(http, reading);
    default:
      return http satisfies never;
  }
}

function readAnswer<Data>(
  answer: Extract<HttpResult, { kind: 'answer' }>,
  reading: AnswerReading<Data>,
): CallResult<Data> {
  const envelope = readEnvelope(answer);
  switch (envelope.kind) {
    case 'ok':
      return acceptedData(envelope.data, reading);
    case 'rate_limited':
      return rejected('rate', ERROR_CODES.tooManyRequests, messageOf(answer, reading.redactor));
    case 'failed': {
      if (reading.isWrite && (envelope.dialect === 'none' || VAGUE_CODES.has(envelope.code))) {
        const word = VAGUE_CODES.has(envelope.code) ? envelope.code : `status ${answer.status}`;
        return ambiguous('unreadable', `The broker says ${word}, which proves nothing.`);
      }
      const kind = rejectionKind(envelope.code, answer.status);
      const code = reading.redactor.redact(envelope.code);
      return rejected(kind, code, messageOf(answer, reading.redactor));
    }
    case 'unreadable': {
      const isServerError = envelope.reason === 'server_error';
      const message = `The answer with HTTP status ${answer.status} says nothing: ${envelope.reason.replaceAll('_', ' ')}.`;
      return ambiguous(isServerError ? 'server_error' : 'unreadable', message);
    }
    default:
      return envelope satisfies never;
  }
}

/** Secrets go before the text is cut to length: half a secret would no longer be known as one. */
function messageOf({ status, body }: RawAnswer, redactor: Redactor): string {
  const envelope = readEnvelope({ status, body: redactor.redact(body) });
  return 'message' in envelope ? envelope.message : '';
}

function acceptedData<Data>(data: unknown, reading: AnswerReading<Data>): CallResult<Data> {
  const parsed = reading.schema.safeParse(data);
  if (parsed.success) return { phase: 'accepted', data: parsed.data };
  if (reading.isWrite && data === null) {
    return ambiguous('no_order_id', 'The broker says success and names no order.');
  }
  const [issue] = parsed.error.issues;
  // Only where and which rule: the value, and zod's own sentence, are not ours to show.
  const path = ['data', ...(issue?.path ?? [])].map(String).join('.');
  const where = printableLine(reading.redactor.redact(path));
  const rule = issue?.code ?? 'unknown';
  return ambiguous('unreadable', `The answer is not as documented: ${where} (${rule}).`);
}

function rejectionKind(code: string, status: number): RejectionKind {
  if (AUTH_CODES.has(code)) return 'auth';
  if (code === ERROR_CODES.ipNotRegistered) return 'address';
  return code === '' && AUTH_STATUSES.has(status) ? 'auth' : 'request';
}

function notConnected(why: ConnectFailure = 'other'): string {
  switch (why) {
    case 'refused':
      return 'The broker refused the connection.';
    case 'host_unknown':
      return 'The host of the broker has no address; check the name service.';
    case 'tls':
      return 'The server could not prove that it is the broker; check the clock and who is in between.';
    case 'timeout':
      return 'No connection to the broker came about in time.';
    case 'other':
      return 'No connection to the broker came about.';
    default:
      return why satisfies never;
  }
}

function rejected(kind: RejectionKind, code: string, message: string): Rejected {
  return { phase: 'rejected', kind, code, message: message || 'The broker gave no reason.' };
}

function ambiguous(cause: AmbiguousCause, message: string): Ambiguous {
  return { phase: 'ambiguous', cause, message };
}
