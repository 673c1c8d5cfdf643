/** Starts that the journal refuses: a second engine on one data folder, and a journal that is damaged. */
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient } from '../../native-free-bench/recovery/engine-client.ts';
import { BUSY, writeLoadConfig } from '../../native-free-bench/recovery/load-config.ts';
import { OrderLedger } from '../../native-free-bench/recovery/order-ledger.ts';
import { runCli } from '../support/daemon.ts';
import { healthOf } from '../support/running-engine.ts';
import { type StartedEngine, startTradingEngine } from '../support/trading-engine.ts';

const MINUTE = 60_000;
/** Of a segment: its header, and somewhere among its first records. */
const HEADER_BYTES = 4096;
const DAMAGED_BYTE = HEADER_BYTES + 300;

const folder = mkdtempSync(join(tmpdir(), 'tickring-refusals-'));
const journal = join(folder, 'data', 'journal', 'paper-SIMULATED');
const again = ['start', '--port', '0', '--data', join(folder, 'data'), '--config'];
let engine: StartedEngine;

function flipByte(path: string, at: number): void {
  const handle = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  byte.writeUInt8(byte.readUInt8(0) ^ 0xff, 0);
  writeSync(handle, byte, 0, 1, at);
  closeSync(handle);
}

describe('a journal', () => {
  beforeAll(async () => {
    writeLoadConfig(join(folder, 'config'), BUSY);
    engine = await startTradingEngine(folder, ['--speed', '20']);
  }, MINUTE);
  afterAll(async () => {
    await engine.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'JR-11 in use refuses a second engine, and the first goes on trading',
    async () => {
      const result = await runCli([...again, join(folder, 'config')]);
      expect(result.code).toBe(75);
      expect(result.stderr).toContain(`is held by process ${engine.pid}; stop that engine first`);
      expect(result.stderr).not.toContain('    at ');
      const ledger = new OrderLedger();
      const client = await EngineClient.connect(engine.url, ledger);
      expect(await client.until(() => ledger.fillCount > 0)).toBe(true);
      expect((await healthOf(engine.url)).journal.state).toBe('healthy');
      expect(await engine.end('SIGINT')).toBe(0);
    },
    2 * MINUTE,
  );

  it(
    'JR-05 with a damaged record is refused with what to do, and left as it is',
    async () => {
      const [segment = ''] = readdirSync(journal).filter((name) => name.endsWith('.seg'));
      flipByte(join(journal, segment), DAMAGED_BYTE);
      for (const name of readdirSync(journal)) {
        if (name.endsWith('.snap')) rmSync(join(journal, name));
      }
      const result = await runCli([...again, join(folder, 'config')]);
      expect(result.code).toBe(65);
      expect(result.stderr).toContain(segment);
      expect(result.stderr).toContain(journal);
      expect(result.stderr).toContain('tickring journal verify');
      const files = readdirSync(journal).filter((name) => name.endsWith('.seg'));
      expect(files).toEqual([segment]);
    },
    MINUTE,
  );
});
