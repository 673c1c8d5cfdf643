/** Starts the outside face: hub, HTTP routes and the chosen WebSocket engine. Called by the publish thread. */
import type { MetricDefinition } from '../contract/metrics.ts';
import { AccessPolicy } from './api/access.ts';
import { answerRequest, decideUpgrade, type RouteOptions, STREAM_PATH } from './api/routes.ts';
import { readTerminalFiles, type TerminalFolders } from './api/terminal-files.ts';
import { chooseServer, type EngineSetting } from './fanout/engine/server-choice.ts';
import { Hub } from './fanout/hub.ts';
import type { EngineName } from './fanout/port.ts';
import { createMetricsPage } from './metrics/registry.ts';
import type { Fanout, FanoutSource, MetricsSource } from './port.ts';

export interface WebOptions {
  readonly source: FanoutSource;
  readonly metrics: MetricsSource;
  readonly metricCatalogue: Readonly<Record<string, MetricDefinition>>;
  /** undefined serves no browser page. */
  readonly terminal: TerminalFolders | undefined;
  readonly settings: WebSettings;
  /** Order events kept for `resume`. */
  readonly orderHistory?: number;
}

/** The `server` section of the settings, as far as it concerns this folder. */
export interface WebSettings {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly webSocketEngine: EngineSetting;
  readonly maxClients: number;
  /** Per client; see `HubOptions.clientBufferBytes`. */
  readonly clientBufferBytes: number;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

export interface Web {
  readonly fanout: Fanout;
  readonly engine: EngineName;
  /** Why `auto` did not take uWebSockets; '' otherwise. */
  readonly fallbackReason: string;
  readonly port: number;
  /** Closes every client with 1001 and stops listening. */
  close(): Promise<void>;
}

const MAX_MESSAGE_BYTES = 64 * 1024;
const IDLE_TIMEOUT_SECONDS = 30;
const ORDER_HISTORY = 4096;
/** About 230 kB of msgpack. */
const MAX_TICKS_PER_MESSAGE = 2048;

/** Rejects with `ListenError` or `EngineUnavailableError`, or when the terminal's folders cannot be read. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { source, settings } = options;
  const { server, fallbackReason } = chooseServer(settings.webSocketEngine);
  const hub = new Hub(source, {
    clientBufferBytes: settings.clientBufferBytes,
    orderHistory: options.orderHistory ?? ORDER_HISTORY,
    maxTicksPerMessage: MAX_TICKS_PER_MESSAGE,
    engineCopiesOnSend: server.copiesOnSend,
  });
  let boundPort = settings.port;
  const routes: RouteOptions = {
    access: new AccessPolicy({ ...settings, boundHost: settings.host }),
    boundPort: () => boundPort,
    health: () => ({ ...source.health(), webSocketEngine: server.engine }),
    metrics: createMetricsPage(options.metricCatalogue, options.metrics),
    terminalFiles:
      options.terminal === undefined ? new Map() : await readTerminalFiles(options.terminal),
    maxClients: settings.maxClients,
    clients: () => hub.stats.clients,
    onRefusedClient: () => {
      hub.stats.clientsRefused += 1;
    },
  };
  boundPort = await server.listen({
    host: settings.host,
    port: settings.port,
    streamPath: STREAM_PATH,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    idleTimeoutSeconds: IDLE_TIMEOUT_SECONDS,
    handlers: {
      onRequest: (request) => answerRequest(routes, request),
      onUpgrade: (request) => decideUpgrade(routes, request),
      onOpen: (socket, encoding) => hub.open(socket, encoding),
    },
  });
  return {
    fanout: hub,
    engine: server.engine,
    fallbackReason,
    port: boundPort,
    close: () => server.close(),
  };
}
