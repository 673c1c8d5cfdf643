/** The kill switch of the real daemon: sixteen positions and their orders, one signal, nothing left, and nothing new until a human says so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient } from '../../native-free-bench/recovery/engine-client.ts';
import { JournalFacts } from '../../native-free-bench/recovery/journal-facts.ts';
import { HOLDING, writeLoadConfig } from '../../native-free-bench/recovery/load-config.ts';
import { netOf, openOf } from '../../native-free-bench/recovery/net-positions.ts';
import { OrderLedger } from '../../native-free-bench/recovery/order-ledger.ts';
import { healthOf, healthUntil } from '../support/running-engine.ts';
import { type StartedEngine, startTradingEngine } from '../support/trading-engine.ts';

const MINUTE = 60_000;
const POSITIONS = 16;
const DENIALS = 10;
const SPEED = ['--speed', '20'];

const folder = mkdtempSync(join(tmpdir(), 'tickring-kill-'));
const ledger = new OrderLedger();
let engine: StartedEngine;
let client: EngineClient;

async function start(...args: string[]): Promise<void> {
  engine = await startTradingEngine(folder, [...SPEED, ...args]);
  client = await EngineClient.connect(engine.url, ledger);
}

async function end(): Promise<void> {
  expect(await engine.end('SIGINT')).toBe(0);
  await client.ended();
}

/** Signals keep coming and none of them is approved. */
async function expectDenials(): Promise<void> {
  // All is zero until the risk thread has written what it restored.
  await client.until(() => (client.risk?.capitalPaise ?? 0) > 0);
  const { approved = 0, denied = 0 } = client.risk ?? {};
  expect(await client.until(() => (client.risk?.denied ?? 0) >= denied + DENIALS)).toBe(true);
  expect(client.risk?.approved).toBe(approved);
  expect(client.risk?.openPositions).toBe(0);
}

describe('the kill switch', () => {
  beforeAll(async () => {
    writeLoadConfig(join(folder, 'config'), HOLDING);
    await start();
  }, MINUTE);
  afterAll(async () => {
    await engine.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'KS-01 closes every position and cancels every order',
    async () => {
      expect(await client.until(() => client.openPositions >= POSITIONS)).toBe(true);
      process.kill(engine.pid, 'SIGUSR2');
      expect(await client.until(() => client.openPositions === 0)).toBe(true);
      const health = await healthUntil(engine.url, ({ isKilled }) => isKilled);
      expect(health.unprotectedPositions).toBe(0);
    },
    2 * MINUTE,
  );

  it(
    'KS-01 lets no entry through afterwards',
    async () => {
      await expectDenials();
      await end();
      const facts = new JournalFacts(join(folder, 'data', 'journal', 'paper-SIMULATED'));
      facts.read();
      expect(openOf(netOf(facts, ledger))).toEqual([]);
      expect(facts.unexplained()).toEqual([]);
      expect(facts.duplicates()).toEqual([]);
    },
    MINUTE,
  );

  it(
    'KS-02 is still in force after a restart',
    async () => {
      await start();
      expect((await healthOf(engine.url)).isKilled).toBe(true);
      await expectDenials();
      await end();
    },
    MINUTE,
  );

  it(
    'trades again once a human has reset it',
    async () => {
      await start('--reset-kill', 'the test goes on');
      expect((await healthOf(engine.url)).isKilled).toBe(false);
      expect(await client.until(() => client.openPositions > 0)).toBe(true);
      await end();
    },
    MINUTE,
  );
});
