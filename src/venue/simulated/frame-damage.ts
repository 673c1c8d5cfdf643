/** Makes a packet of the market stream one that cannot be, inside a frame that is whole. Simulator process. */
import { PACKET_AT } from '../../contract/wire/smartapi-stream.ts';

const KINDS = 4;
const NO_MODE = 0x7f;
const MISSING_BYTES = 7;

/** Damages the packet of `length` bytes at `at`; returns how long it is now. `turn` chooses the damage. */
export function damagePacket(view: DataView, at: number, length: number, turn: number): number {
  switch (turn % KINDS) {
    case 0:
      view.setUint8(at + PACKET_AT.mode, NO_MODE);
      return length;
    case 1:
      view.setBigInt64(at + PACKET_AT.last, -1n, true);
      return length;
    case 2:
      view.setUint8(at + PACKET_AT.token, 0xff);
      return length;
    default:
      return length - MISSING_BYTES;
  }
}
