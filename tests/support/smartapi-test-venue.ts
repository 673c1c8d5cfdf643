/** A small SmartAPI stream on loopback that can die, go mute or refuse; one LTP packet answers each subscribed token. */
import { writePacket } from '../../src/contract/wire/smartapi-packet-writer.ts';
import { PACKET_BYTES, type StreamRequest } from '../../src/contract/wire/smartapi-stream.ts';
import {
  type ClientFrame,
  type RawPeer,
  type RawServer,
  startRawServer,
  upgradeResponse,
} from './raw-websocket-server.ts';
import { serverFrame } from './server-frames.ts';

const TEXT = 0x1;
const CLOSE = 0x8;

export class SmartApiTestVenue {
  /** `<mode>:<exchangeType>:<token>` of the connection in use. */
  subscriptions = new Set<string>();
  /** Connections that still get destroyed as soon as they have subscribed something. */
  flaps = 0;
  /** Upgrades still answered with 401. */
  refusals = 0;
  /** True: reads nothing and answers nothing, on connections made from now on. */
  isMute = false;
  upgrades = 0;
  readonly peers: RawPeer[] = [];
  private server: RawServer | undefined;

  async start(): Promise<string> {
    this.server = await startRawServer({
      respond: (accept) => {
        this.upgrades += 1;
        if (this.refusals === 0) return upgradeResponse(accept);
        this.refusals -= 1;
        return 'HTTP/1.1 401 Unauthorized\r\nx-error-message: Invalid Header - Invalid Auth token\r\nContent-Length: 0\r\n\r\n';
      },
      onPeer: (peer) => this.serve(peer),
    });
    return this.server.url;
  }

  get liveSockets(): number {
    return this.server?.liveSockets.size ?? 0;
  }

  /** The connection drops without a word. */
  dropAll(): void {
    for (const peer of this.peers) peer.socket.destroy();
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  private serve(peer: RawPeer): void {
    this.peers.push(peer);
    this.subscriptions = new Set();
    if (this.isMute) return;
    let seen = 0;
    const handle = (): void => {
      for (; seen < peer.frames.length && !peer.socket.destroyed; seen += 1) {
        this.handle(peer, peer.frames[seen]);
      }
    };
    peer.socket.on('data', handle);
    handle();
  }

  private handle(peer: RawPeer, frame: ClientFrame | undefined): void {
    if (frame?.opcode === CLOSE) {
      peer.socket.end(serverFrame({ opcode: CLOSE, payload: frame.payload }));
    }
    if (frame?.opcode !== TEXT) return;
    const text = frame.payload.toString('utf8');
    if (text === 'ping') {
      peer.socket.write(serverFrame({ opcode: TEXT, payload: Buffer.from('pong') }));
      return;
    }
    this.subscribe(peer, JSON.parse(text) as StreamRequest);
    if (this.flaps > 0) {
      this.flaps -= 1;
      peer.socket.destroy();
    }
  }

  private subscribe(peer: RawPeer, { action, params }: StreamRequest): void {
    for (const { exchangeType, tokens } of params.tokenList) {
      for (const token of tokens) {
        const name = `${params.mode}:${exchangeType}:${token}`;
        if (action === 0) {
          this.subscriptions.delete(name);
          continue;
        }
        this.subscriptions.add(name);
        const payload = Buffer.alloc(PACKET_BYTES[1]);
        writePacket(new DataView(payload.buffer, payload.byteOffset, payload.length), 0, {
          mode: 'ltp',
          exchangeType,
          token,
          exchangeTimeMs: 1_795_000_000_000,
          lastPaise: Number(token) * 5,
        });
        peer.socket.write(serverFrame({ opcode: 0x2, payload }));
      }
    }
  }
}
