/** What a call to the broker comes to, and who makes calls. Venue thread. */
import type { z } from 'zod';
import type { EndpointName } from '../../contract/wire/smartapi-rest.ts';

/** Nothing left us. `not_connected`: no connection came about, so the broker cannot have seen the request. */
export const PRE_CALL_REASONS = [
  'rate_limited',
  'circuit_open',
  'not_connected',
  'not_logged_in',
  'preflight',
  'closed',
] as const;
export type PreCallReason = (typeof PRE_CALL_REASONS)[number];

/** The request may have been applied, and its answer says nothing. Of a read: no information. */
export const AMBIGUOUS_CAUSES = [
  'timeout',
  'reset',
  'server_error',
  'unreadable',
  'no_order_id',
] as const;
export type AmbiguousCause = (typeof AMBIGUOUS_CAUSES)[number];

/** What the broker's refusal is about. `rate`: refused by its limiter; `auth`: the session; `address`: our IP is not registered; `request`: all else. */
export type RejectionKind = 'rate' | 'auth' | 'address' | 'request';

/** Messages are sentences without secrets; `code` is the broker's, '' where it gave none. */
export type CallResult<Data> =
  | { readonly phase: 'accepted'; readonly data: Data }
  | {
      readonly phase: 'rejected';
      readonly kind: RejectionKind;
      readonly code: string;
      readonly message: string;
    }
  | { readonly phase: 'ambiguous'; readonly cause: AmbiguousCause; readonly message: string }
  | { readonly phase: 'pre_call'; readonly reason: PreCallReason; readonly message: string };

/** Exits have a part of every budget to themselves. */
export type Lane = 'normal' | 'exit';

export interface CallRequest<Data> {
  /** Sent as JSON; absent for a GET. */
  readonly body?: object;
  /** Appended to the endpoint's path, `/<unique order id>`. */
  readonly pathSuffix?: string;
  /** Of the envelope's `data`. */
  readonly schema: z.ZodType<Data>;
  readonly lane?: Lane;
}

/**
 * Makes calls with everything around them: budget, circuit, session, parsing; repeats reads, never a write. Always resolves, within the
 * time limit of the endpoint's kind.
 */
export interface Caller {
  call<Data>(name: EndpointName, request: CallRequest<Data>): Promise<CallResult<Data>>;
}
