/** Ctrl-C and a new start of the real daemon: same positions, same profit, still protected, and the day goes on where it was left. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineClient } from '../../native-free-bench/recovery/engine-client.ts';
import { HOLDING, IDLE, writeLoadConfig } from '../../native-free-bench/recovery/load-config.ts';
import { OrderLedger } from '../../native-free-bench/recovery/order-ledger.ts';
import type { PositionView } from '../../src/contract/wire/client-stream.ts';
import { healthUntil } from '../support/running-engine.ts';
import { startTradingEngine } from '../support/trading-engine.ts';

const MINUTE = 60_000;
const POSITIONS = 5;
/** Of the market, at the speed it is played: what passes while the engine ends and starts does not count. */
const GAP_MAX_MS = 5 * MINUTE;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-restart-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What must not change while nothing trades. */
function heldOf(client: EngineClient) {
  const open = [...client.positions.values()].filter(({ netQuantity }) => netQuantity !== 0);
  return open
    .map(({ instrument, netQuantity, averagePaise, protectedQuantity }: PositionView) => ({
      ...{ instrument, netQuantity, averagePaise, protectedQuantity },
    }))
    .sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
}

it(
  'goes on after Ctrl-C with the same positions, profit and stops, at the time the day was left',
  async () => {
    const ledger = new OrderLedger();
    writeLoadConfig(join(folder, 'config'), HOLDING);
    const first = await startTradingEngine(folder, ['--speed', '20']);
    const before = await EngineClient.connect(first.url, ledger);
    expect(await before.until(() => before.openPositions >= POSITIONS)).toBe(true);
    expect(await first.end('SIGINT')).toBe(0);
    await before.ended();
    const left = heldOf(before);
    expect(left.length).toBeGreaterThanOrEqual(POSITIONS);

    writeLoadConfig(join(folder, 'config'), IDLE);
    const second = await startTradingEngine(folder, ['--speed', '1']);
    const after = await EngineClient.connect(second.url, ledger);
    expect(await after.until(() => after.openPositions >= left.length)).toBe(true);
    expect(heldOf(after)).toEqual(left);
    for (const { netQuantity, protectedQuantity } of left) {
      expect(protectedQuantity).toBe(Math.abs(netQuantity));
    }
    expect(after.risk?.realisedPnlPaise).toBe(before.risk?.realisedPnlPaise);
    expect(after.risk?.chargesPaise).toBe(before.risk?.chargesPaise);
    const leftAtMs = before.risk?.timeMs ?? 0;
    const health = await healthUntil(second.url, ({ sessionTime }) => sessionTime !== '');
    const passedMs = Date.parse(health.sessionTime) - leftAtMs;
    expect(Math.abs(passedMs)).toBeLessThan(GAP_MAX_MS);
    expect(await second.end('SIGINT')).toBe(0);
  },
  2 * MINUTE,
);
