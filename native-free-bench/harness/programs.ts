/** Every program a child process of the harness can run, by name. */
import type { Program } from './program.ts';

/** Loaded on demand: a ring benchmark does not pay for the engine's modules. */
const PROGRAMS = {
  ring: async () => (await import('../ring/ring-program.ts')).runRing,
  'data-view': async () => (await import('../alternatives/data-view-program.ts')).runDataView,
  notify: async () => (await import('../alternatives/notify-program.ts')).runNotifyPerRecord,
  'post-message': async () =>
    (await import('../alternatives/post-message-program.ts')).runPostMessage,
  ringbuf: async () => (await import('../alternatives/ringbuf-program.ts')).runRingbuf,
  micro: async () => (await import('../micro/micro-program.ts')).runMicro,
  generator: async () => (await import('../pipeline/generator.ts')).runGenerator,
  'bare-client': async () => (await import('../pipeline/bare-client-program.ts')).runBareClient,
  engine: async () => (await import('../pipeline/engine-program.ts')).runEngine,
  journal: async () => (await import('../journal/journal-program.ts')).runJournal,
  sync: async () => (await import('../journal/sync-program.ts')).runSync,
  orders: async () => (await import('../orders/orders-program.ts')).runOrders,
  recovery: async () => (await import('../recovery/recovery-program.ts')).runRecovery,
  crash: async () => (await import('../recovery/crash-program.ts')).runCrash,
  'kill-switch': async () => (await import('../recovery/kill-program.ts')).runKillSwitch,
  subscribers: async () => (await import('../fanout/subscriber-program.ts')).runSubscribers,
} as const satisfies Record<string, () => Promise<Program>>;

export type ProgramName = keyof typeof PROGRAMS;

export async function loadProgram(name: string): Promise<Program> {
  if (!Object.hasOwn(PROGRAMS, name)) throw new Error(`there is no program ${name}`);
  return PROGRAMS[name as ProgramName]();
}
