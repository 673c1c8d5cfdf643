/** HTTP answers with the headers every one of them carries. Publish thread. */
import type { ErrorCode } from '../../contract/errors.ts';
import type { HttpAnswer } from '../fanout/port.ts';

/** No CORS header anywhere: other sites may not read this server. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

export function answerOf(
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': contentType, ...headers },
    body,
  };
}

export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return answerOf(status, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`, headers);
}

/** `message` says what to do. */
export function errorAnswer(
  status: number,
  error: { readonly code: ErrorCode; readonly message: string },
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return jsonAnswer(status, { error }, headers);
}
