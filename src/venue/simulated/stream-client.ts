/** One connected client of the simulated stream: frames its packets and writes them to its socket in bulk. */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { PacketFaultName } from '../../contract/wire/simulator-control.ts';
import { writeDecodedPacket } from '../../contract/wire/smartapi-packet-writer.ts';
import { PACKET_BYTES } from '../../contract/wire/smartapi-stream.ts';
import { u8At } from '../../domain/cells.ts';
import { damagePacket } from './frame-damage.ts';
import type { Subscriptions } from './subscriptions.ts';

/** How an instrument is named on the wire. */
export interface WireName {
  readonly exchangeType: number;
  /** 25 bytes, NUL padded. */
  readonly tokenBytes: Uint8Array;
}

const CHUNK_BYTES = 128 * 1024;
/** RFC 6455 §5.2: final frame, binary; a server's frames carry no mask. */
const FINAL_BINARY = 0x82;
const LENGTH_IN_16_BITS = 126;
const LARGEST_FRAME_BYTES = 4 + PACKET_BYTES[3];
const MODES = [1, 2, 3] as const;
const READING_MS = 250;

interface Chunk {
  readonly bytes: Buffer;
  readonly view: DataView;
}

export interface StreamClientOptions {
  readonly socket: Duplex;
  readonly webSocket: WebSocket;
  readonly subscriptions: Subscriptions;
  /** A client with more than this waiting in its socket is disconnected. */
  readonly maxBacklogBytes: number;
  /** '' without accounts. */
  readonly clientCode: string;
  /** Asked per packet: what befalls it? */
  readonly drawFault: () => PacketFaultName | null;
}

/** `mute`: no packets. `half_open`: nothing is sent or answered, and the connection stays. */
export type Silence = 'mute' | 'half_open';

/**
 * Binary frames are built here and written straight to the upgraded socket, many to a write: `ws` would allocate and
 * write each one alone. Text and control frames still go through `ws`; it writes whole frames at once, so the two never
 * interleave inside a frame.
 */
export class StreamClient {
  readonly webSocket: WebSocket;
  readonly subscriptions: Subscriptions;
  readonly clientCode: string;
  packetsSent = 0;
  bytesSent = 0;
  readonly #socket: Duplex;
  readonly #maxBacklogBytes: number;
  readonly #drawFault: () => PacketFaultName | null;
  #silence: Silence | '' = '';
  #damaged = 0;
  /** Sent after the next packet. */
  #held: (() => void) | null = null;
  /** Chunks the socket has finished with. */
  readonly #free: Chunk[] = [];
  #chunk: Chunk = newChunk();
  #used = 0;
  #writesDone = 0;
  #seenWritesDone = 0;
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: StreamClientOptions) {
    this.webSocket = options.webSocket;
    this.subscriptions = options.subscriptions;
    this.#socket = options.socket;
    this.#maxBacklogBytes = options.maxBacklogBytes;
    this.clientCode = options.clientCode;
    this.#drawFault = options.drawFault;
  }

  /** For the rest of the connection. What was framed before is not sent any more. */
  silence(kind: Silence): void {
    this.#silence = kind;
    this.#used = 0;
  }

  /** A half-open connection answers nothing. */
  get isAnswering(): boolean {
    return this.#silence !== 'half_open';
  }

  /** Bytes framed and not yet taken by the kernel. */
  get backlogBytes(): number {
    return this.#socket.writableLength + this.#used;
  }

  /** Has the socket taken anything within the last `READING_MS`? */
  isReading(realMs: number): boolean {
    if (this.#writesDone !== this.#seenWritesDone) {
      this.#seenWritesDone = this.#writesDone;
      this.#readAtMs = realMs;
    }
    return realMs - this.#readAtMs < READING_MS;
  }

  get isBehind(): boolean {
    return this.backlogBytes > this.#maxBacklogBytes;
  }

  /** Frames the update once for each mode the client subscribed. `cells` have the `DECODED` layout. */
  onUpdate(instrumentIndex: number, name: WireName, cells: Float64Array): void {
    const bits = u8At(this.subscriptions.modeBits, instrumentIndex);
    if (bits === 0) return;
    for (const mode of MODES) if ((bits & (1 << mode)) !== 0) this.frame(mode, name, cells);
  }

  frame(mode: 1 | 2 | 3, name: WireName, cells: Float64Array): void {
    if (this.#silence !== '') return;
    const fault = this.#drawFault();
    if (fault === 'stream_reorder' && this.#held === null) {
      const copy = cells.slice();
      this.#held = () => this.#put(mode, name, copy);
      return;
    }
    this.#put(mode, name, cells, fault === 'stream_corrupt');
    if (fault === 'stream_duplicate') this.#put(mode, name, cells);
    this.#held?.();
    this.#held = null;
  }

  #put(mode: 1 | 2 | 3, name: WireName, cells: Float64Array, isDamaged = false): void {
    if (this.#used + LARGEST_FRAME_BYTES > CHUNK_BYTES) this.#write();
    const { bytes, view } = this.#chunk;
    const whole = PACKET_BYTES[mode];
    const headBytes = whole < LENGTH_IN_16_BITS ? 2 : 4;
    const at = this.#used + headBytes;
    writeDecodedPacket(view, at, mode, name.exchangeType, name.tokenBytes, cells);
    const length = isDamaged ? damagePacket(view, at, whole, this.#damaged++) : whole;
    bytes[this.#used] = FINAL_BINARY;
    if (headBytes === 2) {
      bytes[this.#used + 1] = length;
    } else {
      bytes[this.#used + 1] = LENGTH_IN_16_BITS;
      bytes[this.#used + 2] = length >> 8;
      bytes[this.#used + 3] = length & 0xff;
    }
    this.#used = at + length;
    this.packetsSent++;
  }

  /**
   * Writes what was framed. While the socket still holds earlier bytes, frames gather here until a chunk is full: pending memory
   * then is what is pending, not one chunk per flush.
   */
  flush(): void {
    if (this.#used > 0 && this.#socket.writableLength === 0) this.#write();
  }

  /** Nothing leaves on a connection that is closing. */
  #write(): void {
    const chunk = this.#chunk;
    const used = this.#used;
    this.#used = 0;
    if (this.webSocket.readyState !== WebSocket.OPEN || this.#socket.destroyed) return;
    this.bytesSent += used;
    this.#chunk = this.#free.pop() ?? newChunk();
    // The socket reads the chunk until the callback: it is not written to before.
    this.#socket.write(chunk.bytes.subarray(0, used), () => {
      this.#writesDone++;
      this.#free.push(chunk);
    });
  }
}

function newChunk(): Chunk {
  const bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, CHUNK_BYTES) };
}
