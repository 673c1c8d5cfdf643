import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BenchResult, ProfileReport } from '../../native-free-bench/harness/result.ts';

const MAIN = fileURLToPath(new URL('../../dist/native-free-bench/main.js', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-bench-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function bench(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

async function smoke(profile: string): Promise<ProfileReport & { readonly stdout: string }> {
  const file = join(folder, `${profile}.json`);
  const { exitCode, stdout, stderr } = await bench('--smoke', '--profile', profile, '--json', file);
  expect(exitCode, stderr).toBe(0);
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as ProfileReport), stdout };
}

describe('npm run bench', () => {
  it('measures every ring variant on work that is proven equal', async () => {
    const report = await smoke('ring');
    expect(Object.keys(report).filter((key) => key !== 'stdout')).toEqual([
      'profile',
      'commit',
      'node',
      'machine',
      'results',
    ]);
    expect(report.profile).toBe('ring');
    const names = report.results.map(({ name }) => name);
    for (const batch of [1, 16, 64, 256]) {
      expect(names).toContain(`ring 1→3 batch ${batch}`);
      expect(names).toContain(`ring 1→1 batch ${batch}`);
    }
    for (const alternative of ['DataView', 'spin', 'ringbuf.js', 'notify', 'postMessage']) {
      expect(
        names.some((name) => name.includes(alternative)),
        alternative,
      ).toBe(true);
    }
    for (const { recordsPerSecond = 0, workHash, name } of report.results) {
      expect(recordsPerSecond, name).toBeGreaterThan(0);
      expect(workHash, name).toMatch(/^[0-9a-f]{12}$/);
    }
    const hashOf = (name: string) => report.results.find((each) => each.name === name)?.workHash;
    expect(hashOf('ringbuf.js 1→1 batch 256')).toBe(hashOf('ring 1→3 batch 256'));
    expect(hashOf('postMessage 1→1 batch 256')).toBe(hashOf('notify per record 1→3'));
    expect(report.stdout).toContain('M records/s');
  });

  it('measures every micro benchmark', async () => {
    const { results } = await smoke('micro');
    const wanted = [
      'scrip master load',
      'large scrip master load',
      'decode Quote packet',
      'validate Quote tick',
      'publish Quote tick',
      'read tick: TickView',
      'read tick: slice per field',
      'codec: write signal',
      'EMA update',
      'bar builder tick',
      'risk gate',
      'order core: bracket',
      'order event, entry and target filled at once',
      'order event, filled in ten parts',
      'journal: encode',
      'journal: decode',
      'journal: CRC32C',
      'instrument lookup by token',
      'instrument lookup by symbol',
      'instrument lookup by contract',
      'instrument search',
    ];
    const find = (start: string): BenchResult | undefined =>
      results.find(({ name }) => name.startsWith(start));
    for (const start of wanted) {
      const result = find(start);
      expect(result?.[result.measure] ?? 0, start).toBeGreaterThan(0);
    }
  });

  it('measures the journal beside a bare fdatasync', async () => {
    const { results } = await smoke('journal');
    expect(results.map(({ name }) => name)).toEqual([
      'bare fdatasync at 1000/s',
      'journal at 1000 records/s, 1 a step',
      'journal at 20000 records/s, 4 a step',
      'bare fdatasync at 250/s',
      'journal at 1000 records/s, 4 a step',
    ]);
    for (const { ackUs = 0, name } of results) expect(ackUs, name).toBeGreaterThan(0);
    expect(results.map(({ ratioToBareSync = 0 }) => ratioToBareSync > 0)).toEqual(
      results.map(({ name }) => name.startsWith('journal')),
    );
  }, 120_000);

  it('accounts for every order of the order path', async () => {
    const { results } = await smoke('orders');
    expect(results).toMatchObject([{ lost: 0, duplicated: 0 }]);
    expect(results[0]?.ordersPerMinute).toBeGreaterThan(0);
    expect(results[0]?.tickToOrderUs?.p50).toBeGreaterThan(0);
  }, 120_000);

  it('ends with exit code 64 and a sentence on arguments it does not know', async () => {
    const { exitCode, stdout, stderr } = await bench('--profile', 'everything');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--profile is everything; allowed are micro, ring,');
    expect(stdout).toBe('');
  });
});
