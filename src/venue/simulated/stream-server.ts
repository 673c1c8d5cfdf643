/** The market simulator's server: scrip master, SmartAPI stream and, with accounts, the whole broker, on one loopback port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type BrokerOptions, SimulatedBroker } from './broker/simulated-broker.ts';
import { BrokerServer } from './broker-server.ts';
import { FaultPlan } from './control/fault-plan.ts';
import type { MarketSource } from './market-source.ts';
import type { StreamCredentials } from './stream-auth.ts';
import { StreamSession, type StreamStats } from './stream-session.ts';
import { StreamUpgrades } from './stream-upgrades.ts';

export const SCRIP_MASTER_PATH = '/OpenAPIScripMaster.json';

export interface StreamServerOptions {
  readonly market: MarketSource;
  /** Rows served as the scrip master, in the venue's own format. */
  readonly scripMaster: readonly object[];
  /** 0 takes any free port. */
  readonly port: number;
  /** Exchange seconds per second, above 0; default 1. */
  readonly speed?: number;
  /** REST, order stream and control; with them the market stream takes the tokens of a login only. Default: none of it. */
  readonly broker?: BrokerOptions;
  /** Of the market stream without a broker. Default: anything that is not empty is accepted. */
  readonly credentials?: StreamCredentials;
  /** A client with more than this unread is disconnected; default 16 MiB. */
  readonly maxBacklogBytes?: number;
  readonly log?: (message: string) => void;
}

export interface StreamServer {
  /** Binds 127.0.0.1. Rejects when the port is taken. */
  listen(): Promise<{ readonly port: number }>;
  /** Drops every connection, stops the clock and frees the port. */
  close(): Promise<void>;
  readonly stats: StreamStats;
}

const HOST = '127.0.0.1';
const PACE_MS = 5;
/** As load balancers keep idle connections; Node's own 5 s are over while a client on a busy machine thinks. */
const KEEP_ALIVE_MS = 60_000;
const DEFAULT_BACKLOG_BYTES = 16 * 1024 * 1024;

export function createStreamServer(options: StreamServerOptions): StreamServer {
  const { market } = options;
  const faults = new FaultPlan();
  const session = new StreamSession({
    market,
    faults,
    speed: options.speed ?? 1,
    maxBacklogBytes: options.maxBacklogBytes ?? DEFAULT_BACKLOG_BYTES,
    log: options.log ?? (() => undefined),
  });
  const broker =
    options.broker === undefined
      ? null
      : new BrokerServer(
          new SimulatedBroker(options.broker, { market, faults, timeMs: session.exchangeTimeMs }),
          session,
        );
  const body = Buffer.from(JSON.stringify(options.scripMaster));
  const http = createServer((request, response) => {
    respond(broker, { request, response, scripMaster: body }).catch(() => response.destroy());
  });
  http.keepAliveTimeout = KEEP_ALIVE_MS;
  const upgrades = new StreamUpgrades({ session, broker, credentials: options.credentials });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrades.handle(request, socket, head);
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        http.once('error', reject);
        http.listen(options.port, HOST, () => {
          http.off('error', reject);
          timer = setInterval(() => session.pace(performance.now()), PACE_MS);
          const address = http.address();
          resolve({ port: typeof address === 'object' && address !== null ? address.port : 0 });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        session.disconnect();
        broker?.close();
        upgrades.close();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
    get stats() {
      return session.stats;
    },
  };
}

interface Page {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly scripMaster: Buffer;
}

async function respond(broker: BrokerServer | null, page: Page): Promise<void> {
  const isTaken = (await broker?.handle(page.request, page.response)) ?? false;
  if (!isTaken) answer(page);
}

function answer({ request, response, scripMaster }: Page): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const path = (request.url ?? '/').split('?', 1)[0];
  if (!isRead || path !== SCRIP_MASTER_PATH) {
    response.writeHead(isRead ? 404 : 405, { 'content-length': 0 }).end();
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': scripMaster.length,
  });
  response.end(request.method === 'HEAD' ? undefined : scripMaster);
}
