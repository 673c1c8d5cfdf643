import { describe, expect, it } from 'vitest';
import { RequestLog } from '../../../../../src/venue/simulated/control/request-log.ts';

const REQUEST = {
  clientCode: 'T1',
  tag: 'a',
  orderId: '',
  fault: '',
  isApplied: true,
  code: '',
  exchangeTimeMs: 0,
};

describe('RequestLog', () => {
  it('keeps writes and logins one by one and counts everything', () => {
    const log = new RequestLog();
    log.add('login', REQUEST);
    log.add('orderBook', REQUEST);
    log.add('place', { ...REQUEST, tag: 'b' });
    expect(log.kept().map(({ sequence, endpoint, tag }) => [sequence, endpoint, tag])).toEqual([
      [1, 'login', 'a'],
      [3, 'place', 'b'],
    ]);
    expect(log.counts()).toEqual({ login: 1, orderBook: 1, place: 1 });
  });
});
