import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings, SettingsError } from '../../../src/app/settings-loader.ts';
import { BROKER_ADDRESSES } from '../../../src/contract/wire/smartapi-hosts.ts';

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-config-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('loadSettings', () => {
  it('accepts the configuration the package ships', () => {
    const { settings } = loadSettings({ environment: {} });
    expect(settings.server).toMatchObject({ host: '127.0.0.1', port: 8000 });
    expect(settings.data.dir).toBe('./var');
    expect(settings.engine.mode).toBe('paper');
    expect(settings.broker).toEqual({
      restUrl: BROKER_ADDRESSES.rest,
      orderStreamUrl: BROKER_ADDRESSES.orderStream,
    });
  });

  it.each([
    [
      'TICKRING_SERVER__PORT',
      '8080',
      (s: ReturnType<typeof loadSettings>) => s.settings.server.port,
      8080,
    ],
    [
      'TICKRING_SERVER__HOST',
      '127.0.0.2',
      (s: ReturnType<typeof loadSettings>) => s.settings.server.host,
      '127.0.0.2',
    ],
    [
      'TICKRING_DATA__DIR',
      '/data',
      (s: ReturnType<typeof loadSettings>) => s.settings.data.dir,
      '/data',
    ],
    [
      'TICKRING_FEED__STREAM_URL',
      'ws://127.0.0.1:9/x',
      (s: ReturnType<typeof loadSettings>) => s.settings.feed.streamUrl,
      'ws://127.0.0.1:9/x',
    ],
    [
      'TICKRING_FEED__SUBSCRIBE',
      '[NSE:SBIN-EQ]',
      (s: ReturnType<typeof loadSettings>) => s.settings.feed.subscribe,
      ['NSE:SBIN-EQ'],
    ],
    [
      'TICKRING_DATA__RECORD_TICKS',
      'true',
      (s: ReturnType<typeof loadSettings>) => s.settings.data.recordTicks,
      true,
    ],
    [
      'TICKRING_FEED__CLIENT_CODE',
      '007',
      (s: ReturnType<typeof loadSettings>) => s.settings.feed.clientCode,
      '007',
    ],
  ] as const)('lets %s override the file', (name, text, read, expected) => {
    expect(read(loadSettings({ environment: { [name]: text } }))).toEqual(expected);
  });

  it('puts the command line above the environment', () => {
    const { settings } = loadSettings({
      environment: { TICKRING_SERVER__PORT: '1' },
      overrides: { server: { port: 2, host: undefined } },
    });
    expect(settings.server).toMatchObject({ port: 2, host: '127.0.0.1' });
  });

  it('names key, value and what is allowed, one line for each problem', () => {
    const problems = problemsOf(() =>
      loadSettings({
        environment: {
          TICKRING_SERVER__PORT: 'http',
          TICKRING_ENGINE__TICK_RING_CAPACITY: '10000',
          TICKRING_NOWHERE__KEY: '1',
          TICKRING_LONELY: '1',
        },
      }),
    );
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(/server\.port: "http" is not allowed: .*number/);
    expect(problems.join('\n')).toMatch(
      /engine\.tickRingCapacity: 10000 is not allowed: must be a power of two/,
    );
    expect(problems.join('\n')).toMatch(/TICKRING_NOWHERE__KEY: unknown setting/);
    expect(problems.join('\n')).toMatch(/TICKRING_LONELY: unknown setting/);
  });

  it('refuses unknown keys, sections given twice and files that are not YAML', () => {
    const folder = folderOf({
      'a.yaml': 'server:\n  port: 1\n  colour: red\n',
      'b.yaml': 'server:\n  port: 2\n',
      'c.yaml': ': : :\n- [',
    });
    const problems = problemsOf(() => loadSettings({ folder, environment: {} })).join('\n');
    expect(problems).toContain('server: given twice, again in b.yaml');
    expect(problems).toMatch(/c\.yaml: not YAML/);
    expect(problems).toMatch(/engine: missing is not allowed/);
  });

  it('says which folder cannot be read', () => {
    const [problem] = problemsOf(() =>
      loadSettings({ folder: '/no/such/folder', environment: {} }),
    );
    expect(problem).toContain('/no/such/folder cannot be read');
  });

  it('fingerprints the effective settings, and secrets only as present or absent', () => {
    const sha = (environment: Record<string, string>) => loadSettings({ environment }).configSha;
    expect(sha({})).toMatch(/^[0-9a-f]{64}$/);
    expect(sha({})).toBe(sha({}));
    expect(sha({ TICKRING_SERVER__PORT: '8001' })).not.toBe(sha({}));
    expect(sha({ TICKRING_FEED__API_KEY: 'one' })).toBe(sha({ TICKRING_FEED__API_KEY: 'two' }));
    expect(sha({ TICKRING_FEED__API_KEY: '' })).not.toBe(sha({ TICKRING_FEED__API_KEY: 'two' }));
  });

  it('never shows the value of a secret', () => {
    const problems = problemsOf(() =>
      loadSettings({ environment: {}, overrides: { feed: { apiKey: 12345678 } } }),
    );
    expect(problems.join('\n')).toContain('feed.apiKey: (hidden)');
    expect(problems.join('\n')).not.toContain('12345678');
  });
});
