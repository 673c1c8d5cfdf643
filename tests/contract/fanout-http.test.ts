/** The HTTP surface over real sockets, the same for both engines. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { TerminalFolders } from '../../src/web/api/terminal-files.ts';
import { findUws } from '../../src/web/fanout/engine/uws-native.ts';
import { startWeb, type Web } from '../../src/web/server.ts';
import { FakeFanoutSource, HEALTH } from '../support/fake-fanout-source.ts';

const { platform, arch, versions } = process;
const uws = findUws({ platform, arch, modulesVersion: versions.modules });
const ENGINES = uws.isUsable ? (['uWebSockets', 'ws'] as const) : (['ws'] as const);

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(
  web: Web,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {} } = options;
    const target = { host: '127.0.0.1', port: web.port, path, method, headers, agent: false };
    const outgoing = request(target, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

describe.each(ENGINES)('HTTP on %s', (engine) => {
  const webs: Web[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    await Promise.all(webs.splice(0).map((web) => web.close()));
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  });

  async function start(source = new FakeFanoutSource(1), terminal?: TerminalFolders): Promise<Web> {
    const web = await startWeb({
      source,
      metrics: {
        value: (metric, labels) => (metric === 'ticks' ? 42 : labels['reason'] === 'stale' ? 7 : 0),
        histogram: () => ({ bounds: [0.1], counts: [2, 3], sum: 0.5 }),
      },
      metricCatalogue: {
        ticks: { name: 'tickring_ticks_total', type: 'counter', help: 'Ticks.', labels: {} },
      },
      terminal,
      settings: {
        host: '127.0.0.1',
        port: 0,
        webSocketEngine: engine,
        maxClients: 5,
        clientBufferBytes: 65_536,
        allowedHosts: ['desk.example.com'],
        allowedOrigins: ['https://ok.example'],
      },
    });
    webs.push(web);
    return web;
  }

  it('answers health with 200 while up or degraded and 503 when down', async () => {
    const source = new FakeFanoutSource(1);
    const web = await start(source);
    const up = await ask(web, '/health');
    expect(up.status).toBe(200);
    expect(up.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(up.body)).toEqual({ ...HEALTH, webSocketEngine: engine });
    source.healthView = { ...HEALTH, status: 'degraded' };
    expect((await ask(web, '/health')).status).toBe(200);
    source.healthView = { ...HEALTH, status: 'down' };
    const down = await ask(web, '/health');
    expect(down.status).toBe(503);
    expect(JSON.parse(down.body)).toMatchObject({ status: 'down' });
  });

  it('serves the metrics as Prometheus text', async () => {
    const answer = await ask(await start(), '/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(answer.body).toContain('# TYPE tickring_ticks_total counter\ntickring_ticks_total 42\n');
  });

  it('answers HEAD like GET without a body', async () => {
    const web = await start();
    const [head, get] = [await ask(web, '/health', { method: 'HEAD' }), await ask(web, '/health')];
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'is read-only: %s gets 405',
    async (method) => {
      const answer = await ask(await start(), '/health', {
        method,
        headers: { 'content-length': '2' },
        body: '{}',
      });
      expect(answer.status).toBe(405);
      expect(answer.headers['allow']).toBe('GET, HEAD');
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'method_not_allowed' } });
    },
  );

  it('answers unknown paths with 404 and the stream path without upgrade with 426', async () => {
    const web = await start();
    for (const path of ['/', '/nothing', '/../package.json', '/%2e%2e/package.json']) {
      const answer = await ask(web, path);
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'not_found' } });
    }
    expect((await ask(web, '/ws/stream')).status).toBe(426);
  });

  it('sends the security headers with every answer and no CORS header', async () => {
    const web = await start();
    const origin = { origin: 'https://ok.example' };
    for (const path of ['/health', '/metrics', '/nothing']) {
      const { headers } = await ask(web, path, { headers: origin });
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('refuses a strange Host or Origin on every path', async () => {
    const web = await start();
    const strange = [
      { host: 'evil.example' },
      { host: `evil.example:${web.port}` },
      { host: `127.0.0.1:${web.port}`, origin: 'http://evil.example' },
      { host: `127.0.0.1:${web.port}`, origin: 'null' },
    ];
    for (const headers of strange) {
      for (const path of ['/health', '/metrics', '/nothing', '/ws/stream']) {
        expect((await ask(web, path, { headers })).status).toBe(403);
      }
    }
    const known = [
      { host: `localhost:${web.port}` },
      { host: 'desk.example.com' },
      { host: `127.0.0.1:${web.port}`, origin: `http://127.0.0.1:${web.port}` },
    ];
    for (const headers of known) expect((await ask(web, '/health', { headers })).status).toBe(200);
  });

  it('serves the browser page, its scripts and the modules it shares, and nothing else', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tickring-terminal-'));
    folders.push(root);
    const scripts = join(root, 'web/terminal');
    const shared = join(root, 'contract/wire');
    await Promise.all([scripts, shared].map((folder) => mkdir(folder, { recursive: true })));
    const files = { 'index.html': '<p>', 'style.css': 'p{}', 'main.js': 'x', 'main.ts': 'secret' };
    for (const [name, text] of Object.entries(files)) await writeFile(join(scripts, name), text);
    await writeFile(join(shared, 'deny-text.js'), 'y');
    await writeFile(join(shared, 'client-stream.js'), 'secret');
    const web = await start(new FakeFanoutSource(1), { pages: scripts, scripts });
    const page = await ask(web, '/');
    expect(page).toMatchObject({ status: 200, body: '<p>' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const script = await ask(web, '/main.js');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    const module = await ask(web, '/contract/wire/deny-text.js');
    expect(module).toMatchObject({ status: 200, body: 'y' });
    expect(module.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask(web, '/style.css')).body).toBe('p{}');
    for (const path of ['/main.ts', '/index.html', '/contract/wire/client-stream.js']) {
      expect((await ask(web, path)).status).toBe(404);
    }
  });

  it('answers other requests while one is being rendered', async () => {
    const web = await start();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(web, '/metrics')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
