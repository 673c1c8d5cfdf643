/** Why the broker refused, in the core's words: from its code where that says something, else from its text. Pure; venue thread. */
import { ERROR_CODES } from '../../contract/wire/smartapi-rest.ts';
import type { RejectReason } from '../../domain/order/types.ts';
import type { CallResult, PreCallReason } from './call.ts';

type Rejection = Extract<CallResult<unknown>, { readonly phase: 'rejected' }>;

const BY_CODE: ReadonlyMap<string, RejectReason> = new Map([
  [ERROR_CODES.tooManyRequests, 'rate_limited'],
  [ERROR_CODES.varietyInvalid, 'order_type_not_allowed'],
  [ERROR_CODES.symbolNotFound, 'not_tradable'],
  [ERROR_CODES.orderNotFound, 'unknown_order'],
  [ERROR_CODES.consentNeeded, 'not_tradable'],
]);

/** The first that fits. The texts come from the broker's risk management and from exchanges, and are documented nowhere. */
const BY_TEXT: readonly (readonly [RegExp, RejectReason])[] = [
  [/self[- ]?trade/, 'self_trade'],
  [/duplicate/, 'duplicate_order'],
  [/already|not (?:in )?(?:open|pending)|cannot be (?:modified|cancelled)/, 'already_terminal'],
  [/order (?:is )?not found|(?:no such|unknown|invalid) order\b/, 'unknown_order'],
  [/insufficient|margin|shortfall|funds|limit exceeds/, 'insufficient_margin'],
  [/tick size|multiple of (?:the )?tick|price increment/, 'price_off_increment'],
  [/freeze|max(?:imum)? (?:order )?(?:quantity|qty)/, 'quantity_above_freeze'],
  [/\blots?\b|lot ?size|multiple of/, 'quantity_not_whole_lots'],
  [/trigger/, 'trigger_already_crossed'],
  [/market price protection|\bmpp\b/, 'price_protection'],
  [/circuit|price band|price range|\bdpr\b|\blpp\b|execution range/, 'price_outside_circuit'],
  [/market (?:is )?closed|after[- ]market|market hours|not open|trading session/, 'out_of_session'],
  [/market orders?|\bioc\b|order ?type|variety/, 'order_type_not_allowed'],
  [/surveillance|suspended|caution|\bban\b|not allowed|scrip.*(?:blocked|not)/, 'not_tradable'],
  [/access rate|rate limit|too many/, 'rate_limited'],
];

/** Of a rejected order's own text. */
export function reasonOfText(text: string): RejectReason {
  const words = text.toLowerCase();
  return BY_TEXT.find(([pattern]) => pattern.test(words))?.[1] ?? 'venue_error';
}

/** Of a call the broker refused. What is about the session or our address says nothing about the order. */
export function reasonOfRejection({ kind, code, message }: Rejection): RejectReason {
  switch (kind) {
    case 'rate':
      return 'rate_limited';
    case 'auth':
    case 'address':
      return 'venue_error';
    case 'request':
      return BY_CODE.get(code) ?? reasonOfText(message);
    default:
      return kind satisfies never;
  }
}

/** Of a call that never left us. */
export function reasonOfPreCall(reason: PreCallReason): RejectReason {
  return reason === 'rate_limited' ? 'rate_limited' : 'venue_error';
}
