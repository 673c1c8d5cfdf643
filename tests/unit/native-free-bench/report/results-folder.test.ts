import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileReport } from '../../../../native-free-bench/harness/result.ts';
import { toJson, writeResults } from '../../../../native-free-bench/report/results-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-results-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const machine = {
  cpu: 'A & B <cpu>',
  cores: 2,
  memoryMb: 1024,
  platform: 'test',
  node: 'v20',
  loadAverage: [0.1, 0.2, 0.3],
  idlePercent: 99,
  idlePercentAfter: 99,
  date: '2026-11-20T00:00:00.000Z',
};

function ringReport(name: string): ProfileReport {
  return {
    profile: 'ring',
    commit: 'abc',
    node: 'v20',
    machine,
    results: [
      {
        name,
        measure: 'recordsPerSecond',
        rounds: 5,
        min: 40e6,
        max: 60e6,
        recordsPerSecond: 50e6,
      },
    ],
  };
}

const latency = { p50: 30, p90: 60, p99: 300, p999: 700, max: 3000 };
const sustained: ProfileReport = {
  profile: 'sustained',
  commit: 'abc',
  node: 'v20',
  machine,
  results: [
    {
      name: 'sustained 100000 ticks/s for 60 s',
      measure: 'ticksPerSecond',
      rounds: 1,
      min: 1e5,
      max: 1e5,
      ticksPerSecond: 1e5,
      latencyUs: latency,
    },
  ],
};

describe('the results folder', () => {
  it('holds the JSON, a page with targets, rows and machine, and a plot per kind', () => {
    const files = writeResults(folder, {
      profile: 'all',
      profiles: [ringReport('ring 1→3 batch 256'), sustained],
    });
    expect(files).toEqual(['latest.json', 'RESULTS.md', 'ring-throughput.svg', 'latency.svg']);
    const json = JSON.parse(readFileSync(join(folder, 'latest.json'), 'utf8'));
    expect(json.profiles.map(({ profile }: ProfileReport) => profile)).toEqual([
      'ring',
      'sustained',
    ]);
    const page = readFileSync(join(folder, 'RESULTS.md'), 'utf8');
    expect(page).toContain('| ring 1→3, batch 256 | ≥ 45 M records/s | 50.00 M | yes |');
    expect(page).toContain('| ring 1→3 batch 256 | 50.0 | 40.0 | 60.0 | M records/s |');
    expect(page).toContain('A & B <cpu>');
    expect(page).toContain('](latency.svg)');
  });

  it('keeps single runs that were recorded beside the full one on the page', () => {
    writeFileSync(join(folder, 'sustained-10min.json'), toJson(sustained));
    writeResults(folder, { profile: 'all', profiles: [ringReport('ring 1→1 batch 1')] });
    const page = readFileSync(join(folder, 'RESULTS.md'), 'utf8');
    expect(page).toContain('## sustained, recorded in `sustained-10min.json`');
    expect(page).toContain('sustained 100000 ticks/s for 60 s');
  });

  it('draws SVG in which every tag is closed and text is escaped', () => {
    writeResults(folder, { profile: 'all', profiles: [ringReport('a < b & "c"'), sustained] });
    for (const file of ['ring-throughput.svg', 'latency.svg']) {
      const svg = readFileSync(join(folder, file), 'utf8');
      const open: string[] = [];
      for (const [, slash, name, self] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
        if (slash === '/') expect(open.pop()).toBe(name);
        else if (self !== '/') open.push(name ?? '');
      }
      expect(open).toEqual([]);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(readFileSync(join(folder, 'ring-throughput.svg'), 'utf8')).toContain(
      'a &#60; b &#38; &#34;c&#34;',
    );
  });
});
