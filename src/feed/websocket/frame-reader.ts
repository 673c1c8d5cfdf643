/** Client-side RFC 6455 frame walker that reads binary messages in place from socket chunks; runs on the ingest thread. */
import { isUtf8 } from 'node:buffer';
import { u8At } from '../../domain/cells.ts';
import { isCloseCodeLegal } from './close-code.ts';

export type FrameErrorKind = 'protocol_error' | 'too_large' | 'invalid_utf8';

/** What the reader finds, in wire order. No call may throw. */
export interface FrameHandler {
  /** One whole binary message: bytes `[offset, offset + length)` of `view`, valid only during the call. */
  onBinary(view: DataView, offset: number, length: number): void;
  onText(text: string): void;
  /** `payload` (at most 125 bytes) is the handler's to keep. */
  onPing(payload: Uint8Array): void;
  onPong(payload: Uint8Array): void;
  /** The server's close frame; `code` is 1005 when it carried none. Nothing follows. */
  onClose(code: number, reason: string): void;
  /** The server broke the protocol; `closeCode` is what to close with: 1002, 1007 or 1009. Nothing follows. */
  onError(kind: FrameErrorKind, closeCode: number): void;
}

const FIN = 0x80;
const MASKED = 0x80;
const RESERVED_BITS = 0x70;
const OPCODE_BITS = 0x0f;
const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const UNFRAGMENTED_BINARY = FIN | BINARY;

const CONTROL_PAYLOAD_MAX = 125;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const HEADER_BYTES_MAX = 10;
const BUFFER_BYTES_MIN = 4096;
const TWO_POW_32 = 4_294_967_296;

/** `walk` and `step` answer this when the stream has ended; nothing more is read. */
const ENDED = -1;

/**
 * Walks the frames of a server's byte stream. A complete, unfragmented binary frame is handed over where it lies in the
 * chunk: nothing is sliced, copied or allocated per frame. Only a frame that straddles two chunks is completed in `carry`,
 * and a fragmented message is assembled in `message`; both are reused and never exceed the payload limit by more than a
 * header. Lengths need not be minimally encoded, and text is validated when the message is whole (as `ws` does).
 */
export class FrameReader {
  private readonly handler: FrameHandler;
  private readonly maxPayloadBytes: number;
  private hasEnded = false;
  /** Start of a frame whose end has not arrived. */
  private carry = new Uint8Array(BUFFER_BYTES_MIN);
  private carryView = new DataView(this.carry.buffer);
  private carryLength = 0;
  /** Bytes of the carried frame known to be needed: its header first, then all of it. */
  private neededBytes = 0;
  /** Opcode of the fragmented message under assembly; 0 when there is none. */
  private messageOpcode = 0;
  private message = new Uint8Array(0);
  private messageLength = 0;

  /** `maxPayloadBytes`: the largest message accepted, fragments added up, at least 1. */
  constructor(handler: FrameHandler, limits: { readonly maxPayloadBytes: number }) {
    this.handler = handler;
    this.maxPayloadBytes = limits.maxPayloadBytes;
  }

  /** Whether a close frame, an error or `end` has ended the stream. */
  get isEnded(): boolean {
    return this.hasEnded;
  }

  /** Delivers nothing more, also from the chunk being walked. */
  end(): void {
    this.hasEnded = true;
  }

  /** Walks one chunk. The caller may reuse it afterwards. */
  push(chunk: Uint8Array): void {
    if (this.hasEnded) return;
    let position = 0;
    if (this.carryLength > 0) {
      position = this.completeCarried(chunk);
      if (position === ENDED) return;
    }
    const end = chunk.length;
    if (position === end) return;
    const view = new DataView(chunk.buffer, chunk.byteOffset, end);
    position = this.walk(chunk, view, position);
    if (position === ENDED || position === end) return;
    this.reserveCarry(this.neededBytes);
    this.carry.set(position === 0 ? chunk : chunk.subarray(position));
    this.carryLength = end - position;
  }

  /** Reads whole frames from `position` on. Answers where the first incomplete frame starts, or `ENDED`. */
  private walk(bytes: Uint8Array, view: DataView, from: number): number {
    const end = bytes.length;
    let position = from;
    while (position !== end) {
      // Market data is unfragmented binary with a 7-bit or 16-bit length; everything else takes the general step.
      if (
        end - position >= 4 &&
        u8At(bytes, position) === UNFRAGMENTED_BINARY &&
        this.messageOpcode === 0
      ) {
        let length = u8At(bytes, position + 1);
        let start = position + 2;
        if (length === LENGTH_16) {
          length = (u8At(bytes, position + 2) << 8) | u8At(bytes, position + 3);
          start = position + 4;
        } else if (length > LENGTH_16) {
          start = end + 1;
        }
        if (start + length <= end && length <= this.maxPayloadBytes) {
          this.handler.onBinary(view, start, length);
          if (this.hasEnded) return ENDED;
          position = start + length;
          continue;
        }
      }
      const next = this.step(bytes, view, position, end);
      if (next === position || next === ENDED) return next;
      position = next;
    }
    return position;
  }

  /** Adds bytes to the carried frame until it is whole. Answers how many of the chunk it took, or `ENDED`. */
  private completeCarried(chunk: Uint8Array): number {
    let position = 0;
    for (;;) {
      const taken = Math.min(this.neededBytes - this.carryLength, chunk.length - position);
      this.carry.set(chunk.subarray(position, position + taken), this.carryLength);
      this.carryLength += taken;
      position += taken;
      if (this.carryLength < this.neededBytes) return position;
      const next = this.step(this.carry, this.carryView, 0, this.carryLength);
      if (next === ENDED) return ENDED;
      if (next > 0) {
        this.carryLength = 0;
        return position;
      }
      this.reserveCarry(this.neededBytes);
    }
  }

