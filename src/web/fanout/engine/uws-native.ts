/** Finds the native uWebSockets build for this Node, and the part of its interface that is used. Publish thread. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** uWebSockets.js `WebSocket<UserData>`; throws when used after its close event. */
export interface UwsSocket<UserData> {
  /** 1 sent, 0 queued, 2 dropped (never, with `maxBackpressure: 0`). The bytes are copied. */
  send(message: Uint8Array, isBinary: boolean): number;
  getBufferedAmount(): number;
  end(code: number, reason: string): void;
  close(): void;
  /** Runs `write` so that what it sends leaves in one system call. */
  cork(write: () => void): void;
  getUserData(): UserData;
}

export interface UwsRequest {
  getMethod(): string;
  getCaseSensitiveMethod(): string;
  getUrl(): string;
  getQuery(): string | undefined;
  getHeader(lowerCaseName: string): string;
}

export interface UwsResponse {
  writeStatus(status: string): UwsResponse;
  writeHeader(name: string, value: string): UwsResponse;
  end(body: string | Uint8Array, shouldClose: boolean): UwsResponse;
  endWithoutBody(contentLength: number, shouldClose: boolean): UwsResponse;
  onAborted(aborted: () => void): UwsResponse;
  cork(write: () => void): UwsResponse;
  upgrade<UserData>(
    userData: UserData,
    key: string,
    protocol: string,
    extensions: string,
    context: unknown,
  ): void;
}

export interface UwsBehavior<UserData> {
  readonly maxPayloadLength: number;
  readonly idleTimeout: number;
  readonly sendPingsAutomatically: boolean;
  /** 0: unlimited; the hub bounds it. */
  readonly maxBackpressure: number;
  readonly compression: number;
  upgrade(response: UwsResponse, request: UwsRequest, context: unknown): void;
  open(socket: UwsSocket<UserData>): void;
  message(socket: UwsSocket<UserData>, message: ArrayBuffer, isBinary: boolean): void;
  close(socket: UwsSocket<UserData>): void;
}

export interface UwsApp {
  ws<UserData>(path: string, behavior: UwsBehavior<UserData>): UwsApp;
  any(path: string, handler: (response: UwsResponse, request: UwsRequest) => void): UwsApp;
  listen(host: string, port: number, done: (listenSocket: object | false) => void): UwsApp;
}

export interface UwsModule {
  App(): UwsApp;
  us_listen_socket_close(listenSocket: object): void;
  us_socket_local_port(listenSocket: object): number;
  readonly DISABLED: number;
}

export type UwsLookup =
  | { readonly isUsable: true; readonly uws: UwsModule }
  | { readonly isUsable: false; readonly reason: string };

/**
 * Loads the native file itself and never the package's entry point, which falls back to a JavaScript server that hangs when
 * there is no native build. `platform`, `arch` and `modulesVersion` are those of this process unless a test says otherwise.
 */
export function findUws(process: {
  readonly platform: string;
  readonly arch: string;
  readonly modulesVersion: string;
}): UwsLookup {
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve('uWebSockets.js');
  } catch {
    return { isUsable: false, reason: 'the package uWebSockets.js is not installed' };
  }
  const name = `uws_${process.platform}_${process.arch}_${process.modulesVersion}.node`;
  const file = [join(dirname(entry), name), join(dirname(entry), '..', 'binaries', name)].find(
    (candidate) => existsSync(candidate),
  );
  if (file === undefined) {
    return { isUsable: false, reason: `uWebSockets.js has no native build ${name}` };
  }
  try {
    return { isUsable: true, uws: require(file) as UwsModule };
  } catch (error) {
    return { isUsable: false, reason: `${name} does not load: ${String(error)}` };
  }
}
