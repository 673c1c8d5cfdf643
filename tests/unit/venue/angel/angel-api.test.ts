import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../../../src/contract/wire/smartapi-rest.ts';
import { AngelApi } from '../../../../src/venue/angel/angel-api.ts';
import type { HttpResult } from '../../../../src/venue/angel/transport.ts';
import { answeringCaller } from '../../../support/answering-caller.ts';
import {
  API_CALLS,
  CANCEL_BODY,
  CONVERT_BODY,
  GTT_CREATE_BODY,
  MARGIN_POSITION,
  MODIFY_BODY,
  PLACE_BODY,
} from '../../../support/api-calls.ts';
import { answer, gatewayRefused, ok, RATE_TEXT, refused } from '../../../support/caller-rig.ts';

function apiOver(given: HttpResult) {
  const caller = answeringCaller(() => given);
  return { api: new AngelApi(caller), asked: caller.asked };
}

const isWrite = (name: keyof typeof ENDPOINTS) => ENDPOINTS[name].kind === 'write';
const WRITES = API_CALLS.filter(({ name }) => isWrite(name));
const NULL_LISTS = new Set([
  'orderBook',
  'tradeBook',
  'positions',
  'holdings',
  'search',
  'candles',
  'openInterest',
  'gttList',
]);

describe('the typed calls', () => {
  it('are all that the broker has beside session and greeks', () => {
    const named = new Set(API_CALLS.map(({ name }) => name));
    const others = Object.keys(ENDPOINTS).filter((name) => !named.has(name as never));
    expect(others.sort()).toEqual(['login', 'logout', 'optionGreek', 'refresh']);
  });

  it.each(API_CALLS)('$name reads what the broker writes, in both dialects', async (call) => {
    for (const given of [ok(call.data), answer(200, { success: true, data: call.data })]) {
      const { api, asked } = apiOver(given);
      expect(await call.ask(api)).toMatchObject({ phase: 'accepted' });
      expect(asked.map(({ name }) => name)).toEqual([call.name]);
    }
  });

  it.each(API_CALLS)('$name says what the broker refuses', async (call) => {
    const { api } = apiOver(refused('AB1012', 'Invalid Product Type'));
    expect(await call.ask(api)).toEqual({
      phase: 'rejected',
      kind: 'request',
      code: 'AB1012',
      message: 'Invalid Product Type',
    });
  });

  it.each([...NULL_LISTS])('%s makes an empty list of null', async (name) => {
    const call = API_CALLS.find((one) => one.name === name);
    expect(await call?.ask(apiOver(ok(null)).api)).toEqual({ phase: 'accepted', data: [] });
  });

  it('ask for details by the unique id in the path and send nothing else there', async () => {
    const { api, asked } = apiOver(ok(null));
    await api.orderDetails('34reqfachdfih');
    expect(asked[0]?.request).toEqual({ pathSuffix: '/34reqfachdfih' });
    for (const id of ['', '../x', 'a/b', 'a?b', 'a b', 'x'.repeat(65)]) {
      expect(await api.orderDetails(id)).toMatchObject({ phase: 'pre_call', reason: 'preflight' });
    }
    expect(asked).toHaveLength(1);
  });

  it('pass the lane of an exit on', async () => {
    const { api, asked } = apiOver(refused('AB1004'));
    await api.place(PLACE_BODY, 'exit');
    await api.modify(MODIFY_BODY, 'exit');
    await api.cancel(CANCEL_BODY, 'exit');
    await api.cancel(CANCEL_BODY);
    expect(asked.map(({ request }) => request.lane)).toEqual(['exit', 'exit', 'exit', 'normal']);
  });

  it('do not send a body that the broker could only refuse, and name the field alone', async () => {
    const { api, asked } = apiOver(ok(null));
    const wrong = { ordertag: 'SECRET-TAG-TOO-LONG-AND-WITH-DASHES' };
    const results = [
      await api.place({ ...PLACE_BODY, ...wrong }),
      await api.modify({ ...MODIFY_BODY, quantity: '0' }),
      await api.cancel({ ...CANCEL_BODY, orderid: 'x' }),
      await api.gttCreate({ ...GTT_CREATE_BODY, qty: '0' }),
      await api.convert({ ...CONVERT_BODY, quantity: 0 }),
      await api.margin({ positions: Array.from({ length: 51 }, () => MARGIN_POSITION) }),
    ];
    for (const result of results) {
      expect(result).toMatchObject({ phase: 'pre_call', reason: 'preflight' });
    }
    expect(results[0]).toMatchObject({
      message: 'Not sent: ordertag is not as the broker takes it.',
    });
    expect(asked).toEqual([]);
  });

  it('take an answer about another order, rule or instrument for none', async () => {
    const { api } = apiOver(ok({ orderid: '1', id: '2' }));
    for (const result of [await api.modify(MODIFY_BODY), await api.cancel(CANCEL_BODY)]) {
      expect(result).toMatchObject({ phase: 'ambiguous', cause: 'unreadable' });
    }
    const target = { id: '1', symboltoken: '3045', exchange: 'NSE' } as const;
    expect(await api.gttCancel(target)).toMatchObject({ phase: 'ambiguous', cause: 'unreadable' });
    const ltp = API_CALLS.find(({ name }) => name === 'ltp');
    const other = apiOver(ok({ ...(ltp?.data as object), symboltoken: '1' }));
    expect(await ltp?.ask(other.api)).toMatchObject({ phase: 'ambiguous', cause: 'unreadable' });
  });
});

