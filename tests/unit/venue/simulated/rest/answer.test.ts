import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../../../src/contract/wire/smartapi-envelope.ts';
import {
  applicationRefusal,
  gatewayRefusal,
  listAnswer,
  okAnswer,
  RATE_LIMITED,
} from '../../../../../src/venue/simulated/rest/answer.ts';

describe('answers', () => {
  it('are read as what they are, in both dialects', () => {
    expect(readEnvelope(okAnswer({ a: 1 }))).toEqual({ kind: 'ok', data: { a: 1 } });
    expect(readEnvelope(applicationRefusal('AB1013', 'Order not found'))).toEqual({
      kind: 'failed',
      code: 'AB1013',
      message: 'Order not found',
      dialect: 'application',
    });
    expect(readEnvelope(gatewayRefusal('AG8001', 'Invalid Token'))).toMatchObject({
      kind: 'failed',
      code: 'AG8001',
      dialect: 'gateway',
    });
    expect(readEnvelope(RATE_LIMITED).kind).toBe('rate_limited');
  });

  it('write the keys and the empty data of each dialect', () => {
    expect(JSON.parse(applicationRefusal('AB1', 'no').body)).toEqual({
      status: false,
      message: 'no',
      errorcode: 'AB1',
      data: null,
    });
    expect(JSON.parse(gatewayRefusal('AG8003', 'no').body)).toEqual({
      success: false,
      message: 'no',
      errorCode: 'AG8003',
      data: '',
    });
  });

  it('write null for an empty list', () => {
    expect(JSON.parse(listAnswer([]).body)).toMatchObject({ status: true, data: null });
    expect(JSON.parse(listAnswer([1]).body)).toMatchObject({ data: [1] });
  });
});
