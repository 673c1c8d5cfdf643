import { expect, it } from 'vitest';
import { DEFAULT_WATCH_SETTINGS } from '../../../../../src/domain/order/watch/watch-settings.ts';

it('orders are compared every 30 s, positions every 60 s, and an unknown order halts at 15 s and 60 s', () => {
  expect(DEFAULT_WATCH_SETTINGS).toMatchObject({
    ordersEveryMs: 30_000,
    positionsEveryMs: 60_000,
    lateAfterMs: 3_000,
    askEveryMs: 5_000,
    haltInstrumentAfterMs: 15_000,
    haltAccountAfterMs: 60_000,
    sameDifferenceMax: 3,
    unattributed: 'report',
  });
});