  /**
   * Reads one frame of any kind in `[position, end)`. Answers the position after it, `position` when it is incomplete
   * (`neededBytes` then says how much is needed), or `ENDED`.
   */
  private step(bytes: Uint8Array, view: DataView, position: number, end: number): number {
    const available = end - position;
    if (available < 2) return this.need(2, position);
    const first = u8At(bytes, position);
    const second = u8At(bytes, position + 1);
    if (!isHeaderLegal(first, second, this.messageOpcode)) return this.fail('protocol_error', 1002);
    let length = second;
    let headerBytes = 2;
    if (second === LENGTH_16) {
      headerBytes = 4;
      if (available < headerBytes) return this.need(headerBytes, position);
      length = view.getUint16(position + 2);
    } else if (second === LENGTH_64) {
      headerBytes = HEADER_BYTES_MAX;
      if (available < headerBytes) return this.need(headerBytes, position);
      length = view.getUint32(position + 2) * TWO_POW_32 + view.getUint32(position + 6);
    }
    const opcode = first & OPCODE_BITS;
    if (opcode < CLOSE && this.messageLength + length > this.maxPayloadBytes) {
      return this.fail('too_large', 1009);
    }
    if (available < headerBytes + length) return this.need(headerBytes + length, position);
    const start = position + headerBytes;
    if (opcode >= CLOSE) this.control(opcode, bytes, start, length);
    else if (opcode !== 0 && (first & FIN) !== 0) this.deliver(opcode, bytes, view, start, length);
    else this.assemble(first, bytes, start, length);
    return this.hasEnded ? ENDED : start + length;
  }

  private need(bytes: number, position: number): number {
    this.neededBytes = bytes;
    return position;
  }

  private fail(kind: FrameErrorKind, closeCode: number): number {
    this.hasEnded = true;
    this.handler.onError(kind, closeCode);
    return ENDED;
  }

  /** One fragment of a message; the last one delivers it. */
  private assemble(first: number, bytes: Uint8Array, start: number, length: number): void {
    const opcode = first & OPCODE_BITS;
    if (opcode !== 0) this.messageOpcode = opcode;
    const total = this.messageLength + length;
    if (total > this.message.length) {
      const grown = new Uint8Array(this.capacityFor(total));
      grown.set(this.message.subarray(0, this.messageLength));
      this.message = grown;
    }
    this.message.set(bytes.subarray(start, start + length), this.messageLength);
    this.messageLength = total;
    if ((first & FIN) === 0) return;
    const whole = this.messageOpcode;
    this.messageOpcode = 0;
    this.messageLength = 0;
    this.deliver(whole, this.message, new DataView(this.message.buffer), 0, total);
  }

  private deliver(
    opcode: number,
    bytes: Uint8Array,
    view: DataView,
    start: number,
    length: number,
  ): void {
    if (opcode === BINARY) {
      this.handler.onBinary(view, start, length);
      return;
    }
    const text = bytes.subarray(start, start + length);
    if (isUtf8(text)) this.handler.onText(textOf(text));
    else this.fail('invalid_utf8', 1007);
  }

  private control(opcode: number, bytes: Uint8Array, start: number, length: number): void {
    // A real copy: `slice` of a socket's `Buffer` would share its memory.
    const payload = new Uint8Array(bytes.subarray(start, start + length));
    if (opcode === PING) this.handler.onPing(payload);
    else if (opcode === PONG) this.handler.onPong(payload);
    else this.close(payload);
  }

  private close(payload: Uint8Array): void {
    if (payload.length === 0) {
      this.hasEnded = true;
      this.handler.onClose(1005, '');
      return;
    }
    const code = (u8At(payload, 0) << 8) | u8At(payload, 1);
    const reason = payload.subarray(2);
    if (!isCloseCodeLegal(code)) this.fail('protocol_error', 1002);
    else if (!isUtf8(reason)) this.fail('invalid_utf8', 1007);
    else {
      this.hasEnded = true;
      this.handler.onClose(code, textOf(reason));
    }
  }

  private reserveCarry(bytes: number): void {
    if (bytes <= this.carry.length) return;
    const grown = new Uint8Array(this.capacityFor(bytes));
    grown.set(this.carry.subarray(0, this.carryLength));
    this.carry = grown;
    this.carryView = new DataView(grown.buffer);
  }

  /** Doubles, so that a growing message is copied seldom, but never past the largest frame. */
  private capacityFor(bytes: number): number {
    const largest = Math.max(this.maxPayloadBytes + HEADER_BYTES_MAX, BUFFER_BYTES_MIN);
    return Math.min(Math.max(bytes * 2, BUFFER_BYTES_MIN), largest);
  }
}

/** RFC 6455 §5.2–§5.5 for the first two bytes of a server frame, `messageOpcode` being the message under assembly. */
function isHeaderLegal(first: number, second: number, messageOpcode: number): boolean {
  if ((first & RESERVED_BITS) !== 0 || (second & MASKED) !== 0) return false;
  const opcode = first & OPCODE_BITS;
  if (opcode === 0) return messageOpcode !== 0;
  if (opcode === TEXT || opcode === BINARY) return messageOpcode === 0;
  if (opcode < CLOSE || opcode > PONG) return false;
  if ((first & FIN) === 0 || second > CONTROL_PAYLOAD_MAX) return false;
  return opcode !== CLOSE || second !== 1;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
