import { describe, expect, it } from 'vitest';
import { JOURNAL_STEP_BYTES_MAX } from '../../../src/contract/limits.ts';
import { JOURNAL_WRITERS } from '../../../src/contract/topology.ts';
import { CLOCK_ROW } from '../../../src/domain/input-rows.ts';
import { JOURNAL_KINDS } from '../../../src/domain/journal-kinds.ts';
import { ALARM_ROW } from '../../../src/domain/order/rows.ts';
import { decodeRow } from '../../../src/journal/row-codec.ts';
import { RowRegistry } from '../../../src/journal/row-registry.ts';
import { ByteQueueReader } from '../../../src/ring/byte-queue.ts';
import {
  END_OF_STEP,
  kindCodeOf,
  REDUCING_STEP,
  versionOf,
} from '../../../src/threads/journal-message.ts';
import { JournalOutput } from '../../../src/threads/journal-output.ts';
import { doorbellOf } from '../../../src/threads/session.ts';
import { threadRig } from '../../support/thread-rig.ts';

const REGISTRY = new RowRegistry(JOURNAL_KINDS);
const clock = (tick: number) => ({ timeMs: 1000 + tick, tick });

/** The output of the oco thread, and what the journal thread sees of it. */
function rig(threads?: readonly string[]) {
  const { context, session } = threadRig(threads === undefined ? {} : { threads });
  const output = new JournalOutput(context, 'oco');
  const queue = session.journalRows[JOURNAL_WRITERS.indexOf('oco')];
  if (queue === undefined) throw new Error('oco has a queue');
  const reader = new ByteQueueReader(queue);
  /** Rows as text, ends of steps as `end` or `end reducing`. */
  const read = (): string[] => {
    const seen: string[] = [];
    reader.drain(reader.published(), (tag, body) => {
      if (tag >= END_OF_STEP) {
        seen.push((tag & REDUCING_STEP) === 0 ? 'end' : 'end reducing');
        return;
      }
      const kind = REGISTRY.kindOf(kindCodeOf(tag));
      if (kind === undefined) throw new Error('A kind is declared');
      expect(versionOf(tag)).toBe(kind.version);
      seen.push(`${kind.kind} ${JSON.stringify(decodeRow(kind, body))}`);
    });
    return seen;
  };
  return { output, session, read, reader };
}

describe('a way to the journal', () => {
  it('JR-02 hands the rows of an input over together, at its end', () => {
    const { output, read } = rig();
    output.record(CLOCK_ROW, clock(1));
    output.record(CLOCK_ROW, clock(2));
    expect(read()).toEqual([]);
    output.commit();
    expect(read()).toEqual([
      'clock {"timeMs":1001,"tick":1}',
      'clock {"timeMs":1002,"tick":2}',
      'end reducing',
    ]);
  });

  it('counts rows, which is what their commands and events wait for', () => {
    const { output } = rig();
    expect(output.sequence).toBe(0);
    output.record(CLOCK_ROW, clock(1));
    expect(output.sequence).toBe(1);
    output.commit();
    expect(output.sequence).toBe(1);
  });

  it('makes no step of an input without rows, and wakes nobody for it', () => {
    const { output, read, session } = rig();
    const bell = doorbellOf(session, 'journal');
    const before = bell.read();
    output.commit();
    expect(read()).toEqual([]);
    expect(bell.read()).toBe(before);
    output.record(CLOCK_ROW, clock(1));
    output.commit();
    expect(bell.read()).not.toBe(before);
  });

  it('KS-05 keeps the reserve of a full disk from the one step that opens a position', () => {
    const { output, read } = rig();
    for (const opens of [true, false]) {
      output.record(CLOCK_ROW, clock(1));
      if (opens) output.markOpening();
      output.commit();
    }
    expect(read().filter((line) => line.startsWith('end'))).toEqual(['end', 'end reducing']);
  });

  it('has no room for one more input before the queue is full, and again once the journal has read', () => {
    const { output, reader } = rig();
    const detail = 'x'.repeat(60_000);
    let steps = 0;
    while (output.hasRoom()) {
      output.record(ALARM_ROW, { cause: 'test', at: -1, detail, timeMs: 1 });
      output.commit();
      steps += 1;
    }
    expect(steps).toBeGreaterThan(10);
    for (let bytes = 0; bytes + 70_000 < JOURNAL_STEP_BYTES_MAX; bytes += 70_000) {
      output.record(ALARM_ROW, { cause: 'test', at: -1, detail, timeMs: 1 });
    }
    output.commit();
    reader.drain(reader.published(), () => undefined);
    reader.release();
    expect(output.hasRoom()).toBe(true);
  });

  it('does nothing where nothing is journaled', () => {
    const { output, read } = rig(['risk', 'oco']);
    output.record(CLOCK_ROW, clock(1));
    output.commit();
    expect(output.hasRoom()).toBe(true);
    expect(output.sequence).toBe(0);
    expect(read()).toEqual([]);
  });
});
