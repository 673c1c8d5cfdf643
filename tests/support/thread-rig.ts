/** What an agent is made of, over a session of the test: the packaged settings, a few instruments, every thread. */
import { loadCalendar } from '../../src/app/calendar-loader.ts';
import { loadCharges } from '../../src/app/charges-loader.ts';
import { loadSettings } from '../../src/app/settings-loader.ts';
import type { ThreadInit } from '../../src/contract/messages.ts';
import { THREAD_NAMES } from '../../src/contract/topology.ts';
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { mapSession, type Session, sessionBuffers } from '../../src/threads/session.ts';
import { ThreadContext } from '../../src/threads/thread-context.ts';
import { instruments as LISTED } from './instruments.ts';

const { settings } = loadSettings({ environment: {} });
const TICK_RING_CAPACITY = 1024;

/** The init of the risk thread on its first start; `changes` win. */
export function threadInit(changes: Partial<ThreadInit> = {}): ThreadInit {
  const instruments: readonly Instrument[] = changes.instruments ?? LISTED;
  const session = mapSession({
    tickRingCapacity: TICK_RING_CAPACITY,
    instruments: instruments.length,
  });
  return {
    role: 'risk',
    thread: 'risk',
    incarnation: 0,
    position: 0,
    threads: THREAD_NAMES,
    buffers: sessionBuffers(session),
    settings: {
      ...settings,
      engine: { ...settings.engine, tickRingCapacity: TICK_RING_CAPACITY },
    },
    instruments,
    strategies: [],
    calendar: loadCalendar(),
    originNs: 0n,
    charges: loadCharges(),
    profiles: [],
    configSha: 'c0ffee',
    version: '0.0.0',
    tagPrefix: 77,
    restored: [],
    journal: { folder: '', account: '', date: '', epoch: 0, startWallMs: 0, recovery: {} },
    orders: [],
    terminalFolder: '',
    ...changes,
  };
}

/** A thread, and its session as another thread maps it. */
export function threadRig(changes: Partial<ThreadInit> = {}): {
  readonly context: ThreadContext;
  readonly session: Session;
} {
  const init = threadInit(changes);
  const shape = { tickRingCapacity: TICK_RING_CAPACITY, instruments: init.instruments.length };
  return {
    context: new ThreadContext(init, () => undefined),
    session: mapSession(shape, init.buffers),
  };
}
