/** Frames as a server sends them, legal or not, for WebSocket tests. */

export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Uint8Array;
  /** Default true. */
  readonly isFinal?: boolean;
  /** Bits 0x40, 0x20, 0x10 of the first byte. */
  readonly reserved?: number;
  readonly isMasked?: boolean;
  /** Length field to use even when a shorter one would do. */
  readonly lengthField?: 7 | 16 | 64;
}

/** One frame as bytes. A masked frame has a zero mask, so that only the mask bit is wrong. */
export function serverFrame(parts: FrameParts): Buffer {
  const payload = parts.payload ?? Buffer.alloc(0);
  const { length } = payload;
  const field = parts.lengthField ?? (length < 126 ? 7 : length < 65_536 ? 16 : 64);
  const first = (parts.isFinal === false ? 0 : 0x80) | (parts.reserved ?? 0) | parts.opcode;
  const mask = parts.isMasked === true ? 0x80 : 0;
  let header: Buffer;
  if (field === 7) {
    header = Buffer.from([first, mask | length]);
  } else if (field === 16) {
    header = Buffer.from([first, mask | 126, length >> 8, length & 0xff]);
  } else {
    header = Buffer.alloc(10);
    header.writeUInt8(first, 0);
    header.writeUInt8(mask | 127, 1);
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, mask === 0 ? Buffer.alloc(0) : Buffer.alloc(4), payload]);
}

export function closeFrame(code: number, reason: string | Uint8Array = ''): Buffer {
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
  return serverFrame({ opcode: 0x8, payload });
}

/** Cuts `bytes` at the given positions; repeated and out-of-range positions are fine. */
export function cut(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const inside = positions.filter((position) => position > 0 && position < bytes.length);
  const edges = [...new Set([0, ...inside, bytes.length])].sort((a, b) => a - b);
  return edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge));
}
