/** Secrets planted in a real engine: in every place they are given, through every way out. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Daemon, eventually, runCli, startDaemon } from '../support/daemon.ts';

const MINUTE = 60_000;
const CANARIES = {
  TICKRING_ANGEL_PIN: '7391',
  TICKRING_ANGEL_TOTP_SECRET: 'CANARYTOTPJBSWY3DPEHPK3PXP',
  TICKRING_ANGEL_API_KEY: 'CanaryApiKey5',
  TICKRING_FEED__API_KEY: 'CanaryFeedKey5',
  TICKRING_FEED__FEED_TOKEN: 'CanaryFeedToken5',
  TICKRING_FEED__AUTH_TOKEN: 'CanaryAuthToken5',
};
/** The PIN stands in places only; everywhere else it is four digits among many. */
const VALUES = Object.values(CANARIES).filter((value) => value.length > 4);

const SAYS = `it was ${VALUES.join(' and ')}, pin: ${CANARIES.TICKRING_ANGEL_PIN}`;

/** Loaded into the engine by Node itself: throws what the broker's client might, and writes a diagnostic report. */
function plantOf(reportFile: string): string {
  return `
    import { isMainThread } from 'node:worker_threads';
    import { writeFileSync } from 'node:fs';
    if (isMainThread && process.argv[2] === 'start') {
      process.on('SIGHUP', () => {
        writeFileSync(${JSON.stringify(reportFile)}, JSON.stringify(process.report.getReport()));
        const cause = new Error(${JSON.stringify(SAYS)});
        const basic = Buffer.from(${JSON.stringify(`A1:${CANARIES.TICKRING_ANGEL_API_KEY}`)}).toString('base64');
        const headers = { 'X-PrivateKey': ${JSON.stringify(VALUES[0])}, authorization: 'Basic ' + basic };
        throw Object.assign(new Error(${JSON.stringify(SAYS)}, { cause }), { request: { headers } });
      });
    }
  `;
}

/** The same in one thread of the engine once there is a file `sign`, again and again until the thread stays down. */
function threadPlantOf(sign: string): string {
  return `
    import { existsSync } from 'node:fs';
    import { isMainThread, workerData } from 'node:worker_threads';
    if (!isMainThread && workerData?.thread === 'ingest') {
      const fail = () => { if (existsSync(${JSON.stringify(sign)})) throw new Error(${JSON.stringify(SAYS)}); };
      setInterval(fail, 20).unref();
    }
  `;
}

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function expectNone(text: string): void {
  for (const value of VALUES) {
    expect(text.includes(value)).toBe(false);
    expect(text.includes(Buffer.from(value).toString('base64').replaceAll('=', ''))).toBe(false);
  }
}

describe('an engine that was given secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-secrets-'));
  const plant = join(folder, 'plant.mjs');
  const reportFile = join(folder, 'report.json');
  let daemon: Daemon;

  beforeAll(async () => {
    writeFileSync(plant, plantOf(reportFile));
    daemon = await startDaemon([], { ...CANARIES, NODE_OPTIONS: `--import ${plant}` });
  }, MINUTE);
  afterAll(async () => {
    await daemon.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'AP-05 shows none of them in health and metrics',
    async () => {
      await eventually(async () => {
        const { status } = (await (await fetch(`${daemon.url}/health`)).json()) as {
          status: string;
        };
        return status === 'ok' || undefined;
      });
      expectNone(await (await fetch(`${daemon.url}/health`)).text());
      expectNone(await (await fetch(`${daemon.url}/metrics`)).text());
      const url = `${daemon.url.replace('http', 'ws')}/ws/stream`;
      expectNone((await runCli(['watch', '--url', url, '--once'])).stdout);
    },
    MINUTE,
  );

  it('SC-31 has none of them on its command line or on that of the simulator', () => {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    for (const pid of pids) {
      try {
        expectNone(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
      } catch (error) {
        if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
  });

  it(
    'SC-32 prints and writes none of them when it crashes with them in its error',
    async () => {
      const exited = once(daemon.child, 'close');
      daemon.child.kill('SIGHUP');
      expect(await exited).toEqual([null, 'SIGKILL']);
      expect(daemon.output()).toContain('it was [secret]');
      expect(daemon.output()).toContain('[cause]');
      expect(daemon.output()).toContain("'X-PrivateKey': '[secret]'");
      expect(daemon.output()).not.toMatch(/pin: 7391/);
      expectNone(daemon.output());
      const files = allFiles(join(daemon.folder, 'var'));
      expect(files.some((path) => path.includes('journal'))).toBe(true);
      for (const path of files) expectNone(readFileSync(path, 'latin1'));
    },
    MINUTE,
  );

  it('SC-31 has none of them in its diagnostic report', () => {
    const report = readFileSync(reportFile, 'utf8');
    expect(report).toContain('javascriptStack');
    expectNone(report);
  });
});

describe('a thread of an engine', () => {
  it(
    'SC-32 says no secret when it dies, in the log and on the console',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tickring-secrets-'));
      const plant = join(folder, 'plant.mjs');
      const sign = join(folder, 'sign');
      writeFileSync(plant, threadPlantOf(sign));
      const daemon = await startDaemon([], { ...CANARIES, NODE_OPTIONS: `--import ${plant}` });
      const ended = once(daemon.child, 'close');
      writeFileSync(sign, '');
      const [code] = (await ended) as [number | null];
      expect(code).toBe(70);
      expect(daemon.output()).toMatch(/Thread ingest died .*it was \[secret\] and \[secret\]/);
      expectNone(daemon.output());
      const logs = allFiles(join(daemon.folder, 'var', 'log'));
      const text = logs.map((path) => readFileSync(path, 'utf8')).join('');
      expect(text).toContain('it was [secret] and');
      expectNone(text);
      await daemon.end();
      rmSync(folder, { recursive: true, force: true });
    },
    2 * MINUTE,
  );
});

describe('an engine that cannot start', () => {
  it(
    'SC-32 prints no secret in its last words',
    async () => {
      const result = await runCli(['start', '--port', '0'], {
        ...CANARIES,
        TICKRING_FEED__INSTRUMENTS: `/nowhere/${CANARIES.TICKRING_ANGEL_API_KEY}.json`,
      });
      expect(result.code).not.toBe(0);
      expect(result.stderr).toContain('/nowhere/[secret].json');
      expectNone(result.stdout + result.stderr);
    },
    MINUTE,
  );

  it(
    'SC-34 exits 78 where certificates are not to be verified',
    async () => {
      const result = await runCli(['start'], { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
      expect(result.code).toBe(78);
      expect(result.stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED');
    },
    MINUTE,
  );

  it(
    'SC-30 exits 78 at a misspelt credential and does not show what it holds',
    async () => {
      const result = await runCli(['start'], { TICKRING_ANGEL_APIKEY: 'CanaryApiKey5' });
      expect(result.code).toBe(78);
      expectNone(result.stderr);
    },
    MINUTE,
  );
});
