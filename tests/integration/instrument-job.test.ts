/** The sync of the daily job, in the process it runs in. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { syncHistory } from '../../src/app/broker-instruments.ts';
import { syncInProcess } from '../../src/app/instrument-job.ts';
import { PACKAGE_ROOT } from '../../src/app/package-root.ts';
import { loadSettings } from '../../src/app/settings-loader.ts';
import { smallList } from '../support/scrip-rows.ts';
import { ScripServer } from '../support/scrip-server.ts';

let folder = '';
let config = '';
let data = '';
const server = new ScripServer();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-job-'));
  config = join(folder, 'config');
  data = join(folder, 'data');
  cpSync(join(PACKAGE_ROOT, 'config'), config, { recursive: true });
  const url = await server.start();
  const file = join(config, 'feed.yaml');
  const text = readFileSync(file, 'utf8').replace(/^ {2}source: .*$/m, `  source: ${url}`);
  expect(text).toContain(url);
  writeFileSync(file, text);
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

it('leaves the list in the data folder, and says how it ended when nothing came', async () => {
  expect(await syncInProcess(data, config)).toMatchObject({ exitCode: 75 });
  server.serve(JSON.stringify(smallList()), { etag: '"v1"' });
  expect(await syncInProcess(data, config)).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(data, 'instruments'))).toBe(true);
  const { settings } = loadSettings({ environment: {}, overrides: { data: { dir: data } } });
  expect(syncHistory(settings, 0).checkedAtMs).toBeGreaterThan(0);
}, 60_000);
