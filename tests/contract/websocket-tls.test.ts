/** Both WebSocket clients over TLS: the certificate is always verified. */
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocketRequest } from '../../src/feed/websocket/port.ts';
import { type RawServer, startRawServer } from '../support/raw-websocket-server.ts';
import { RecordingConsumer } from '../support/recording-consumer.ts';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';
import { closeFrame, serverFrame } from '../support/server-frames.ts';
import { WEB_SOCKET_CLIENTS } from '../support/web-socket-clients.ts';

const tls = selfSignedCertificate();
let server: RawServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

function requestTo(url: string): WebSocketRequest {
  return {
    url,
    headers: {},
    connectTimeoutMs: 10_000,
    closeTimeoutMs: 10_000,
    maxPayloadBytes: 1000,
  };
}

describe.each(WEB_SOCKET_CLIENTS)('a WebSocket client on $name over TLS', ({ open }) => {
  it('receives from a server whose authority it trusts', async () => {
    const message = serverFrame({ opcode: 0x2, payload: Buffer.alloc(500, 7) });
    server = await startRawServer({
      tls,
      onPeer: (peer) => peer.socket.end(Buffer.concat([message, message, closeFrame(1000)])),
    });
    const consumer = new RecordingConsumer();
    open({ ...requestTo(server.url), certificateAuthority: tls.cert }, consumer);
    expect(await consumer.ended).toMatchObject({ cause: 'closed_by_server', code: 1000 });
    expect(consumer.messages).toHaveLength(2);
    expect(consumer.breaches).toEqual([]);
  });

  it('refuses a certificate nobody vouches for', async () => {
    server = await startRawServer({ tls });
    const consumer = new RecordingConsumer();
    open(requestTo(server.url), consumer);
    const end = await consumer.ended;
    expect(end).toMatchObject({ cause: 'connect_failed', status: 0 });
    expect(end.reason).toContain('SELF_SIGNED');
    expect(server.peers).toHaveLength(0);
  });

  it('refuses a trusted certificate of another host', async () => {
    server = await startRawServer({ tls });
    const consumer = new RecordingConsumer();
    const elsewhere = server.url.replace('127.0.0.1', 'localhost');
    open({ ...requestTo(elsewhere), certificateAuthority: tls.cert }, consumer);
    const end = await consumer.ended;
    expect(end).toMatchObject({ cause: 'connect_failed', status: 0 });
    expect(end.reason).toContain('ALTNAME');
    expect(server.peers).toHaveLength(0);
  });
});
