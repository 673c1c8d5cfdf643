/** The real daemon when the disk takes no more: it stops opening, goes on closing, and has lost nothing it had shown. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineClient } from '../../native-free-bench/recovery/engine-client.ts';
import { JournalFacts } from '../../native-free-bench/recovery/journal-facts.ts';
import { BUSY, writeLoadConfig } from '../../native-free-bench/recovery/load-config.ts';
import { OrderLedger } from '../../native-free-bench/recovery/order-ledger.ts';
import { eventually, scrape, total } from '../support/daemon.ts';
import { healthOf, healthUntil } from '../support/running-engine.ts';
import { startTradingEngine } from '../support/trading-engine.ts';

const MINUTE = 60_000;
/** More than the reserve of 1 MiB, less than a segment: the next write beyond it fails as on a full disk. */
const FILE_BYTES_MAX = 1_200_000;
const POSITIONS = 10;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-full-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it(
  'JR-08 KS-05 stops entries, lets exits go on, and knows after a restart everything it has shown',
  async () => {
    writeLoadConfig(join(folder, 'config'), BUSY);
    const ledger = new OrderLedger();
    const engine = await startTradingEngine(folder, ['--speed', '20']);
    const client = await EngineClient.connect(engine.url, ledger);
    expect(await client.until(() => client.openPositions >= POSITIONS)).toBe(true);
    execFileSync('prlimit', ['--pid', `${engine.pid}`, `--fsize=${FILE_BYTES_MAX}:unlimited`]);

    const full = await healthUntil(engine.url, ({ journal }) => journal.state === 'reserve');
    expect(full.components['journal']?.detail).not.toBe('');
    expect(await client.until(() => client.risk?.tradingCause === 'journal')).toBe(true);
    const refused = 'tickring_decisions_denied_total{reason="trading_reducing"}';
    await eventually(async () => total(await scrape(engine.url), refused) > 0 || undefined);

    process.kill(engine.pid, 'SIGUSR2');
    expect(await client.until(() => client.openPositions === 0)).toBe(true);
    expect(await engine.end('SIGINT')).toBe(0);
    await client.ended();

    const facts = new JournalFacts(join(folder, 'data', 'journal', 'paper-SIMULATED'));
    facts.read();
    expect(facts.lost(ledger)).toEqual([]);
    expect(facts.duplicates()).toEqual([]);

    const again = await startTradingEngine(folder, ['--speed', '20']);
    const health = await healthOf(again.url);
    const after = await EngineClient.connect(again.url, ledger);
    expect(await after.until(() => after.risk !== undefined)).toBe(true);
    expect(health.journal.state).toBe('healthy');
    expect(health.isKilled).toBe(true);
    expect(after.risk?.openPositions).toBe(0);
    expect(await again.end('SIGINT')).toBe(0);
  },
  3 * MINUTE,
);
