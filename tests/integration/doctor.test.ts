/** `tickring doctor` on the machine that runs this. */
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/daemon.ts';

const MINUTE = 60_000;

interface Shown {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly status: string;
    readonly detail: string;
    readonly fix: string;
  }[];
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function doctor(args: readonly string[], environment: Record<string, string> = {}) {
  const settings = { TICKRING_SERVER__PORT: '0', ...environment };
  const { code, stdout, stderr } = await runCli(
    ['doctor', '--json', '--data', folder, ...args],
    settings,
  );
  expect(stderr).toBe('');
  const shown = JSON.parse(stdout) as Shown;
  const statusOf = (name: string) => shown.checks.find((check) => check.name === name)?.status;
  return { code, shown, stdout, statusOf };
}

const CREDENTIALS = {
  TICKRING_ANGEL_CLIENT_CODE: 'A1234567',
  TICKRING_ANGEL_PIN: '7391',
  TICKRING_ANGEL_TOTP_SECRET: 'JBSWY3DPEHPK3PXPJBSWY3DPEH',
  TICKRING_ANGEL_API_KEY: 'kY7canary',
  TICKRING_ANGEL_STATIC_IP: '203.0.113.7',
};

describe('tickring doctor', () => {
  it(
    'finds nothing to mend for paper trading, and says all of it in one line each',
    async () => {
      const { code, shown, statusOf } = await doctor([]);
      // The calendar has an end, and this must not be the place that tells.
      const failed = shown.checks.filter((one) => one.status === 'fail' && one.name !== 'calendar');
      expect(failed).toEqual([]);
      expect(code).toBe(statusOf('calendar') === 'fail' ? 1 : 0);
      expect(shown.ok).toBe(code === 0);
      expect(shown.checks.map(({ name }) => name).sort()).toEqual(
        [
          'calendar',
          'certificates',
          'clock-broker',
          'clock-steady',
          'config',
          'core-files',
          'credentials',
          'data-folder',
          'disk-space',
          'features',
          'file-system',
          'instruments',
          'journal',
          'node',
          'port-server',
          'port-simulator',
          'shared-memory',
          'static-ip',
          'storage-sync',
          'websocket',
        ].sort(),
      );
      const { stdout } = await runCli(['doctor', '--data', folder], { TICKRING_SERVER__PORT: '0' });
      expect(stdout.split('\n').filter((line) => /^(ok|warn|fail) /.test(line))).toHaveLength(20);
    },
    MINUTE,
  );

  it(
    'asks more for live trading, reads the clock of the host of the stream, and shows no credential',
    async () => {
      const server = createServer((_, response) => {
        response.setHeader('date', new Date(Date.now() - 60_000).toUTCString());
        response.end();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const file = join(folder, 'credentials.env');
      const lines = Object.entries(CREDENTIALS).map(([name, value]) => `${name}=${value}\n`);
      writeFileSync(file, lines.join(''), { mode: 0o600 });
      const stream = { TICKRING_FEED__STREAM_URL: `ws://127.0.0.1:${port}/smart-stream` };
      const { code, statusOf, stdout } = await doctor(['--live'], stream);
      expect(code).toBe(1);
      expect(statusOf('clock-broker')).toBe('fail');
      expect(statusOf('instruments')).toBe('fail');
      expect(statusOf('credentials')).toBe('ok');
      expect(statusOf('static-ip')).toBe('ok');
      for (const value of ['7391', 'JBSWY3DP', 'kY7canary']) expect(stdout).not.toContain(value);
      const broker = { TICKRING_BROKER__REST_URL: `http://127.0.0.1:${port}` };
      const { shown } = await doctor(['--live'], broker);
      const clock = shown.checks.find(({ name }) => name === 'clock-broker');
      expect(clock?.detail).toMatch(new RegExp(`ahead of 127\\.0\\.0\\.1:${port}$`));
      chmodSync(file, 0o644);
      expect((await doctor([], stream)).statusOf('credentials')).toBe('fail');
      server.close();
    },
    MINUTE,
  );

  it(
    'examines the machine also when the configuration is wrong',
    async () => {
      const { code, statusOf } = await doctor([], { TICKRING_SERVER__PORT: '99999' });
      expect(code).toBe(1);
      expect(statusOf('config')).toBe('fail');
      expect(statusOf('node')).toBe('ok');
      expect(statusOf('journal')).toBeUndefined();
    },
    MINUTE,
  );
});
