/** A closed server keeps no process alive. Runs the compiled code in a process of its own. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = fileURLToPath(new URL('../../dist/src/web/server.js', import.meta.url));
const WS = fileURLToPath(new URL('../../node_modules/ws/wrapper.mjs', import.meta.url));

const PROGRAM = `
import { startWeb } from ${JSON.stringify(MODULE)};
import WebSocket from ${JSON.stringify(WS)};
const web = await startWeb({
  source: { instruments: [], tickSnapshot() {}, positions: () => [], risk: () => ({}),
    health: () => ({ status: 'ok' }), recentDecisions: () => [] },
  metrics: { value: () => 0, histogram: () => ({ bounds: [], counts: [0], sum: 0 }) },
  metricCatalogue: {}, terminal: undefined,
  settings: { host: '127.0.0.1', port: 0, webSocketEngine: process.argv[1], maxClients: 5,
    clientBufferBytes: 65536, allowedHosts: [], allowedOrigins: [] },
});
const health = await fetch('http://127.0.0.1:' + web.port + '/health');
await health.text();
const client = new WebSocket('ws://127.0.0.1:' + web.port + '/ws/stream');
await new Promise((resolve) => client.on('open', resolve));
const gone = new Promise((resolve) => client.on('close', resolve));
web.fanout.flush(1);
await web.close();
console.log(health.status, await gone);
`;

describe('a process that served', () => {
  it.each(['auto', 'ws'])('ends by itself after close (%s)', async (engine) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, engine]);
    let text = '';
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
    });
    child.stderr.on('data', (part: Buffer) => {
      text += part.toString();
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(text).toBe('200 1001\n');
    expect(code).toBe(0);
  });
});
