import { describe, expect, it } from 'vitest';
import type { CallResult } from '../../../../src/venue/angel/call.ts';
import { SharedRead } from '../../../../src/venue/angel/gateway-shared-read.ts';
import { settled } from '../../../support/manual-runtime.ts';

class Source {
  calls = 0;
  readonly #waiting: ((result: CallResult<number>) => void)[] = [];
  readonly shared = new SharedRead<number>(() => {
    this.calls += 1;
    return new Promise((resolve) => this.#waiting.push(resolve));
  });

  async answer(data: number): Promise<void> {
    this.#waiting.shift()?.({ phase: 'accepted', data });
    await settled();
  }
}

describe('a shared read', () => {
  it('asks at once when none is on its way', () => {
    const source = new Source();
    void source.shared.read();
    expect(source.calls).toBe(1);
  });

  it('PP-08 answers nobody with a request that left before they asked', async () => {
    const source = new Source();
    const first = source.shared.read();
    const second = source.shared.read();
    const third = source.shared.read();
    expect(source.calls).toBe(1);
    await source.answer(1);
    expect(source.calls).toBe(2);
    await source.answer(2);
    expect(source.calls).toBe(2);
    expect([await first, await second, await third]).toEqual([
      { phase: 'accepted', data: 1 },
      { phase: 'accepted', data: 2 },
      { phase: 'accepted', data: 2 },
    ]);
  });

  it('starts over once everybody has an answer', async () => {
    const source = new Source();
    for (const data of [1, 2, 3]) {
      const read = source.shared.read();
      await source.answer(data);
      expect(await read).toMatchObject({ data });
    }
    expect(source.calls).toBe(3);
  });

  it('gives a failure to all who shared it', async () => {
    const failure: CallResult<number> = { phase: 'pre_call', reason: 'closed', message: '' };
    const shared = new SharedRead<number>(async () => failure);
    expect(await Promise.all([shared.read(), shared.read()])).toEqual([failure, failure]);
  });
});
