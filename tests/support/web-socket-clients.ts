/** Every implementation of `OpenWebSocket`, for suites that all of them must pass. */
import { openInPlace } from '../../src/feed/websocket/client.ts';
import type { OpenWebSocket } from '../../src/feed/websocket/port.ts';
import { openWithWs } from '../../src/feed/websocket/ws-client.ts';

export const WEB_SOCKET_CLIENTS: readonly {
  readonly name: string;
  readonly open: OpenWebSocket;
}[] = [
  { name: 'frames read in place', open: openInPlace },
  { name: 'the ws message path', open: openWithWs },
];
