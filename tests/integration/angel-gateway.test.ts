/** The order gateway with the real client, over real sockets, against the simulated broker and its faults. */
import { afterEach, describe, expect, it } from 'vitest';
import type { RestFaultName } from '../../src/contract/wire/simulator-control.ts';
import type { VenueReport } from '../../src/domain/order/types.ts';
import { LiveGateway } from '../support/live-gateway.ts';

const rigs: LiveGateway[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

async function started(): Promise<LiveGateway> {
  const rig = await new LiveGateway().start();
  rigs.push(rig);
  return rig;
}

/** With the order stream up. */
async function streaming(): Promise<LiveGateway> {
  const rig = await started();
  rig.stream.start();
  await rig.until(() => rig.stream.state.isConnected);
  return rig;
}

async function reported(rig: LiveGateway, kind: VenueReport['kind']): Promise<VenueReport> {
  const find = () => rig.reports.find((report) => report.kind === kind);
  await rig.until(() => find() !== undefined);
  return find() as VenueReport;
}

describe('an order', () => {
  it('is placed, filled in parts, and worth exactly what its trades say', async () => {
    const rig = await streaming();
    rig.enter();
    await rig.until(() => rig.entry.status === 'working');
    rig.server.market.push(1_000, 0, { ask: 9_995, askQuantity: 40 });
    rig.server.market.push(2_000, 0, { ask: 10_000, askQuantity: 500 });
    await rig.server.advance(1_500);
    await rig.until(() => rig.entry.filledQuantity === 40);
    await rig.server.advance(1_500);
    await rig.until(() => rig.entry.status === 'filled' && rig.entry.isValueExact);
    const [truth] = (await rig.server.state()).orders;
    expect(rig.entry).toMatchObject({
      filledQuantity: truth?.filledQuantity,
      filledValuePaise: truth?.filledValuePaise,
      venueOrderId: Number(truth?.orderId),
    });
  });

  it('is modified and cancelled as the stream says', async () => {
    const rig = await streaming();
    rig.command('place', { limitPaise: 9_000 });
    await reported(rig, 'accepted');
    rig.command('modify', { limitPaise: 9_005, quantity: 60 });
    await rig.until(() => rig.reports.some(({ limitPaise }) => limitPaise === 9_005));
    rig.command('cancel');
    expect(await reported(rig, 'cancelled')).toMatchObject({ quantity: 60, limitPaise: 9_005 });
    expect((await rig.server.state()).orders).toMatchObject([
      { status: 'cancelled', quantity: 60, limitPaise: 9_005 },
    ]);
  });

  it('waits for its trigger where it is a stop, and fills after it', async () => {
    const rig = await streaming();
    const stop = { orderType: 'stop_limit', limitPaise: 10_150, triggerPaise: 10_100 } as const;
    rig.command('place', stop);
    expect(await reported(rig, 'accepted')).toMatchObject({ triggerPaise: 10_100 });
    rig.command('modify', { ...stop, limitPaise: 10_200, triggerPaise: 10_120 });
    await rig.until(() => rig.reports.some(({ triggerPaise }) => triggerPaise === 10_120));
    rig.server.market.push(1_000, 0, { last: 10_120, ask: 10_300 });
    await rig.server.advance(1_500);
    expect(await reported(rig, 'triggered')).toMatchObject({ bookStatus: 'open' });
    rig.server.market.push(2_000, 0, { last: 10_120, ask: 10_125 });
    await rig.server.advance(1_000);
    expect(await reported(rig, 'fill')).toMatchObject({ cumulativeQuantity: 100 });
    expect((await rig.server.state()).orders).toMatchObject([{ status: 'complete' }]);
  });

  it('is found in the books while there is no stream', async () => {
    const rig = await started();
    rig.enter();
    await reported(rig, 'accepted');
    rig.server.market.push(1_000, 0, { ask: 10_000 });
    await rig.server.advance(1_500);
    rig.command('query_order', { queryId: 1 });
    expect(await reported(rig, 'book_order')).toMatchObject({ cumulativeQuantity: 100 });
    rig.command('query_positions', { queryId: 2 });
    expect(await reported(rig, 'book_position')).toMatchObject({ quantity: 100 });
    rig.command('query_orders', { queryId: 3 });
    await rig.until(() =>
      rig.reports.some(({ kind, queryId }) => kind === 'book_end' && queryId === 3),
    );
    // Meanwhile the gateway has read the book by itself, because the order was live.
    await rig.until(() => rig.entry.status === 'filled');
  });
});

describe('an answer to a place that says nothing', () => {
  it.each<[string, RestFaultName, boolean]>([
    ['F21', 'drop', true],
    ['F21', 'drop', false],
    ['F22', 'server_error', true],
    ['F22', 'server_error', false],
    ['F17', 'html', true],
    ['F17', 'html', false],
    ['F17', 'empty', true],
    ['F17', 'null_data', true],
    ['F17', 'missing_data', true],
  ])(
    '%s OL-06 ID-06 is unknown after one request: %s, applied: %s',
    async (_row, name, isApplied) => {
      const rig = await started();
      await rig.server.fault({ name, endpoints: ['place'], isApplied });
      rig.command('place');
      await reported(rig, 'unknown');
      rig.command('query_order', { queryId: 1 });
      const found = await reported(rig, isApplied ? 'book_order' : 'not_found');
      expect(found.queryId).toBe(1);
      expect(await rig.requests('place')).toBe(1);
      expect((await rig.server.state()).orders).toHaveLength(isApplied ? 1 : 0);
      expect(rig.reports.some(({ kind }) => kind === 'rejected')).toBe(false);
    },
  );
});

describe('an answer to a place that is a refusal', () => {
  it.each<[string, RestFaultName, string]>([
    ['F23', 'rate_limited', 'rate_limited'],
    ['F17', 'status_string', 'venue_error'],
    ['F27', 'token_expired', 'venue_error'],
    ['F27', 'forced_logout', 'venue_error'],
  ])('%s is rejected after one request: %s', async (_row, name, reason) => {
    const rig = await started();
    // The code counts where the fault is a refusal of the application.
    await rig.server.fault({ name, endpoints: ['place'], code: 'AB1017' });
    rig.command('place');
    expect(await reported(rig, 'rejected')).toMatchObject({ reason, venueOrderId: 0 });
    expect(await rig.requests('place')).toBe(1);
    expect((await rig.server.state()).orders).toHaveLength(0);
  });

  it('OL-06 is no refusal when the broker only says that something went wrong', async () => {
    const rig = await started();
    await rig.server.fault({ name: 'refused', endpoints: ['place'], code: 'AB1004' });
    rig.command('place');
    expect(await reported(rig, 'unknown')).toMatchObject({ venueOrderId: 0 });
    expect(await rig.requests('place')).toBe(1);
  });
});

describe('the order stream', () => {
  it.each(['orders_duplicate', 'orders_reorder', 'orders_lost', 'orders_corrupt'] as const)(
    'F9 F11 F17 leads to what the broker has, whatever it does: %s',
    async (name) => {
      const rig = await streaming();
      await rig.server.fault({ name, count: 100, probability: 0.5, seed: 7 });
      rig.enter();
      await rig.until(() => rig.entry.venueOrderId > 0);
      for (let part = 1; part <= 4; part += 1) {
        rig.server.market.push(part * 1_000, 0, { ask: 10_000 - 5 * part, askQuantity: 25 });
        await rig.server.advance(1_000);
      }
      await rig.server.advance(1_000);
      // What the stream did not say, the core asks for.
      rig.command('query_orders', { queryId: 9 });
      await rig.until(() => rig.reports.some(({ queryId }) => queryId === 9));
      rig.gateway.onLoss();
      await rig.until(() => rig.entry.status === 'filled' && rig.entry.isValueExact);
      const [truth] = (await rig.server.state()).orders;
      expect(rig.entry.filledValuePaise).toBe(truth?.filledValuePaise);
    },
  );

  it('F2 comes back by itself and brings what happened meanwhile', async () => {
    const rig = await streaming();
    rig.enter();
    await rig.until(() => rig.entry.status === 'working');
    await rig.server.control({ action: 'disconnect', streams: 'orders' });
    await rig.until(() => !rig.stream.state.isConnected);
    rig.server.market.push(1_000, 0, { ask: 10_000 });
    await rig.server.advance(1_500);
    await rig.until(() => rig.stream.state.connects === 2);
    await rig.until(() => rig.entry.status === 'filled');
    expect((await rig.server.state()).orderStreams).toBe(1);
  });

  it('F27 comes back with new tokens when the broker has ended the session', async () => {
    const rig = await streaming();
    await rig.server.control({ action: 'force_logout' });
    await rig.until(() => !rig.stream.state.isConnected);
    await rig.until(() => rig.stream.state.connects === 2);
    rig.enter();
    await rig.until(() => rig.entry.status === 'working');
  });

  it('F25 says a fill that won the race against a cancel', async () => {
    const rig = await streaming();
    rig.enter();
    await rig.until(() => rig.entry.status === 'working');
    await rig.server.fault({ name: 'cancel_race' });
    rig.command('cancel');
    await rig.until(() => rig.entry.status === 'filled');
    expect(rig.entry.filledQuantity).toBe(100);
  });
});
