/** The first whole, as a newcomer meets it: one command, a simulated day, protected paper orders, a clean end. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type {
  HealthView,
  OrderEventView,
  StreamMessage,
} from '../../src/contract/wire/client-stream.ts';
import { type Daemon, eventually, runCli, scrape, startDaemon, total } from '../support/daemon.ts';

const MINUTE = 60_000;

async function health(daemon: Daemon): Promise<HealthView> {
  return (await (await fetch(`${daemon.url}/health`)).json()) as HealthView;
}

/** Collects order events from the client stream until `isDone` says so. */
async function ordersUntil(
  daemon: Daemon,
  isDone: (events: readonly OrderEventView[]) => boolean,
): Promise<OrderEventView[]> {
  const socket = new WebSocket(`${daemon.url.replace('http', 'ws')}/ws/stream?encoding=json`);
  const events: OrderEventView[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ op: 'subscribe', channels: ['orders'] })));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as StreamMessage<OrderEventView[]>;
      if (message.channel === 'orders') events.push(...message.data);
      if (isDone(events)) resolve();
    });
  });
  socket.close();
  return events;
}

function filledEntryGroups(events: readonly OrderEventView[]): string[] {
  const filled = events.filter(({ role, status }) => role === 'entry' && status === 'filled');
  return [...new Set(filled.map(({ groupId }) => groupId))];
}

function isProtected(events: readonly OrderEventView[], groupId: string): boolean {
  const group = events.filter((event) => event.groupId === groupId);
  const hasTarget = group.some(({ role }) => role === 'target');
  const hasStop = group.some(({ role, triggerPaise }) => role === 'stop' && triggerPaise > 0);
  return hasTarget && hasStop;
}

describe('tickring start', () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startDaemon(['--speed', '20']);
  }, MINUTE);
  afterAll(async () => {
    await daemon.end();
  });

  it('prints a banner with the mode, the addresses and the WebSocket engine', () => {
    expect(daemon.output()).toContain('mode PAPER');
    expect(daemon.output()).toMatch(
      /stream\s+ws:\/\/127\.0\.0\.1:\d+\/ws\/stream\s+\((uWebSockets|ws)\)/,
    );
  });

  it(
    'becomes healthy with every component and every subscription proven',
    async () => {
      const view = await eventually(async () => {
        const now = await health(daemon);
        return now.status === 'ok' && now.feed.provenSubscriptions > 0 ? now : undefined;
      });
      for (const name of [
        'ingest',
        'strategy_0',
        'risk',
        'oco',
        'venue',
        'publish',
        'feed',
        'trading',
      ]) {
        expect(view.components[name]).toEqual({ status: 'ok', detail: '' });
      }
      expect(view.mode).toBe('PAPER');
      expect(view.feed.provenSubscriptions).toBe(view.feed.desiredSubscriptions);
      expect(view.sessionTime.startsWith('2026-11-19T09:')).toBe(true);
    },
    MINUTE,
  );

  it(
    'shows moving prices in the watch client',
    async () => {
      const url = `${daemon.url.replace('http', 'ws')}/ws/stream`;
      const first = await runCli(['watch', '--url', url, '--once']);
      const second = await runCli(['watch', '--url', url, '--once']);
      expect(first.code).toBe(0);
      expect(first.stdout).toContain('NSE:SBIN-EQ');
      expect(second.stdout).not.toBe(first.stdout);
    },
    MINUTE,
  );

  it(
    'fills paper entries and protects each with a stop and a target',
    async () => {
      const events = await ordersUntil(daemon, (seen) => {
        const groups = filledEntryGroups(seen);
        return groups.length >= 3 && groups.every((groupId) => isProtected(seen, groupId));
      });
      const sequences = events.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
    },
    2 * MINUTE,
  );

  it(
    'exposes accounting that adds up',
    async () => {
      const samples = await eventually(async () => {
        const now = await scrape(daemon.url);
        const received = total(now, 'tickring_ticks_received_total');
        const explained =
          total(now, 'tickring_ticks_published_total') +
          total(now, 'tickring_ticks_conflated_total') +
          total(now, 'tickring_ticks_dropped_total') +
          total(now, 'tickring_ticks_pending');
        return received > 0 && received === explained ? now : undefined;
      });
      for (const name of [
        'tickring_reader_lag',
        'tickring_queue_depth',
        'tickring_receive_to_consumer_seconds_bucket',
        'tickring_tick_to_order_seconds_bucket',
      ]) {
        expect([...samples.keys()].some((key) => key.startsWith(name))).toBe(true);
      }
      expect(total(samples, 'tickring_order_fills_total')).toBeGreaterThan(0);
    },
    MINUTE,
  );

  it(
    'writes nothing outside its data folder and ends cleanly on SIGTERM',
    async () => {
      const code = await daemon.end();
      expect(code).toBe(0);
      expect(daemon.output()).toContain('Ended.');
      await expect(fetch(`${daemon.url}/health`)).rejects.toThrow();
    },
    MINUTE,
  );
});

describe('tickring told to end twice', () => {
  it(
    'drains at the first signal and ends on the spot at the second',
    async () => {
      const { child, output, end } = await startDaemon();
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await eventually(() => output().includes('Ending') || undefined);
      child.kill('SIGTERM');
      expect(await exited).toEqual([null, 'SIGKILL']);
      await end();
    },
    MINUTE,
  );
});

describe('tickring with a configuration that cannot be used', () => {
  it(
    'exits 78 with one line per problem naming key, value and what is allowed',
    async () => {
      const result = await runCli(['start'], {
        TICKRING_SERVER__PORT: '99999',
        TICKRING_SERVER__COLOUR: 'red',
        TICKRING_RISK__MAX_OPEN_POSITIONS: 'many',
      });
      expect(result.code).toBe(78);
      const lines = result.stderr.split('\n').filter((line) => line.startsWith('  '));
      expect(lines).toHaveLength(3);
      expect(result.stderr).toMatch(/server\.port: 99999 is not allowed: .*65535/);
      expect(result.stderr).toMatch(/TICKRING_SERVER__COLOUR: unknown setting \(value "red"\)/);
      expect(result.stderr).toMatch(/risk\.maxOpenPositions: "many" is not allowed/);
    },
    MINUTE,
  );

  it(
    'says in one sentence that its port is taken',
    async () => {
      const taken = createServer();
      taken.listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const { port } = taken.address() as AddressInfo;
      const result = await runCli(['start', '--port', String(port)]);
      taken.close();
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(
        new RegExp(`tickring: Thread publish did not start: .*${port}`),
      );
      expect(result.stderr).not.toContain('    at ');
    },
    MINUTE,
  );

  it(
    'exits 64 on an unknown command',
    async () => {
      const result = await runCli(['fly']);
      expect(result.code).toBe(64);
      expect(result.stderr).toContain('there is no command "fly"');
    },
    MINUTE,
  );
});
