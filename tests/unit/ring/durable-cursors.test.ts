import { describe, expect, it } from 'vitest';
import {
  DurableCursors,
  JOURNAL_FAILED,
  JOURNAL_HEALTHY,
} from '../../../src/ring/durable-cursors.ts';

describe('durable cursors', () => {
  it('JR-02 release what is on disk and nothing after it, per writer', () => {
    const cursors = new DurableCursors(2);
    expect(cursors.isDurable(0, 0)).toBe(true);
    expect(cursors.isDurable(0, 1)).toBe(false);
    cursors.advance(0, 5);
    expect(cursors.isDurable(0, 5)).toBe(true);
    expect(cursors.isDurable(0, 6)).toBe(false);
    expect(cursors.isDurable(1, 1)).toBe(false);
  });

  it('tell what the journal has read apart from what is on disk', () => {
    const cursors = new DurableCursors(2);
    cursors.setRead(1, 4);
    expect(cursors.isRead(1, 4)).toBe(true);
    expect(cursors.isRead(1, 5)).toBe(false);
    expect(cursors.isRead(0, 1)).toBe(false);
    expect(cursors.isDurable(1, 1)).toBe(false);
  });

  it('JR-02 never go back', () => {
    const cursors = new DurableCursors(2);
    cursors.advance(1, 5);
    cursors.advance(1, 5);
    expect(() => cursors.advance(1, 4)).toThrow('JR-02');
    expect(cursors.isDurable(1, 5)).toBe(true);
  });

  it('stay right when the count passes 32 bits', () => {
    const cursors = new DurableCursors(1);
    cursors.advance(0, 2 ** 32 + 3);
    expect(cursors.isDurable(0, 2 ** 32 - 1)).toBe(true);
    expect(cursors.isDurable(0, 2 ** 32 + 3)).toBe(true);
    expect(cursors.isDurable(0, 2 ** 32 + 4)).toBe(false);
  });

  it('are seen through every mapping of the same memory', () => {
    const cursors = new DurableCursors(1);
    const other = new DurableCursors(1, cursors.buffer);
    expect(other.state).toBe(JOURNAL_HEALTHY);
    cursors.setState(JOURNAL_FAILED);
    cursors.advance(0, 2);
    expect(other.state).toBe(JOURNAL_FAILED);
    expect(other.isDurable(0, 2)).toBe(true);
  });
});
