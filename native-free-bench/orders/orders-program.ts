/**
 * The whole order path with its journal under a load of orders, a process of its own. At the end everything is closed, and the journal is
 * held against what the venue did.
 *
 *   generator ──→ ingest ──→ strategy ──→ risk ──→ oco ──→ journal ──→ venue ──→ reports, fills
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine } from '../../src/app/engine.ts';
import { openJournal } from '../../src/app/journal-start.ts';
import { loadSettings } from '../../src/app/settings-loader.ts';
import type { SharedMetrics } from '../../src/ring/shared-metrics.ts';
import type { Measurement } from '../harness/result.ts';
import { measureBetween, readEngine } from '../pipeline/engine-reading.ts';
import { benchInstruments } from '../pipeline/instruments.ts';
import { JournalFacts } from '../recovery/journal-facts.ts';
import { WIDE_LIMITS } from '../recovery/load-config.ts';
import { netOf, openOf } from '../recovery/net-positions.ts';
import { OrderLedger } from '../recovery/order-ledger.ts';

export interface OrdersProgramOptions {
  readonly streamUrl: string;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Exchange seconds per second: what is to happen every so often by the clock on the wall takes as many times as long. */
  readonly speed: number;
}

/** Changes its mind at every turn of the price. */
const STRATEGY = {
  id: 'orders',
  kind: 'ema-crossover',
  instruments: 'equities',
  params: {
    fastPeriod: 1,
    slowPeriod: 2,
    barSeconds: 1,
    stopAtrMultiple: 2,
    targetAtrMultiple: 2,
    allowShort: true,
  },
} as const;

/** As in `config/orders.yaml`, by the clock on the wall. */
const BOOK_INTERVAL_MS = 30_000;
const FLAT_TIMEOUT_MS = 60_000;
const LOOK_INTERVAL_MS = 20;
const PROBLEMS_SHOWN = 5;
const MEBIBYTE = 2 ** 20;

export async function runOrders(options: OrdersProgramOptions): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-bench-orders-'));
  try {
    return await measure(options, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(options: OrdersProgramOptions, folder: string): Promise<Measurement> {
  const { settings, configSha } = loadSettings({
    environment: {},
    overrides: {
      data: { dir: folder },
      feed: { streamUrl: options.streamUrl, mode: 'snapQuote', clientCode: 'BENCH' },
      risk: WIDE_LIMITS,
      watch: {
        ordersEveryMs: BOOK_INTERVAL_MS * options.speed,
        positionsEveryMs: 2 * BOOK_INTERVAL_MS * options.speed,
      },
      strategies: [STRATEGY],
    },
  });
  const journal = openJournal(settings, Date.now());
  const failures: string[] = [];
  const engine = await startEngine({
    settings,
    configSha,
    journal,
    instruments: benchInstruments(),
    roles: ['ingest', 'strategy', 'risk', 'oco', 'venue', 'journal'],
    onLog(level, message, fields) {
      if (level !== 'warn' && level !== 'error') return;
      process.stderr.write(`engine ${level}: ${message} ${JSON.stringify(fields ?? {})}\n`);
    },
    onFatal: (cause) => failures.push(cause),
  });
  const { metrics } = engine.supervisor;
  const run = {
    metrics,
    readers: ['strategy_0', 'risk', 'oco', 'venue'],
    strategyThreads: ['strategy_0'],
  };
  try {
    await sleep(options.warmUpSeconds * 1000);
    const rssStart = process.memoryUsage.rss();
    const [from, fromWallMs] = [readEngine(run), Date.now()];
    await sleep(options.seconds * 1000);
    const [to, toWallMs] = [readEngine(run), Date.now()];
    const rssEnd = process.memoryUsage.rss();
    engine.supervisor.kill();
    await flat(metrics);
    await engine.stop();
    if (failures.length > 0) throw new Error(`the engine could not go on: ${failures.join(', ')}`);
    const facts = new JournalFacts(journal.folder);
    facts.read();
    const minutes = (toWallMs - fromWallMs) / 60_000;
    return {
      ...measureBetween(from, to, run.readers),
      ordersPerMinute: facts.placesBetween(fromWallMs, toWallMs) / minutes,
      ...accountOf(facts, metrics),
      rssStartMb: rssStart / MEBIBYTE,
      rssEndMb: rssEnd / MEBIBYTE,
    };
  } finally {
    await engine.stop();
    journal.release();
  }
}

/** Every group is closed, and the last events have been taken. */
async function flat(metrics: SharedMetrics): Promise<void> {
  const deadlineMs = performance.now() + FLAT_TIMEOUT_MS;
  const isFlat = () =>
    metrics.cell('openGroups').value === 0 && metrics.cell('openPositions').value === 0;
  while (!isFlat()) {
    if (performance.now() > deadlineMs) throw new Error('the engine did not become flat');
    await sleep(LOOK_INTERVAL_MS);
  }
}

/** The journal against the venue's own counts and words. */
function accountOf(facts: JournalFacts, metrics: SharedMetrics): Measurement {
  const problems = [
    ...facts.unexplained(),
    ...openOf(netOf(facts, new OrderLedger())).map((name) => `${name} is not flat`),
  ];
  const fills = metrics.cell('orderFills').value;
  if (fills !== facts.fillReports) {
    problems.push(`the venue filled ${fills} times, the journal has ${facts.fillReports}`);
  }
  const duplicates = facts.duplicates();
  for (const problem of [...problems, ...duplicates].slice(0, PROBLEMS_SHOWN)) {
    process.stderr.write(`orders: ${problem}\n`);
  }
  return { lost: problems.length, duplicated: duplicates.length };
}
