import { describe, expect, it } from 'vitest';
import {
  encodeToken,
  writeDecodedPacket,
} from '../../../../src/contract/wire/smartapi-packet-writer.ts';
import { PACKET_BYTES } from '../../../../src/contract/wire/smartapi-stream.ts';
import { damagePacket } from '../../../../src/venue/simulated/frame-damage.ts';
import { cellsOf } from '../../../support/scripted-market.ts';

describe('damagePacket', () => {
  it('F15 leaves no turn of a packet as it was', () => {
    const whole = new DataView(new ArrayBuffer(PACKET_BYTES[3]));
    writeDecodedPacket(whole, 0, 3, 1, encodeToken('1000'), cellsOf(1_795_000_000_000));
    const before = Buffer.from(whole.buffer.slice(0));
    const damages = [0, 1, 2, 3].map((turn) => {
      const view = new DataView(whole.buffer.slice(0));
      const length = damagePacket(view, 0, PACKET_BYTES[3], turn);
      return Buffer.from(view.buffer, 0, length).toString('hex');
    });
    expect(new Set([before.toString('hex'), ...damages]).size).toBe(5);
  });
});
