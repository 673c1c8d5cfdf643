/** The real daemon under load, killed at random moments and started again, against a ledger that a client keeps outside. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCrashRounds } from '../../native-free-bench/recovery/crash-rounds.ts';
import { BUSY, writeLoadConfig } from '../../native-free-bench/recovery/load-config.ts';
import { seededRandom } from '../support/tick-stream.ts';
import { startTradingEngine } from '../support/trading-engine.ts';

const MINUTE = 60_000;
const KILLS = 4;
const SEED = 20_261_119;
/** OC-04: no open quantity without a stop for longer after a restart. */
const UNPROTECTED_MS_MAX = 5000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-recovery-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the engine killed under load', () => {
  it(
    'ID-01 ID-04 JR-03 OC-04 knows every order it has shown, places none twice, and protects what is open',
    async () => {
      writeLoadConfig(join(folder, 'config'), BUSY);
      const findings = await runCrashRounds({
        start: () => startTradingEngine(folder, ['--speed', '20']),
        journalFolder: join(folder, 'data', 'journal', 'paper-SIMULATED'),
        rounds: KILLS,
        random: seededRandom(SEED),
        longestMs: 1500,
      });
      expect(findings.problems).toEqual([]);
      expect(findings.openAtKill).toBeGreaterThan(KILLS);
      expect(findings.eventsSeen).toBeGreaterThan(KILLS * 30);
      expect(findings.unprotectedMs).toBeLessThanOrEqual(UNPROTECTED_MS_MAX);
    },
    3 * MINUTE,
  );
});
