/** Frames a client sends: always whole, always masked (RFC 6455 §5.3); used on the ingest thread at control rate. */
import { randomFillSync } from 'node:crypto';
import { u8At } from '../../domain/cells.ts';

export const CLIENT_OPCODES = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;
export type ClientOpcode = (typeof CLIENT_OPCODES)[keyof typeof CLIENT_OPCODES];

const FIN = 0x80;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** One masked frame ready for the socket. `payload` is left untouched and is below 2^32 bytes. */
export function clientFrame(opcode: ClientOpcode, payload: Uint8Array): Uint8Array {
  const length = payload.length;
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = new Uint8Array(headerBytes + MASK_BYTES + length);
  const view = new DataView(frame.buffer);
  frame[0] = FIN | opcode;
  if (headerBytes === 2) {
    frame[1] = MASKED | length;
  } else if (headerBytes === 4) {
    frame[1] = MASKED | 126;
    view.setUint16(2, length);
  } else {
    frame[1] = MASKED | 127;
    view.setUint32(6, length);
  }
  const mask = randomFillSync(frame.subarray(headerBytes, headerBytes + MASK_BYTES));
  const body = headerBytes + MASK_BYTES;
  for (let index = 0; index < length; index += 1) {
    frame[body + index] = u8At(payload, index) ^ u8At(mask, index & 3);
  }
  return frame;
}

/** Payload of a close frame: empty for 1005 (no code), else the code and as much of `reason` as fits. */
export function closePayload(code: number, reason: string): Uint8Array {
  if (code === 1005) return new Uint8Array(0);
  const payload = new Uint8Array(125);
  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  // `encodeInto` never splits a character, so a shortened reason stays valid UTF-8.
  const { written } = new TextEncoder().encodeInto(reason, payload.subarray(2));
  return payload.subarray(0, 2 + written);
}
