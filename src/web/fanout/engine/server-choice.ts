/** Which WebSocket engine runs: uWebSockets where it has a native build, `ws` elsewhere. Publish thread. */
import type { EngineName, WebSocketServerPort } from '../port.ts';
import { findUws } from './uws-native.ts';
import { createUwsServer } from './uws-server.ts';
import { createWsServer } from './ws-server.ts';

export type EngineSetting = 'auto' | EngineName;

export interface ServerChoice {
  readonly server: WebSocketServerPort;
  /** Why `auto` did not take uWebSockets; '' when it did or when an engine was named. */
  readonly fallbackReason: string;
}

/** The engine named in the settings cannot run here. */
class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
  readonly code = 'engine_unavailable';

  constructor(reason: string) {
    super(
      `uWebSockets cannot run here: ${reason}. Use Node 20, or set TICKRING_SERVER__WEB_SOCKET_ENGINE to auto or ws.`,
    );
  }
}

/** Throws `EngineUnavailableError` when uWebSockets was asked for by name and cannot run. */
export function chooseServer(setting: EngineSetting): ServerChoice {
  if (setting === 'ws') return { server: createWsServer(), fallbackReason: '' };
  const { platform, arch, versions } = process;
  const found = findUws({ platform, arch, modulesVersion: versions.modules });
  if (found.isUsable) return { server: createUwsServer(found.uws), fallbackReason: '' };
  if (setting === 'uWebSockets') throw new EngineUnavailableError(found.reason);
  return { server: createWsServer(), fallbackReason: found.reason };
}
