import { describe, expect, it } from 'vitest';
import { isCloseCodeLegal } from '../../../../src/feed/websocket/close-code.ts';

describe('isCloseCodeLegal', () => {
  it('allows exactly the registered and the application codes', () => {
    const legal = Array.from({ length: 65_536 }, (_, code) => code).filter(isCloseCodeLegal);
    const registered = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
    expect(legal.slice(0, registered.length)).toEqual(registered);
    expect(legal[registered.length]).toBe(3000);
    expect(legal.at(-1)).toBe(4999);
    expect(legal).toHaveLength(registered.length + 2000);
  });
});
