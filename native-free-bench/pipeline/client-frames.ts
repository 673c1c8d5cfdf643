/**
 * Reads what a stream client sends: masked, unfragmented text and control frames. Generator
 * process.
 */

export interface ClientFrame {
  /** 1 text, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  readonly payload: Buffer;
}

const OPCODE = 0x0f;
const FIN = 0x80;
const MASKED = 0x80;
const LENGTH = 0x7f;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MASK_BYTES = 4;

/**
 * Collects chunks and hands out whole frames. Throws on what our own clients never send: the
 * connection is then dropped.
 */
export class ClientFrames {
  private buffered: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): ClientFrame[] {
    this.buffered = Buffer.concat([this.buffered, chunk]);
    const frames: ClientFrame[] = [];
    for (let frame = this.take(); frame !== undefined; frame = this.take()) frames.push(frame);
    return frames;
  }

  private take(): ClientFrame | undefined {
    const { buffered } = this;
    if (buffered.length < 2) return undefined;
    const first = buffered.readUInt8(0);
    const second = buffered.readUInt8(1);
    if ((first & FIN) === 0 || (second & MASKED) === 0 || (second & LENGTH) === LENGTH_64) {
      throw new Error('a client sent a fragmented, unmasked or oversized frame');
    }
    const isLong = (second & LENGTH) === LENGTH_16;
    const maskAt = isLong ? 4 : 2;
    if (buffered.length < maskAt) return undefined;
    const length = isLong ? buffered.readUInt16BE(2) : second & LENGTH;
    const payloadAt = maskAt + MASK_BYTES;
    if (buffered.length < payloadAt + length) return undefined;
    const payload = Buffer.from(buffered.subarray(payloadAt, payloadAt + length));
    for (let at = 0; at < length; at++) {
      payload[at] = payload.readUInt8(at) ^ buffered.readUInt8(maskAt + (at % MASK_BYTES));
    }
    this.buffered = buffered.subarray(payloadAt + length);
    return { opcode: first & OPCODE, payload };
  }
}

/** An unmasked server frame of at most 125 bytes. */
export function serverFrame(opcode: number, payload: Buffer | string): Buffer {
  const body = Buffer.from(payload);
  return Buffer.concat([Buffer.from([FIN | opcode, body.length]), body]);
}
