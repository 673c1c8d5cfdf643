import { afterEach, describe, expect, it, vi } from 'vitest';
import { DOORBELL_BYTES, Doorbell } from '../../../src/ring/doorbell.ts';

const FOREVER_MS = 1e9;

function newBell() {
  return new Doorbell(new SharedArrayBuffer(DOORBELL_BYTES));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Doorbell', () => {
  it('moves on with every ring, for everyone who maps it', () => {
    const buffer = new SharedArrayBuffer(DOORBELL_BYTES);
    const bell = new Doorbell(buffer);
    const seen = bell.read();
    new Doorbell(buffer).ring();
    expect(bell.read()).not.toBe(seen);
  });

  it('stands anywhere in a larger memory', () => {
    const buffer = new SharedArrayBuffer(3 * DOORBELL_BYTES);
    new Doorbell(buffer, DOORBELL_BYTES).ring();
    expect(new Doorbell(buffer, 0).read()).toBe(0);
    expect(new Doorbell(buffer, 2 * DOORBELL_BYTES).read()).toBe(0);
    expect(new Doorbell(buffer, DOORBELL_BYTES).read()).toBe(1);
  });

  it('does not block when it was rung after it was read', () => {
    const bell = newBell();
    const seen = bell.read();
    bell.ring();
    bell.wait(seen, FOREVER_MS);
    expect(bell.read()).not.toBe(seen);
  });

  it('stops blocking when nobody rings', () => {
    const bell = newBell();
    const seen = bell.read();
    bell.wait(seen, 1);
    expect(bell.read()).toBe(seen);
  });

  it('resolves an event-loop wait when it is rung', async () => {
    const bell = newBell();
    const waiting = bell.waitAsync(bell.read(), FOREVER_MS);
    bell.ring();
    await expect(waiting).resolves.toBeUndefined();
  });

  it('resolves an event-loop wait at once when it was rung after it was read', async () => {
    const bell = newBell();
    const seen = bell.read();
    bell.ring();
    await expect(bell.waitAsync(seen, FOREVER_MS)).resolves.toBeUndefined();
  });

  it('resolves an event-loop wait when nobody rings', async () => {
    const bell = newBell();
    await expect(bell.waitAsync(bell.read(), 1)).resolves.toBeUndefined();
  });

  it('wakes everybody who waits', async () => {
    const bell = newBell();
    const seen = bell.read();
    const waiting = [1, 2, 3].map(() => bell.waitAsync(seen, FOREVER_MS));
    bell.ring();
    await expect(Promise.all(waiting)).resolves.toHaveLength(3);
  });

  it('notifies only while somebody waits', async () => {
    const notify = vi.spyOn(Atomics, 'notify');
    const bell = newBell();
    bell.ring();
    expect(notify).not.toHaveBeenCalled();
    const waiting = bell.waitAsync(bell.read(), FOREVER_MS);
    bell.ring();
    expect(notify).toHaveBeenCalledTimes(1);
    await waiting;
    bell.wait(bell.read() - 1, FOREVER_MS);
    bell.ring();
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it('wakes across the wrap of its word', async () => {
    const buffer = new SharedArrayBuffer(DOORBELL_BYTES);
    const bell = new Doorbell(buffer);
    for (const edge of [2 ** 31 - 1, -1]) {
      Atomics.store(new Int32Array(buffer), 0, edge);
      const waiting = bell.waitAsync(bell.read(), FOREVER_MS);
      bell.ring();
      await waiting;
      expect(bell.read()).toBe((edge + 1) | 0);
    }
  });
});
