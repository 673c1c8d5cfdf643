/** What the simulated broker answers to one request, in its two dialects. Simulator process. */
import type {
  ApplicationEnvelope,
  GatewayEnvelope,
} from '../../../contract/wire/smartapi-envelope.ts';
import {
  ERROR_CODES,
  RATE_LIMIT_STATUS,
  RATE_LIMIT_TEXT,
  type SmartApiErrorCode,
} from '../../../contract/wire/smartapi-rest.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Code of a refusal, '' for success. */
  readonly code: string;
}

/** What the request log says of answers that carry no code of the broker's. */
export const WITHOUT_CODE = { rateLimited: 'rate_limited', unreadable: 'unreadable' } as const;

const JSON_TYPE = 'application/json';

export function okAnswer(data: unknown): Answer {
  const envelope: ApplicationEnvelope = { status: true, message: 'SUCCESS', errorcode: '', data };
  return jsonAnswer(envelope, '');
}

/** A list; the broker writes null for an empty one. */
export function listAnswer(rows: readonly unknown[]): Answer {
  return okAnswer(rows.length === 0 ? null : rows);
}

export function applicationRefusal(code: string, message: string): Answer {
  const envelope: ApplicationEnvelope = { status: false, message, errorcode: code, data: null };
  return jsonAnswer(envelope, code);
}

export function gatewayRefusal(code: SmartApiErrorCode, message: string): Answer {
  const envelope: GatewayEnvelope = { success: false, message, errorCode: code, data: '' };
  return jsonAnswer(envelope, code);
}

export const RATE_LIMITED: Answer = {
  status: RATE_LIMIT_STATUS,
  contentType: 'text/plain',
  body: RATE_LIMIT_TEXT,
  code: WITHOUT_CODE.rateLimited,
};

/** The catch-all for a body that is not what the endpoint takes. */
export function malformed(): Answer {
  return applicationRefusal(
    ERROR_CODES.somethingWrong,
    'Something Went Wrong, Please Try After Sometime',
  );
}

export function jsonAnswer(value: object, code: string): Answer {
  return { status: 200, contentType: JSON_TYPE, body: JSON.stringify(value), code };
}
