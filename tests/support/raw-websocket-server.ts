/** A WebSocket server made by hand on loopback: it writes whatever bytes a test wants and shows what the client sent. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export interface ClientFrame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly isMasked: boolean;
}

/** One client connection, after its upgrade request was read. */
export interface RawPeer {
  readonly socket: Socket;
  readonly requestHeaders: ReadonlyMap<string, string>;
  /** Frames the client sent so far, unmasked. */
  readonly frames: readonly ClientFrame[];
  /** Resolves when a frame that satisfies `test` has arrived. */
  frame(test: (frame: ClientFrame) => boolean): Promise<ClientFrame>;
  readonly closed: Promise<void>;
}

export interface RawServer {
  readonly url: string;
  readonly peers: readonly RawPeer[];
  /** Connections of any kind that are open now. */
  readonly liveSockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export interface RawServerOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The whole HTTP answer; the default is a correct 101. */
  readonly respond?: (accept: string) => string;
  /** Bytes written in the same segment as the answer. */
  readonly head?: Uint8Array;
  readonly onPeer?: (peer: RawPeer) => void;
}

export function upgradeResponse(accept: string, extraHeaders = ''): string {
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${extraHeaders}\r\n`;
}

/** Listens on a free loopback port. `close` destroys every connection. */
export async function startRawServer(options: RawServerOptions = {}): Promise<RawServer> {
  const peers: RawPeer[] = [];
  const liveSockets = new Set<Socket>();
  const onSocket = (socket: Socket): void => {
    liveSockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => liveSockets.delete(socket));
    readUpgrade(socket, (headers, rest) => {
      const key = headers.get('sec-websocket-key') ?? '';
      const accept = createHash('sha1')
        .update(key + ACCEPT_SUFFIX)
        .digest('base64');
      const answer = (options.respond ?? upgradeResponse)(accept);
      socket.write(Buffer.concat([Buffer.from(answer, 'latin1'), options.head ?? Buffer.alloc(0)]));
      const peer = makePeer(socket, headers, rest);
      peers.push(peer);
      options.onPeer?.(peer);
    });
  };
  const server: Server =
    options.tls === undefined ? createTcpServer(onSocket) : createTlsServer(options.tls, onSocket);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}/smart-stream`,
    peers,
    liveSockets,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of liveSockets) socket.destroy();
      await closed;
    },
  };
}

function readUpgrade(
  socket: Socket,
  done: (headers: ReadonlyMap<string, string>, rest: Buffer) => void,
): void {
  let received = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    socket.off('data', onData);
    const lines = received.subarray(0, end).toString('latin1').split('\r\n').slice(1);
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    done(new Map(headers), received.subarray(end + 4));
  };
  socket.on('data', onData);
}

function makePeer(
  socket: Socket,
  requestHeaders: ReadonlyMap<string, string>,
  rest: Buffer,
): RawPeer {
  const frames: ClientFrame[] = [];
  const waiting = new Set<() => void>();
  let pending = rest;
  const read = (): void => {
    for (;;) {
      const parsed = parseClientFrame(pending);
      if (parsed === undefined) break;
      frames.push(parsed.frame);
      pending = pending.subarray(parsed.bytes);
    }
    for (const check of waiting) check();
  };
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    read();
  });
  read();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    socket,
    requestHeaders,
    frames,
    closed,
    frame: (test) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = frames.find(test);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        socket.once('close', () => {
          if (waiting.delete(check)) reject(new Error('the client went away before that frame'));
        });
        check();
      }),
  };
}

function parseClientFrame(bytes: Buffer): { frame: ClientFrame; bytes: number } | undefined {
  if (bytes.length < 2) return undefined;
  const second = bytes.readUInt8(1);
  const isMasked = (second & 0x80) !== 0;
  let length = second & 0x7f;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  const maskAt = at;
  if (isMasked) at += 4;
  if (bytes.length < at + length) return undefined;
  const payload = Buffer.from(bytes.subarray(at, at + length));
  if (isMasked) {
    for (let index = 0; index < length; index += 1) {
      payload.writeUInt8(payload.readUInt8(index) ^ bytes.readUInt8(maskAt + (index & 3)), index);
    }
  }
  const opcode = bytes.readUInt8(0) & 0x0f;
  return { frame: { opcode, payload, isMasked }, bytes: at + length };
}
