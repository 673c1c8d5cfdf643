/** `tickring watch` against a real server, written to a text collector instead of a terminal. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runWatch } from '../../src/app/watch.ts';
import { startWeb, type Web } from '../../src/web/server.ts';
import { DECISION, FakeFanoutSource, orderEvent } from '../support/fake-fanout-source.ts';

/** Collects what is written and resolves when a text appears in it. */
class TextCollector {
  readonly isTTY: boolean;
  readonly columns = 120;
  readonly rows = 40;
  text = '';
  #wake: () => void = () => undefined;

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
    this.#wake();
  }

  async has(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

describe('tickring watch', () => {
  const webs: Web[] = [];

  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(webs.splice(0).map((web) => web.close()));
  });

  async function start(port = 0): Promise<Web> {
    const web = await startWeb({
      source: new FakeFanoutSource(3),
      metrics: { value: () => 0, histogram: () => ({ bounds: [], counts: [0], sum: 0 }) },
      metricCatalogue: {},
      terminal: undefined,
      settings: {
        host: '127.0.0.1',
        port,
        webSocketEngine: 'ws',
        maxClients: 5,
        clientBufferBytes: 65_536,
        allowedHosts: [],
        allowedOrigins: [],
      },
    });
    webs.push(web);
    return web;
  }

  const mark = (web: Web, instrument: number, lastPaise: number): void =>
    web.fanout.markTick(
      instrument,
      lastPaise,
      lastPaise - 5,
      lastPaise + 5,
      1234,
      1_795_148_100_000,
    );

  it.each(['msgpack', 'json'] as const)(
    'prints one table and returns 0 with isOnce, in %s',
    async (encoding) => {
      const web = await start();
      mark(web, 1, 81_230);
      web.fanout.orderEvent(orderEvent(1));
      const out = new TextCollector();
      const { signal } = new AbortController();
      const url = `127.0.0.1:${web.port}`;
      expect(await runWatch({ url, encoding, isOnce: true, signal, out })).toBe(0);
      expect(out.text).toContain('PAPER');
      expect(out.text).toMatch(/NSE:STOCK1-EQ +812\.30 +0\.00 +812\.25 +812\.35 +1234 +\d\d:45:00/);
      expect(out.text).toContain('entry  BUY  10/10  limit 500.00  filled  fill 10 @ 500.00');
      expect(out.text).toContain('P&L net +100.00  realised +123.45  unrealised -5.00');
      expect(out.text).toContain('charges 18.45  day +90.00  drawdown 0.12 %');
      expect(out.text).toMatch(/NSE:STOCK0-EQ +10 @ 500\.00 {2}net \+7\.50 .* protected/);
      expect(out.text).toContain('entry  BUY  approved  10 @ 500.00');
      expect(out.text).not.toContain('\x1b');
    },
  );

  it('prints changed instruments, decisions and order events as lines when it is no terminal', async () => {
    const web = await start();
    const out = new TextCollector();
    const err = new TextCollector();
    const stop = new AbortController();
    const url = `ws://127.0.0.1:${web.port}/ws/stream`;
    const watching = runWatch({ url, encoding: 'msgpack', signal: stop.signal, out, err });
    mark(web, 0, 10_000);
    await out.has('NSE:STOCK0-EQ');
    mark(web, 0, 10_150);
    web.fanout.orderEvent(orderEvent(1, { status: 'rejected', reason: 'out_of_session' }));
    web.fanout.decision({
      ...DECISION,
      signalSequence: 2,
      isApproved: false,
      reason: 'price_collar',
      measured: 210,
      limit: 100,
    });
    web.fanout.flush(1);
    await out.has('+1.50');
    expect(out.text).toContain('rejected');
    expect(out.text).toContain('out_of_session');
    expect(out.text).toContain('DENIED  price 2.1 % from the last, limit 1 %');
    stop.abort();
    expect(await watching).toBe(0);
    expect(err.text).toBe('');
  });

  it('draws on the alternate screen of a terminal and leaves it when it ends', async () => {
    const web = await start();
    mark(web, 2, 10_000);
    const out = new TextCollector(true);
    const stop = new AbortController();
    const url = `http://127.0.0.1:${web.port}`;
    const watching = runWatch({ url, encoding: 'json', signal: stop.signal, out });
    await out.has('NSE:STOCK2-EQ');
    expect(out.text.startsWith('\x1b[?1049h\x1b[?25l')).toBe(true);
    const line = out.text.split('\n').find((text) => text.includes('NSE:STOCK2-EQ'));
    expect(line).toContain('100.00');
    expect(out.text).toContain('\x1b[2mDECISIONS, latest first\x1b[0m');
    stop.abort();
    expect(await watching).toBe(0);
    expect(out.text.endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
  });

  it('says what to do when nobody answers, keeps trying, and connects when the engine comes', async () => {
    const gone = await start();
    await gone.close();
    const [out, err] = [new TextCollector(), new TextCollector()];
    const stop = new AbortController();
    const url = `ws://127.0.0.1:${gone.port}/ws/stream`;
    const watching = runWatch({ url, encoding: 'msgpack', signal: stop.signal, out, err });
    await err.has('npx tickring start');
    expect(err.text).toContain(url);
    const web = await start(gone.port);
    mark(web, 0, 12_345);
    await out.has('123.45');
    stop.abort();
    await watching;
  });

  it('gives up after 10 seconds without data with isOnce', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const gone = await start();
    const closing = gone.close();
    await vi.advanceTimersByTimeAsync(1000);
    await closing;
    const [out, err] = [new TextCollector(), new TextCollector()];
    const { signal } = new AbortController();
    const url = `ws://127.0.0.1:${gone.port}/ws/stream`;
    const watching = runWatch({ url, encoding: 'msgpack', isOnce: true, signal, out, err });
    await err.has('npx tickring start');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await watching).toBe(1);
    expect(out.text).toBe('');
  });

  it('refuses what is no address', async () => {
    const err = new TextCollector();
    const { signal } = new AbortController();
    expect(await runWatch({ url: 'ws://', encoding: 'json', signal, err })).toBe(64);
    expect(err.text).toContain('ws://127.0.0.1:8000/ws/stream');
  });
});
