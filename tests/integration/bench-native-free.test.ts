import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const GUARD_MODULE = new URL(
  '../../dist/native-free-bench/harness/native-free-process.js',
  import.meta.url,
).href;

/**
 * A program that loads an addon of its own, in its main thread or in a worker, and says what came
 * of it.
 */
const LOADER = `
  const { Worker, isMainThread } = require('node:worker_threads');
  const load = () => {
    try {
      require(process.env.ADDON);
      console.log('loaded');
    } catch (error) {
      console.log(error.code);
    }
  };
  if (process.env.IN_WORKER === '1' && isMainThread) new Worker(__filename);
  else load();
`;

let folder = '';
/** What the harness starts every program with. */
let guard: readonly string[] = [];
beforeAll(async () => {
  ({ GUARD_ARGUMENTS: guard } = await import(GUARD_MODULE));
  folder = mkdtempSync(join(tmpdir(), 'tickring-native-'));
  // Not a library: without the guard the system's loader is asked and refuses it.
  writeFileSync(join(folder, 'addon.node'), 'not a shared object');
  writeFileSync(join(folder, 'loader.cjs'), LOADER);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function loadAddon(options: { readonly isGuarded: boolean; readonly isInWorker: boolean }): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...(options.isGuarded ? guard : []), join(folder, 'loader.cjs')],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        ADDON: join(folder, 'addon.node'),
        IN_WORKER: options.isInWorker ? '1' : '0',
      },
    },
  );
  expect(stderr).toBe('');
  return stdout.trim();
}

describe('the native-addon guard', () => {
  it.each([false, true])(
    'stops an addon before the system loads it (in a worker: %s)',
    (isInWorker) => {
      expect(loadAddon({ isGuarded: true, isInWorker })).toBe('NATIVE_ADDON');
    },
  );

  it('is what stops it: without the guard the system loader is reached', () => {
    expect(loadAddon({ isGuarded: false, isInWorker: false })).toBe('ERR_DLOPEN_FAILED');
  });
});
