/** Threads that die or overrun: seen, reported, handled by policy. Real workers of the compiled build. */
import { afterEach, describe, expect, it } from 'vitest';
import { loadCalendar } from '../../src/app/calendar-loader.ts';
import { loadSettings } from '../../src/app/settings-loader.ts';
import { assignStrategies } from '../../src/app/strategy-assignment.ts';
import type { Role } from '../../src/contract/topology.ts';
import type { OrderEvent } from '../../src/domain/order/types.ts';
import type { Supervisor as SupervisorType } from '../../src/threads/supervisor.ts';
import { eventually } from '../support/daemon.ts';
import { instruments } from '../support/instruments.ts';

const MINUTE = 60_000;
const dist = new URL('../../dist/src/threads/', import.meta.url);
const { Supervisor } = (await import(new URL('supervisor.js', dist).href)) as {
  Supervisor: typeof SupervisorType;
};
const { threadSlot, doorbellOf } = (await import(
  new URL('session.js', dist).href
)) as typeof import('../../src/threads/session.ts');
const { SpscWriter } = (await import(
  new URL('../ring/spsc-queue.js', dist).href
)) as typeof import('../../src/ring/spsc-queue.ts');

const ORDER_EVENT: OrderEvent = {
  sequence: 1,
  orderId: 16,
  groupId: 1,
  strategyIndex: 0,
  role: 'entry',
  status: 'sending',
  instrumentIndex: 1,
  side: 1,
  quantity: 1,
  filledQuantity: 0,
  limitPaise: 100,
  triggerPaise: 0,
  fillQuantity: 0,
  fillPaise: 0,
  fillValuePaise: 0,
  reason: '',
  timeMs: 1,
};

const ROLES: readonly Role[] = ['ingest', 'strategy', 'risk', 'oco', 'venue'];

interface Started {
  readonly engine: SupervisorType;
  readonly log: string[];
  readonly fatal: string[];
}

let running: SupervisorType | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function start(overrides: Record<string, unknown> = {}): Promise<Started> {
  // Nobody listens on the feed's address: ingest keeps trying, the other threads idle.
  const { settings } = loadSettings({
    environment: {},
    overrides: { feed: { streamUrl: 'ws://127.0.0.1:9/smart-stream' }, ...overrides },
  });
  const log: string[] = [];
  const fatal: string[] = [];
  const engine = new Supervisor({
    settings,
    instruments,
    strategies: assignStrategies(settings, instruments),
    calendar: loadCalendar(),
    roles: ROLES,
    onLog: (_, message) => log.push(message),
    onFatal: (cause) => fatal.push(cause),
  });
  running = engine;
  await engine.start();
  return { engine, log, fatal };
}

/** Ends a worker as a crash would: without the supervisor having asked for it. */
async function crash(engine: SupervisorType, thread: string): Promise<void> {
  const { threads } = engine as unknown as {
    threads: Map<string, { worker: { terminate(): Promise<number> } }>;
  };
  await threads.get(thread)?.worker.terminate();
}

const up = (engine: SupervisorType, thread: string) =>
  engine.metrics.cell('threadUp', { thread }).value;
const restarts = (engine: SupervisorType, thread: string) =>
  engine.metrics.cell('threadRestarts', { thread }).value;

describe('the supervisor', () => {
  it(
    'starts every thread with a handshake and drains them in order',
    async () => {
      const { engine, log } = await start({ engine: { strategyThreads: 2 } });
      for (const thread of ['ingest', 'strategy_0', 'strategy_1', 'risk', 'oco', 'venue']) {
        expect(up(engine, thread)).toBe(1);
      }
      await engine.stop();
      running = undefined;
      for (const thread of ['ingest', 'strategy_0', 'strategy_1', 'risk', 'oco', 'venue']) {
        expect(up(engine, thread)).toBe(0);
      }
      expect(log.filter((message) => message.includes('did not drain'))).toEqual([]);
    },
    MINUTE,
  );

  it(
    'restarts a strategy thread that died',
    async () => {
      const { engine, log, fatal } = await start();
      await crash(engine, 'strategy_0');
      await eventually(
        () => (restarts(engine, 'strategy_0') === 1 && up(engine, 'strategy_0') === 1) || undefined,
      );
      expect(log).toContain('Thread strategy_0 died');
      expect(fatal).toEqual([]);
      expect(engine.session.control.isKilled()).toBe(false);
    },
    MINUTE,
  );

  it(
    'ends a strategy thread over its time budget, takes it off the gate and restarts it',
    async () => {
      const { engine, log } = await start();
      const { control } = engine.session;
      const slot = threadSlot('strategy_0');
      await eventually(() => {
        // As if the cycle that runs had begun at engine start.
        control.setCycleStart(slot, 1);
        return restarts(engine, 'strategy_0') > 0 || undefined;
      });
      control.setCycleStart(slot, 0);
      await eventually(() => up(engine, 'strategy_0') === 1 || undefined);
      expect(log).toContain('Thread strategy_0 is over its time budget and is ended');
    },
    MINUTE,
  );

  it(
    'leaves a strategy thread down after too many deaths, and the engine goes on',
    async () => {
      const { engine, log, fatal } = await start({ engine: { restartLimit: 1 } });
      await crash(engine, 'strategy_0');
      await eventually(
        () => (restarts(engine, 'strategy_0') === 1 && up(engine, 'strategy_0') === 1) || undefined,
      );
      await crash(engine, 'strategy_0');
      await eventually(
        () => log.includes('Thread strategy_0 stays down: it died too often') || undefined,
      );
      expect(fatal).toEqual([]);
      expect(up(engine, 'risk')).toBe(1);
    },
    MINUTE,
  );

  it(
    'restarts ingest on the same ring',
    async () => {
      const { engine, fatal } = await start();
      await crash(engine, 'ingest');
      await eventually(
        () => (restarts(engine, 'ingest') === 1 && up(engine, 'ingest') === 1) || undefined,
      );
      expect(fatal).toEqual([]);
    },
    MINUTE,
  );

  it.each(['risk', 'oco', 'venue'])(
    'sets the kill latch and gives up when %s dies, because it held orders or positions',
    async (thread) => {
      const { engine, fatal } = await start();
      await crash(engine, thread);
      await eventually(() => fatal[0]);
      expect(fatal[0]).toContain(`thread ${thread} died`);
      expect(engine.session.control.isHalted()).toBe(true);
      expect(restarts(engine, thread)).toBe(0);
    },
    MINUTE,
  );

  it(
    'reports the exception of a thread that broke an invariant, and halts',
    async () => {
      const { engine, fatal, log } = await start();
      const writer = new SpscWriter(engine.session.fills);
      // Two events with a gap between: risk must not go on as if it had seen everything.
      for (const sequence of [1, 3])
        writer.tryWrite({ ...ORDER_EVENT, sequence, journalSequence: 0 });
      doorbellOf(engine.session, 'risk').ring();
      await eventually(() => fatal[0]);
      expect(fatal[0]).toContain('Invariant: order events arrive contiguous');
      expect(log).toContain('Thread risk died');
      expect(engine.session.control.isHalted()).toBe(true);
    },
    MINUTE,
  );
});
