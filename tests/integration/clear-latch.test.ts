/** `tickring start --clear-latch` on journals of accounts whose losses are latched. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineClient } from '../../native-free-bench/recovery/engine-client.ts';
import { BUSY, writeLoadConfig } from '../../native-free-bench/recovery/load-config.ts';
import { OrderLedger } from '../../native-free-bench/recovery/order-ledger.ts';
import { CLOCK_ROW } from '../../src/domain/input-rows.ts';
import { istDateKey, istDay } from '../../src/domain/instrument/ist-date.ts';
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import type { AnyRowKind } from '../../src/domain/journal-row.ts';
import { LATCHES, type Latch } from '../../src/domain/risk/loss-latches.ts';
import { ACCOUNT_ROW } from '../../src/domain/risk/rows.ts';
import { STATE_CAUSES } from '../../src/domain/risk/trading-state.ts';
import { JournalWriter } from '../../src/journal/journal-writer.ts';
import { NodeDisk } from '../../src/journal/node-disk.ts';
import { recover } from '../../src/journal/recover.ts';
import { RowRegistry } from '../../src/journal/row-registry.ts';
import { JournalImage } from '../../src/journal/state-image.ts';
import { runCli } from '../support/daemon.ts';
import { RUN, stepOf } from '../support/journal-rig.ts';
import { startTradingEngine } from '../support/trading-engine.ts';

const MINUTE = 60_000;
/** 2026-11-19, 10:00 IST. */
const LEFT_AT_MS = Date.UTC(2026, 10, 19, 4, 30);

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-latch-'));
  writeLoadConfig(join(folder, 'config'), BUSY);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A journal that a session left at 10:00 with `latch` set. */
function writeJournal(latch: Latch): void {
  const disk = NodeDisk.create(join(folder, 'data', 'journal', 'paper-SIMULATED'));
  const sessionDate = istDateKey(LEFT_AT_MS);
  const registry = new RowRegistry(JOURNAL_KINDS);
  const recovery = recover({ disk, registry, image: new JournalImage(), sessionDate });
  if (recovery.status === 'quarantined') throw new Error('A new journal is sound');
  const run = { ...RUN, account: 'SIMULATED', sessionDate };
  const writer = JournalWriter.open({ disk, recovery, run, nowMs: LEFT_AT_MS });
  const rows: readonly (readonly [AnyRowKind, object])[] = [
    [
      ACCOUNT_ROW,
      {
        states: STATE_CAUSES.map((cause) => (cause === latch ? 2 : 0)),
        sessionDay: istDay(LEFT_AT_MS),
        isDayStarted: true,
        ...{ dayStartPaise: 0, dayPeakPaise: 0, peakPaise: 0 },
        latchedPaise: LATCHES.map((one) => (one === latch ? 100 : 0)),
        ...{ unknownSignals: 0, timeMs: LEFT_AT_MS },
      },
    ],
    [CLOCK_ROW, { timeMs: LEFT_AT_MS, tick: 1 }],
  ];
  for (const [kind, row] of rows) writer.append(stepOf(kind, row));
  writer.commit();
  writer.close();
  recovery.lock.release();
}

const start = (...args: string[]) =>
  runCli([
    ...['start', '--port', '0', '--data', join(folder, 'data')],
    ...['--config', join(folder, 'config'), ...args],
  ]);

describe('tickring start --clear-latch', () => {
  it(
    'RG-09 is refused on the date of a daily loss, with what to do',
    async () => {
      writeJournal('daily_loss');
      const result = await start('--clear-latch', 'we want to go on');
      expect(result.code).toBe(1);
      expect(result.stderr).toContain('daily_loss latch of 2026-11-19');
      expect(result.stderr).toContain('start without --clear-latch');
      expect(result.stderr).not.toContain('    at ');
    },
    MINUTE,
  );

  it(
    'wants a reason',
    async () => {
      const result = await start('--clear-latch', ' ');
      expect(result.code).toBe(78);
      expect(result.stderr).toContain('--clear-latch: say why');
    },
    MINUTE,
  );

  it(
    'RG-12 ends the halt after a total drawdown, which a start without it does not',
    async () => {
      writeJournal('total_drawdown');
      for (const [args, isHalted] of [
        [[], true],
        [['--clear-latch', 'looked at it'], false],
        [[], false],
      ] as const) {
        const engine = await startTradingEngine(folder, [...args]);
        const client = await EngineClient.connect(engine.url, new OrderLedger());
        const isAsWanted = () =>
          client.risk !== undefined &&
          (client.risk.tradingState === 'halted') === isHalted &&
          (isHalted || client.risk.tradingState === 'active');
        expect(await client.until(isAsWanted)).toBe(true);
        expect(await engine.end('SIGINT')).toBe(0);
      }
    },
    3 * MINUTE,
  );
});
