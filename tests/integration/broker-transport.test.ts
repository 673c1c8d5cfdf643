/** The broker's HTTP transport over real sockets on loopback: every result it can come to, and that nothing follows it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { BrokerAddressError, TlsVerificationError } from '../../src/venue/angel/egress.ts';
import { HTTP_LIMITS, type HttpRequest, UndiciTransport } from '../../src/venue/angel/transport.ts';
import { ManualRuntime } from '../support/manual-runtime.ts';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Peer = (socket: Socket, bytes: string) => void;

/** Calls `onBytes` with what a connection sent, whenever it sends. */
async function rawServer(onBytes: Peer, onConnection: (socket: Socket) => void = () => {}) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
    socket.on('data', (bytes) => onBytes(socket, bytes.toString()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

function transportTo(address: string, certificateAuthority?: string) {
  const runtime = new ManualRuntime();
  const transport = new UndiciTransport(
    { address, environment: {}, ...(certificateAuthority && { certificateAuthority }) },
    runtime,
  );
  closers.push(() => transport.close());
  return { runtime, transport };
}

const POST: HttpRequest = {
  method: 'POST',
  path: '/rest/place',
  headers: { 'content-type': 'application/json', authorization: 'Bearer planted-secret' },
  body: '{"quantity":"1"}',
  limitMs: HTTP_LIMITS.totalMs,
};

const GET: HttpRequest = { method: 'GET', path: '/rest/book', headers: {}, limitMs: 6000 };

const OK = 'HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 04:30:00 GMT\r\n';

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A promise that `resolve` ends. */
function signal<Value = void>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('the transport', () => {
  it('gives the answer with its status, text and date', async () => {
    const seen: string[] = [];
    const { port } = await rawServer((socket, bytes) => {
      seen.push(bytes);
      socket.write(`${OK}Content-Length: 7\r\n\r\n{"a":1}`);
    });
    const { transport, runtime } = transportTo(`http://127.0.0.1:${port}`);
    expect(await transport.send(POST)).toEqual({
      kind: 'answer',
      status: 200,
      body: '{"a":1}',
      date: 'Fri, 20 Nov 2026 04:30:00 GMT',
    });
    expect(seen[0]).toMatch(/^POST \/rest\/place HTTP\/1\.1\r\n/);
    expect(seen[0]).toContain('authorization: Bearer planted-secret\r\n');
    expect(seen.join('')).toMatch(/\r\n\r\n\{"quantity":"1"\}$/);
    expect(runtime.timerCount).toBe(0);
  });

  it('keeps the connection for a later request', async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end('{}'));
    server.on('connection', () => {
      connections += 1;
    });
    const { transport } = transportTo(`http://127.0.0.1:${await listening(server)}`);
    for (let index = 0; index < 3; index += 1) {
      expect(await transport.send(POST)).toMatchObject({ kind: 'answer', body: '{}' });
      // A connection is not used again in the turn of the event loop that ended its answer.
      await turn();
    }
    expect(connections).toBe(1);
  });

  it('sends many requests at a time, none behind another', async () => {
    const waiting: (() => void)[] = [];
    const all = signal();
    const server = createServer((_request, response) => {
      waiting.push(() => response.end('{}'));
      if (waiting.length === 20) all.resolve();
    });
    const { transport } = transportTo(`http://127.0.0.1:${await listening(server)}`);
    const results = Array.from({ length: 20 }, () => transport.send(POST));
    await all.promise;
    for (const release of waiting) release();
    for (const result of await Promise.all(results)) expect(result.kind).toBe('answer');
  });

  it('says that nothing left when nobody listens', async () => {
    const { port } = await rawServer(() => {});
    await closers.pop()?.();
    const { transport } = transportTo(`http://127.0.0.1:${port}`);
    expect(await transport.send(POST)).toEqual({ kind: 'not_connected', why: 'refused' });
  });

  it('F14 says that nothing left when TLS never comes about', async () => {
    const accepted = signal();
    const { port } = await rawServer(
      () => {},
      () => accepted.resolve(),
    );
    const { transport, runtime } = transportTo(`https://127.0.0.1:${port}`);
    const result = transport.send(POST);
    await accepted.promise;
    runtime.advance(HTTP_LIMITS.connectMs - 1);
    expect(runtime.timerCount).toBe(2);
    runtime.advance(1);
    expect(await result).toEqual({ kind: 'not_connected', why: 'timeout' });
    expect(runtime.timerCount).toBe(0);
  });

  it('F14 lets nothing leave that was given up while it connected', async () => {
    const tls = selfSignedCertificate();
    const end = signal<string>();
    const server = createTlsServer(tls, () => end.resolve('a request came'));
    server.on('tlsClientError', () => end.resolve('the connection ended'));
    server.on('secureConnection', (peer) => {
      peer.on('close', () => end.resolve('the connection ended'));
    });
    const held = signal<Socket>();
    const listener = createTcpServer((socket) => held.resolve(socket));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const { transport, runtime } = transportTo(`https://127.0.0.1:${port}`, tls.cert);
    const result = transport.send(POST);
    const socket = await held.promise;
    runtime.advance(HTTP_LIMITS.connectMs);
    expect(await result).toEqual({ kind: 'not_connected', why: 'timeout' });
    server.emit('connection', socket);
    expect(await end.promise).toBe('the connection ended');
    listener.close();
    await once(listener, 'close');
  });

  it('F14 gives up a request that nobody reads', async () => {
    const arrived = signal<Socket>();
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('readable', () => arrived.resolve(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { transport, runtime } = transportTo(`http://127.0.0.1:${port}`);
    const result = transport.send(POST);
    const socket = await arrived.promise;
    runtime.advance(HTTP_LIMITS.headersMs);
    expect(await result).toEqual({ kind: 'timeout' });
    socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it('F14 gives a half-open connection up after the time of the headers, and closes it', async () => {
    const received = signal<Socket>();
    const { port } = await rawServer((socket) => received.resolve(socket));
    const { transport, runtime } = transportTo(`http://127.0.0.1:${port}`);
    const result = transport.send(POST);
    const socket = await received.promise;
    const closed = once(socket, 'close');
    runtime.advance(HTTP_LIMITS.headersMs - 1);
    expect(runtime.timerCount).toBe(2);
    runtime.advance(1);
    expect(await result).toEqual({ kind: 'timeout' });
    await closed;
  });

  it('F14 gives a slow answer up after the whole time', async () => {
    const received = signal<Socket>();
    const { port } = await rawServer((socket) => received.resolve(socket));
    const { transport, runtime } = transportTo(`http://127.0.0.1:${port}`);
    const result = transport.send(POST);
    const socket = await received.promise;
    socket.write(`${OK}Content-Length: 100\r\n\r\n{"a"`);
    while (runtime.timerCount === 2) await turn();
    const closed = once(socket, 'close');
    runtime.advance(HTTP_LIMITS.totalMs - 1);
    expect(runtime.timerCount).toBe(1);
    runtime.advance(1);
    expect(await result).toEqual({ kind: 'timeout' });
    await closed;
  });

  it('takes less time when it is asked to', async () => {
    const received = signal();
    const { port } = await rawServer(() => received.resolve());
    const { transport, runtime } = transportTo(`http://127.0.0.1:${port}`);
    const result = transport.send({ ...POST, limitMs: 500 });
    await received.promise;
    runtime.advance(500);
    expect(await result).toEqual({ kind: 'timeout' });
  });

  it.each([
    ['before the answer', ''],
    ['in the headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['in the body', `${OK}Content-Length: 100\r\n\r\n{"status":true`],
    ['in a chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n10\r\n{"a"`],
    ['with bytes that are no HTTP', 'SSH-2.0-OpenSSH\r\n'],
  ])('says that the request may have left when the connection ends %s', async (_where, bytes) => {
    const { port } = await rawServer((socket) => socket.end(bytes));
    const { transport } = transportTo(`http://127.0.0.1:${port}`);
    expect(await transport.send(POST)).toEqual({ kind: 'reset' });
  });

  it('says the same of a reset', async () => {
    const { port } = await rawServer((socket) => socket.resetAndDestroy());
    const { transport } = transportTo(`http://127.0.0.1:${port}`);
    expect(await transport.send(POST)).toEqual({ kind: 'reset' });
  });

  it('ID-01 never sends a request again by itself', async () => {
    let requests = 0;
    const { port } = await rawServer((socket, bytes) => {
      requests += bytes.split(' HTTP/1.1\r\n').length - 1;
      if (requests === 1) socket.write(`${OK}Content-Length: 2\r\n\r\n{}`);
      else socket.destroy();
    });
    const { transport } = transportTo(`http://127.0.0.1:${port}`);
    expect((await transport.send(POST)).kind).toBe('answer');
    expect(await transport.send(POST)).toEqual({ kind: 'reset' });
    expect(await transport.send(GET)).toEqual({ kind: 'reset' });
    expect(requests).toBe(3);
  });

  it('ends an answer that is too large', async () => {
    const { port } = await rawServer((socket) => {
      const block = Buffer.alloc(1024 * 1024, 'x');
      socket.write(`${OK}Content-Length: ${64 * block.length}\r\n\r\n`);
      const more = () => {
        let isReady = true;
        while (isReady && !socket.destroyed) isReady = socket.write(block);
      };
      socket.on('drain', more);
      more();
    });
    const { transport } = transportTo(`http://127.0.0.1:${port}`);
    expect(await transport.send(POST)).toEqual({ kind: 'reset' });
  });

  it('takes a large answer within the bound', async () => {
    const text = 'x'.repeat(4 * 1024 * 1024);
    const server = createServer((_request, response) => response.end(text));
    const { transport } = transportTo(`http://127.0.0.1:${await listening(server)}`);
    const result = await transport.send(POST);
    expect(result.kind === 'answer' && result.body.length).toBe(text.length);
  });

  it('waits for the answer behind an announcement', async () => {
    const { port } = await rawServer((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n');
      socket.write(`${OK}Content-Length: 2\r\n\r\n{}`);
    });
    const { transport } = transportTo(`http://127.0.0.1:${port}`);
    expect(await transport.send(POST)).toMatchObject({ kind: 'answer', status: 200, body: '{}' });
  });

  it('SC-35 follows no redirect', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      const headers = { location: 'http://169.254.169.254/latest/meta-data' };
      response.writeHead(302, headers).end('moved');
    });
    const { transport } = transportTo(`http://127.0.0.1:${await listening(server)}`);
    expect(await transport.send(POST)).toMatchObject({
      kind: 'answer',
      status: 302,
      body: 'moved',
    });
    expect(requests).toBe(1);
  });

  it('SC-34 speaks to no server whose certificate it does not trust', async () => {
    const tls = selfSignedCertificate();
    let requests = 0;
    const server = createTlsServer(tls, (_request, response) => {
      requests += 1;
      response.end('{}');
    });
    server.on('tlsClientError', () => {});
    const port = await listening(server);
    const { transport } = transportTo(`https://127.0.0.1:${port}`);
    expect(await transport.send(POST)).toEqual({ kind: 'not_connected', why: 'tls' });
    expect(requests).toBe(0);
    const trusting = transportTo(`https://127.0.0.1:${port}`, tls.cert);
    expect(await trusting.transport.send(POST)).toMatchObject({ kind: 'answer', body: '{}' });
  });

  it('SC-34 speaks TLS 1.2 and up', async () => {
    const tls = selfSignedCertificate();
    const old = { ...tls, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
    const server = createTlsServer(old as object, (_request, response) => response.end('{}'));
    server.on('tlsClientError', () => {});
    const port = await listening(server);
    const { transport } = transportTo(`https://127.0.0.1:${port}`, tls.cert);
    expect(await transport.send(POST)).toMatchObject({ kind: 'not_connected', why: 'tls' });
  });

  it('says that nothing left when a header cannot be sent', async () => {
    const { port, sockets } = await rawServer(() => {});
    const { transport } = transportTo(`http://127.0.0.1:${port}`);
    const headers = { authorization: 'Bearer planted-secret\r\nx-evil: 1' };
    const result = await transport.send({ ...POST, headers });
    expect(result).toEqual({ kind: 'not_connected', why: 'other' });
    expect(sockets.size).toBe(0);
  });

  it('resolves what is under way when it is closed', async () => {
    const received = signal();
    const { port } = await rawServer(() => received.resolve());
    const { transport } = transportTo(`http://127.0.0.1:${port}`);
    const result = transport.send(POST);
    await received.promise;
    await transport.close();
    expect(await result).toEqual({ kind: 'reset' });
    expect(await transport.send(POST)).toMatchObject({ kind: 'not_connected' });
  });

  it('SC-35 is not made for addresses beyond the broker and loopback', () => {
    for (const address of [
      'https://evil.example',
      'http://apiconnect.angelone.in',
      'http://1.2.3.4',
    ]) {
      expect(() => transportTo(address)).toThrow(BrokerAddressError);
    }
    expect(() => transportTo('ws://127.0.0.1:1')).toThrow('begins with http');
    expect(() => transportTo('http://127.0.0.1:1/path')).toThrow('has no path');
  });

  it('SC-34 is not made while the environment turns checks off', () => {
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const address = 'https://apiconnect.angelone.in';
    const make = () => new UndiciTransport({ address, environment }, new ManualRuntime());
    expect(make).toThrow(TlsVerificationError);
  });
});
