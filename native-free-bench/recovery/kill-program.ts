/** How long the kill switch takes to close sixteen positions in the simulated market at its real speed, a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../harness/result.ts';
import { journalFolderOf, startBenchEngine } from './bench-engine.ts';
import { EngineClient } from './engine-client.ts';
import { JournalFacts } from './journal-facts.ts';
import { HOLDING, IDLE, writeLoadConfig } from './load-config.ts';
import { netOf, openOf } from './net-positions.ts';
import { OrderLedger } from './order-ledger.ts';

const POSITIONS = 16;
/** Positions are opened in a fast market and closed in one at its real speed. */
const OPENING_SPEED = 20;

export async function runKillSwitch(): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-bench-kill-'));
  const ledger = new OrderLedger();
  const config = join(folder, 'config');
  try {
    writeLoadConfig(config, HOLDING);
    const opening = await startBenchEngine(folder, OPENING_SPEED);
    const opener = await EngineClient.connect(opening.url, ledger);
    const areOpen = await opener.until(() => opener.openPositions >= POSITIONS);
    await opening.end('SIGINT');
    await opener.ended();
    if (!areOpen) throw new Error(`${POSITIONS} positions were not opened in time`);

    writeLoadConfig(config, IDLE);
    const facts = new JournalFacts(journalFolderOf(folder));
    facts.read();
    const closing = await startBenchEngine(folder, 1);
    const closer = await EngineClient.connect(closing.url, ledger);
    try {
      return await measure(closing.pid, closer, () => openOf(netOf(facts, ledger)).length);
    } finally {
      await closing.end('SIGINT');
      await closer.ended();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `openNow` follows the fills a client is shown: each is durable, and the venue's. */
async function measure(
  pid: number,
  client: EngineClient,
  openNow: () => number,
): Promise<Measurement> {
  // Prices of the day have to arrive before anything can be closed at them.
  const isPriced = () =>
    [...client.positions.values()].every(({ netQuantity, lastPaise }) => {
      return netQuantity === 0 || lastPaise > 0;
    });
  // A stop that the first prices cross closes one meanwhile.
  if (!(await client.until(() => client.openPositions >= openNow() && isPriced()))) {
    throw new Error('the positions did not come back');
  }
  const open = openNow();
  const startMs = performance.now();
  process.kill(pid, 'SIGUSR2');
  if (!(await client.until(() => openNow() === 0))) throw new Error(`${openNow()} stayed open`);
  return { flatMs: performance.now() - startMs, orders: open };
}