/** Answers that say success and nothing that could be used. */
const USELESS_DATA = [
  null,
  '',
  'null',
  'SUCCESS',
  7,
  true,
  {},
  [{}],
  [null],
  { orderid: null, id: null },
  { orderid: '', id: '' },
  { orderid: 'abc', id: 'abc' },
  { orderid: 1.5, id: 1.5 },
];

describe('F17 success that names no order', () => {
  it.each(USELESS_DATA)('leaves a place of %j open: it may be at the broker', async (data) => {
    const { api } = apiOver(ok(data));
    expect(await api.place(PLACE_BODY)).toMatchObject({
      phase: 'ambiguous',
      cause: 'no_order_id',
    });
  });

  it.each(WRITES.filter(({ name }) => name !== 'convert' && name !== 'place'))(
    'leaves $name open',
    async (call) => {
      for (const data of USELESS_DATA) {
        expect(await call.ask(apiOver(ok(data)).api)).toMatchObject({ phase: 'ambiguous' });
      }
    },
  );
});

/** Bodies seen from the live server or named by the fault list, none of which says what became of the request. */
const BAD_ANSWERS: readonly (readonly [string, HttpResult])[] = [
  ['an empty answer', answer(200, '')],
  ['blanks', answer(200, ' \r\n')],
  ['HTML', answer(200, '<!DOCTYPE html><html><body>Service Unavailable</body></html>')],
  [
    'the words of the limiter under 200',
    answer(200, 'Access denied because of exceeding access rate'),
  ],
  ['half an answer', answer(200, '{"status":true,"message":"SUCCESS","data":{"orderid":"2009')],
  ['null', answer(200, 'null')],
  ['an array', answer(200, '[]')],
  ['an object that is no envelope', answer(200, '{"data":{"orderid":"200910000000111"}}')],
  ['a status that is a number', answer(200, { status: 200, data: { orderid: '1' } })],
  ['success under 400', answer(400, { status: true, data: { orderid: '200910000000111' } })],
  ['a redirect', answer(302, '')],
  ['HTML under 404', answer(404, '<html>Not Found</html>')],
  ['500 with a failure', answer(500, { status: false, errorcode: 'AB1004', data: null })],
  ['502 with success', answer(502, { status: true, data: { orderid: '200910000000111' } })],
  ['503', answer(503, '')],
  ['504', answer(504, '<html>Gateway Timeout</html>')],
  ['no answer in time', { kind: 'timeout' }],
  ['a broken connection', { kind: 'reset' }],
];

describe('F17 F22 answers that say nothing', () => {
  for (const call of API_CALLS) {
    it.each(BAD_ANSWERS)(`leave ${call.name} open: %s`, async (_name, given) => {
      expect(await call.ask(apiOver(given).api)).toMatchObject({ phase: 'ambiguous' });
    });
  }

  it.each(API_CALLS.filter(({ name }) => name !== 'convert'))(
    '$name takes no data of another shape',
    async (call) => {
      for (const data of ['x', 7, true, [[]], [{}], { fetched: 1 }]) {
        expect(await call.ask(apiOver(ok(data)).api)).toMatchObject({ phase: 'ambiguous' });
      }
    },
  );
});

/** Bodies that do say that the request was refused. */
const REFUSALS: readonly (readonly [string, HttpResult, string])[] = [
  ['the limiter', RATE_TEXT, 'rate'],
  ['the limiter under 429', answer(429, ''), 'rate'],
  ['the limiter in JSON', refused('AB1021', 'Too many requests'), 'rate'],
  ['a token that is not valid', gatewayRefused('AG8001', 'Invalid Token'), 'auth'],
  ['an address that is not registered', gatewayRefused('AG7002'), 'address'],
  ['a status that is a string', answer(200, { status: 'false', data: 'null' }), 'request'],
];

describe('F17 answers that refuse', () => {
  for (const call of API_CALLS) {
    it.each(REFUSALS)(`reject ${call.name}: %s`, async (_name, given, kind) => {
      expect(await call.ask(apiOver(given).api)).toMatchObject({ phase: 'rejected', kind });
    });
  }
});
