import { describe, expect, it } from 'vitest';
import { MAX_STRATEGY_THREADS } from '../../../src/contract/limits.ts';
import { LAYOUT_FINGERPRINTS } from '../../../src/contract/messages.ts';
import {
  QUEUE_NAMES,
  ROLES,
  type SharedStructure,
  THREAD_NAMES,
  TICK_READERS,
  TOPOLOGY,
} from '../../../src/contract/topology.ts';

const structures = Object.entries(TOPOLOGY) as [string, SharedStructure][];
const roleOf = (thread: string) => thread.replace(/_\d+$/, '');

describe('the topology', () => {
  it.each(structures)('%s is written by one role that exists and does not read it', (_, one) => {
    expect(ROLES).toContain(one.writer);
    expect([...one.gatingReaders, ...one.displayReaders]).not.toContain(one.writer);
  });

  it.each(structures)('%s is read by somebody, and nobody reads it in two ways', (_, one) => {
    const readers = [...one.gatingReaders, ...one.displayReaders];
    expect(readers.length).toBeGreaterThan(0);
    expect(new Set(readers).size).toBe(readers.length);
    for (const reader of readers) expect(ROLES).toContain(reader);
  });

  it.each(structures)('%s has a record that both ends compare at the handshake', (_, one) => {
    expect(LAYOUT_FINGERPRINTS).toContain(one.layout.fingerprint);
  });

  it.each(structures.filter(([, { kind }]) => kind !== 'table'))(
    '%s has a power of two of records',
    (_, { capacity }) => {
      expect(Math.log2(capacity) % 1).toBe(0);
      expect(capacity).toBeGreaterThan(1);
    },
  );

  it.each(structures.filter(([, { kind }]) => kind === 'queue'))(
    '%s is a lossless queue: one reader that gates, and a refusal when full',
    (_, one) => {
      expect(one.gatingReaders).toHaveLength(1);
      expect(one.displayReaders).toHaveLength(0);
      expect(one.whenFull).toBe('refuse and halt entries');
    },
  );

  it.each(structures.filter(([, { kind }]) => kind === 'table'))(
    '%s is a table that nobody waits for',
    (_, one) => {
      expect(one.gatingReaders).toHaveLength(0);
      expect(one.whenFull).toBe('overwrite');
    },
  );

  it('lets every thread that decides about money gate the ticks, and only show be lapped', () => {
    expect(TOPOLOGY.ticks.gatingReaders).toEqual(['strategy', 'risk', 'oco', 'venue']);
    expect(TOPOLOGY.ticks.displayReaders).toEqual(['publish']);
    expect(TOPOLOGY.ticks.whenFull).toBe('conflate');
  });

  it('has no way from a strategy to the venue that leaves out risk', () => {
    const queues = structures.filter(([, { kind }]) => kind === 'queue');
    const next = (role: string) =>
      queues
        .filter(([, { writer }]) => writer === role)
        .flatMap(([, { gatingReaders }]) => gatingReaders);
    expect(next('strategy')).toEqual(['risk']);
    expect(queues.filter(([, one]) => one.gatingReaders.includes('venue'))).toHaveLength(1);
    expect(TOPOLOGY.commands.writer).toBe('oco');
    expect(TOPOLOGY.intents.writer).toBe('risk');
  });
});

describe('names', () => {
  it('give every reader of the tick ring a slot, one per strategy thread', () => {
    const roles = new Set(TICK_READERS.map(roleOf));
    expect(roles).toEqual(
      new Set([...TOPOLOGY.ticks.gatingReaders, ...TOPOLOGY.ticks.displayReaders]),
    );
    expect(TICK_READERS.filter((name) => roleOf(name) === 'strategy')).toHaveLength(
      MAX_STRATEGY_THREADS,
    );
  });

  it('name every thread once, and every tick reader is a thread', () => {
    expect(new Set(THREAD_NAMES).size).toBe(THREAD_NAMES.length);
    expect(new Set(THREAD_NAMES.map(roleOf))).toEqual(new Set(ROLES));
    for (const reader of TICK_READERS) expect(THREAD_NAMES).toContain(reader);
    expect(new Set(TICK_READERS).size).toBe(TICK_READERS.length);
  });

  it('name every queue once, the signal queues per strategy thread', () => {
    expect(QUEUE_NAMES).toEqual([
      'signals_0',
      'signals_1',
      'signals_2',
      'signals_3',
      'intents',
      'commands',
      'reports',
      'fills',
      'orderEvents',
      'requests',
      'externals',
      'answers',
      'decisions',
    ]);
  });
});
