import { describe, expect, it } from 'vitest';
import { DOORBELL_BYTES, Doorbell } from '../../../src/ring/doorbell.ts';
import { EventLoopIdle } from '../../../src/threads/event-loop-idle.ts';

const setUp = () => {
  const doorbell = new Doorbell(new SharedArrayBuffer(DOORBELL_BYTES));
  return { doorbell, idle: new EventLoopIdle(doorbell) };
};

describe('EventLoopIdle', () => {
  it('wakes when the doorbell rings', async () => {
    const { doorbell, idle } = setUp();
    const woken = idle.wait(doorbell.read());
    doorbell.ring();
    await woken;
    idle.end();
  });

  it('does not sleep when the doorbell rang before the wait', async () => {
    const { doorbell, idle } = setUp();
    const seen = doorbell.read();
    doorbell.ring();
    await idle.wait(seen);
    idle.end();
  });

  it('looks around by itself, again and again, and still hears the bell afterwards', async () => {
    const { doorbell, idle } = setUp();
    for (let round = 0; round < 3; round++) await idle.wait(doorbell.read());
    const woken = idle.wait(doorbell.read());
    doorbell.ring();
    await woken;
    idle.end();
  });

  it('hears every one of many rings', async () => {
    const { doorbell, idle } = setUp();
    let woken500 = 0;
    for (let round = 0; round < 500; round++) {
      const seen = doorbell.read();
      const woken = idle.wait(seen);
      if (round % 2 === 0) doorbell.ring();
      else setImmediate(() => doorbell.ring());
      await woken;
      woken500++;
    }
    idle.end();
    expect(woken500).toBe(500);
  });
});
