import { describe, expect, it } from 'vitest';
import { PRE_CALL_REASONS } from '../../../../src/venue/angel/call.ts';
import {
  reasonOfPreCall,
  reasonOfRejection,
  reasonOfText,
} from '../../../../src/venue/angel/gateway-reasons.ts';

describe('the reason of a text', () => {
  it.each([
    ['RMS:Margin Exceeds, Cash Available: 10', 'insufficient_margin'],
    ['Insufficient funds', 'insufficient_margin'],
    ['Order price is not a multiple of tick size', 'price_off_increment'],
    ['Quantity should be in multiples of lot size', 'quantity_not_whole_lots'],
    ['Order quantity exceeds freeze quantity', 'quantity_above_freeze'],
    ['Price is beyond the daily circuit limits', 'price_outside_circuit'],
    ['Trigger price for buy should be above the last traded price', 'trigger_already_crossed'],
    ['Self trade prevented', 'self_trade'],
    ['Market is closed', 'out_of_session'],
    ['MARKET orders are not allowed through the API', 'order_type_not_allowed'],
    ['Order is already complete', 'already_terminal'],
    ['Order cannot be modified', 'already_terminal'],
    ['Order not found', 'unknown_order'],
    ['Duplicate order', 'duplicate_order'],
    ['Rejected by market price protection', 'price_protection'],
    ['Scrip is under surveillance', 'not_tradable'],
    ['Access denied because of exceeding access rate', 'rate_limited'],
    ['Something else', 'venue_error'],
    ['', 'venue_error'],
  ])('"%s" is %s', (text, reason) => {
    expect(reasonOfText(text)).toBe(reason);
  });
});

describe('the reason of a refused call', () => {
  const rejected = { phase: 'rejected', message: '' } as const;

  it.each([
    ['AB1009', '', 'not_tradable'],
    ['AB1008', '', 'order_type_not_allowed'],
    ['AB1013', '', 'unknown_order'],
    ['AB4036', 'Scrip needs consent', 'not_tradable'],
    ['AB1007', 'RMS: margin shortfall', 'insufficient_margin'],
    ['AB1004', 'Something Went Wrong, Please Try After Sometime', 'venue_error'],
  ])('code %s with "%s" is %s', (code, message, reason) => {
    expect(reasonOfRejection({ ...rejected, kind: 'request', code, message })).toBe(reason);
  });

  it('F23 is the rate where the limiter refused, whatever the code', () => {
    expect(reasonOfRejection({ ...rejected, kind: 'rate', code: '' })).toBe('rate_limited');
  });

  it.each(['auth', 'address'] as const)(
    'says nothing about the order where it is the %s',
    (kind) => {
      const message = 'margin';
      expect(reasonOfRejection({ ...rejected, kind, code: 'AG8001', message })).toBe('venue_error');
    },
  );
});

it('a call that never left is rate limited or an error of the venue', () => {
  const reasons = PRE_CALL_REASONS.map((reason) => [reason, reasonOfPreCall(reason)]);
  expect(Object.fromEntries(reasons)).toEqual({
    rate_limited: 'rate_limited',
    circuit_open: 'venue_error',
    not_connected: 'venue_error',
    not_logged_in: 'venue_error',
    preflight: 'venue_error',
    closed: 'venue_error',
  });
});
