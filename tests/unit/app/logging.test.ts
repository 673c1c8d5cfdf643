/** What the log writes where a secret is about, on a real file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../../src/app/logging.ts';
import { loadSettings } from '../../../src/app/settings-loader.ts';
import { Redactor } from '../../../src/contract/redaction.ts';

const CANARY = 'kY7canaryAPIkey';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function logged(
  redactor: Redactor,
  write: (log: Awaited<ReturnType<typeof openLog>>) => void,
) {
  const { settings } = loadSettings({
    environment: {},
    overrides: { data: { dir: folder }, log: { level: 'trace' } },
  });
  const console: string[] = [];
  const log = await openLog(settings, { redactor, showOnConsole: (line) => console.push(line) });
  write(log);
  await log.close();
  const path = join(folder, 'log');
  const files = readdirSync(path).map((name) => join(path, name));
  return { console, files, text: files.map((file) => readFileSync(file, 'utf8')).join('') };
}

describe('the log', () => {
  it('SC-32 holds a planted secret in no form, and every line stays JSON', async () => {
    const redactor = new Redactor();
    redactor.register(CANARY);
    const error = new Error(`refused ${CANARY}`, { cause: new Error(`deep ${CANARY}`) });
    const { text, console } = await logged(redactor, (log) => {
      log.write('debug', `the key ${CANARY}`);
      log.write('info', 'bound', { apiKey: CANARY, nested: { list: [CANARY] } });
      log.write('warn', 'stack', { cause: error.stack ?? '', inspected: inspect(error) });
      log.write('error', 'errors', { error, err: error });
      log.write('error', 'encoded', {
        url: `https://h/?k=${encodeURIComponent(CANARY)}`,
        basic: Buffer.from(`user:${CANARY}`).toString('base64'),
        json: JSON.stringify({ a: CANARY }),
        header: `X-PrivateKey: ${CANARY}`,
      });
      log.write('error', `multi\nline ${CANARY}`, { [CANARY]: 'as a key' });
    });
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg');
    expect(console).toHaveLength(4);
    const basic = Buffer.from(CANARY).toString('base64').slice(0, 10);
    for (const shown of [text, console.join('\n')]) {
      expect(shown).toContain('[secret]');
      expect(shown).not.toContain(CANARY);
      expect(shown).not.toContain(basic);
    }
  });

  it('is as it was where there is no secret', async () => {
    const { text } = await logged(new Redactor(), (log) => {
      log.write('info', 'password: none', { pin: 7391 });
    });
    expect(JSON.parse(text)).toMatchObject({ msg: 'password: none', pin: 7391 });
  });

  it('SC-40 is readable by its owner only', async () => {
    const { files } = await logged(new Redactor(), (log) => log.write('info', 'x'));
    for (const file of files) expect(statSync(file).mode & 0o077).toBe(0);
  });
});
