import { describe, expect, it } from 'vitest';
import {
  REST_FAULTS,
  type RestFaultName,
  simulatorFaultSchema,
} from '../../../../../src/contract/wire/simulator-control.ts';
import { readEnvelope } from '../../../../../src/contract/wire/smartapi-envelope.ts';
import { disturbanceOf } from '../../../../../src/venue/simulated/control/rest-fault.ts';
import { type Answer, okAnswer } from '../../../../../src/venue/simulated/rest/answer.ts';

const HONEST = okAnswer([{ orderid: '1' }]);

function disturbed(name: RestFaultName, changes: object = {}) {
  return disturbanceOf(simulatorFaultSchema.parse({ name, ...changes }));
}

function read(name: RestFaultName, changes: object = {}): string {
  const ending = disturbed(name, { isApplied: true, ...changes }).end(HONEST);
  if (typeof ending === 'string') return ending;
  const envelope = readEnvelope(ending);
  return envelope.kind === 'unreadable' ? envelope.reason : envelope.kind;
}

describe('disturbanceOf', () => {
  it('F17 F22 F23 turns the answer into what its name says', () => {
    expect(Object.fromEntries(REST_FAULTS.map((name) => [name, read(name)]))).toEqual({
      drop: 'drop',
      half_open: 'silence',
      delay: 'ok',
      server_error: 'server_error',
      rate_limited: 'rate_limited',
      html: 'not_json',
      empty: 'empty',
      status_string: 'failed',
      missing_data: 'ok',
      null_data: 'ok',
      duplicate_rows: 'ok',
      ip_refused: 'failed',
      token_expired: 'ok',
      forced_logout: 'ok',
      refused: 'failed',
    });
  });

  it('applies nothing that the broker refuses, and what is only garbled', () => {
    const applied = REST_FAULTS.filter((name) => disturbed(name).isApplied);
    expect(applied).toEqual([
      'delay',
      'missing_data',
      'null_data',
      'duplicate_rows',
      'token_expired',
      'forced_logout',
    ]);
    expect(disturbed('rate_limited', { isApplied: true }).isApplied).toBe(false);
    expect(disturbed('drop', { isApplied: true }).isApplied).toBe(true);
  });

  it('F21 delays the answer of an applied request, or request and answer both', () => {
    expect(disturbed('delay', { delayMs: 70 })).toMatchObject({
      isApplied: true,
      applyAfterMs: 0,
      answerAfterMs: 70,
    });
    expect(disturbed('delay', { delayMs: 70, isApplied: false })).toMatchObject({
      isApplied: true,
      applyAfterMs: 70,
      answerAfterMs: 0,
    });
  });

  it('F12 doubles rows, drops or empties data, and leaves refusals alone', () => {
    const bodyOf = (name: RestFaultName) =>
      JSON.parse((disturbed(name).end(HONEST) as Answer).body) as object;
    expect(bodyOf('duplicate_rows')).toMatchObject({ data: [{ orderid: '1' }, { orderid: '1' }] });
    expect(bodyOf('missing_data')).not.toHaveProperty('data');
    expect(bodyOf('null_data')).toHaveProperty('data', null);
    const refusal = { ...HONEST, code: 'AB1004' };
    expect(disturbed('null_data').end(refusal)).toBe(refusal);
  });

  it('takes the status and the code it is told', () => {
    expect(disturbed('server_error', { status: 504 }).end(null)).toMatchObject({ status: 504 });
    expect(disturbed('refused', { code: 'AB1006' }).end(null)).toMatchObject({ code: 'AB1006' });
  });
});
