/** A server on loopback that hands out a scrip master, and says what it was asked. */
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export class ScripServer {
  /** Headers of every request, in order. */
  readonly requests: IncomingHttpHeaders[] = [];
  /** Answers the next requests. */
  listener: RequestListener = (_request, response) => response.writeHead(404).end();
  #server: Server | undefined;

  /** Resolves with the address of its scrip master. */
  async start(): Promise<string> {
    const server = createServer((request, response) => {
      this.requests.push(request.headers);
      this.listener(request, response);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/master.json`;
  }

  /** Answers `text` with these headers, or 304 to whoever has its `etag` or `last-modified`. */
  serve(text: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): void {
    this.listener = (request, response) => {
      const { 'if-none-match': etag, 'if-modified-since': since } = request.headers;
      const isKnown =
        (etag !== undefined && etag === headers['etag']) ||
        (since !== undefined && since === headers['last-modified']);
      response.writeHead(isKnown ? 304 : 200, headers);
      response.end(isKnown ? undefined : text);
    };
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
