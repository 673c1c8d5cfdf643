/** The simulated broker's protocols on the simulator's port: REST, order stream, control. Simulator process. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import {
  SIMULATOR_CONTROL_PATH,
  SIMULATOR_STATE_PATH,
} from '../../contract/wire/simulator-control.ts';
import type { SimulatedBroker } from './broker/simulated-broker.ts';
import { ControlDesk } from './control/control-desk.ts';
import { RequestLog } from './control/request-log.ts';
import { simulatorState } from './control/state-view.ts';
import { OrderStream, type OrderUpgrade } from './order-stream.ts';
import { readJson } from './rest/http-body.ts';
import { RestServer } from './rest/rest-server.ts';
import type { PresentedCredentials } from './stream-auth.ts';
import type { StreamSession } from './stream-session.ts';

/** Connections to the market stream that one client code may have. */
const MAX_MARKET_STREAMS = 3;
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/** Why an upgrade to the market stream is refused; an empty message for a limit. */
export interface StreamRefusal {
  readonly status: number;
  readonly message: string;
}

export class BrokerServer {
  readonly #broker: SimulatedBroker;
  readonly #session: StreamSession;
  readonly #orderStream: OrderStream;
  readonly #log = new RequestLog();
  readonly #control: ControlDesk;
  readonly #rest: RestServer;

  constructor(broker: SimulatedBroker, session: StreamSession) {
    const realMs = () => performance.now();
    this.#broker = broker;
    this.#session = session;
    this.#orderStream = new OrderStream(broker);
    this.#control = new ControlDesk({ broker, session, orderStream: this.#orderStream, realMs });
    this.#rest = new RestServer({
      ...{ broker, log: this.#log, realMs },
      wallMs: () => Date.now(),
      onLogout: (clientCode) => this.#control.disconnect(clientCode),
    });
    session.listen(broker);
  }

  /** False when the path is none of the broker's. Rejects when the connection breaks while the request is read. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === SIMULATOR_CONTROL_PATH || path === SIMULATOR_STATE_PATH) {
      await this.#answerTest(path, request, response);
      return true;
    }
    return this.#rest.handle(request, response);
  }

  /** May this client open the market stream? Null when it may. */
  marketRefusal(presented: PresentedCredentials): StreamRefusal | null {
    const { faults, sessions, timeMs } = this.#broker;
    const refused = faults.draw(['stream_refused']);
    if (refused !== null) return { status: refused.status ?? 401, message: AUTH_TOKEN };
    const { isBrowserForm, authToken, clientCode, apiKey, feedToken } = presented;
    if (this.#isStranger(presented)) return null;
    const { standing, session } = sessions.checkJwt(authToken, timeMs);
    if (!isBrowserForm && standing !== 'live') return { status: 401, message: AUTH_TOKEN };
    const own = session ?? sessions.all().find(({ tokens }) => tokens.feedToken === feedToken);
    const account = own?.account;
    if (account?.clientCode !== clientCode) return unauthorised('Client Code');
    if (account.apiKey !== apiKey) return unauthorised('API Key');
    if (own?.tokens.feedToken !== feedToken || own.standing !== 'live') {
      return unauthorised('Feed Token');
    }
    const isFull = this.#session.countOf(clientCode) >= MAX_MARKET_STREAMS;
    return isFull ? { status: 429, message: 'Connection Limit Exceeded' } : null;
  }

  #isStranger({ isBrowserForm, authToken, clientCode, apiKey, feedToken }: PresentedCredentials) {
    const { isStreamOpen, accounts } = this.#broker;
    const isKnown = accounts.some((account) => account.clientCode === clientCode);
    const isWhole = [clientCode, apiKey, feedToken].every((text) => text !== '');
    return isStreamOpen && !isKnown && isWhole && (isBrowserForm || authToken !== '');
  }

  orderUpgrade(request: IncomingMessage): OrderUpgrade {
    return this.#orderStream.check(request);
  }

  acceptOrders(webSocket: WebSocket, clientCode: string): void {
    this.#orderStream.accept(webSocket, clientCode);
  }

  close(): void {
    this.#orderStream.disconnect();
  }

  async #answerTest(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const isControl = path === SIMULATOR_CONTROL_PATH;
    const body = await readJson(request);
    if (!LOOPBACK.test(request.socket.remoteAddress ?? '')) return answerJson(response, 403, {});
    if (request.method !== (isControl ? 'POST' : 'GET')) return answerJson(response, 405, {});
    if (!isControl) return answerJson(response, 200, this.#state());
    // A page in a browser cannot send this type to another origin without asking first.
    const isJson = request.headers['content-type']?.startsWith('application/json') === true;
    const problem = isJson ? this.#control.handle(body) : 'content-type: must be application/json';
    return answerJson(response, problem === '' ? 200 : 400, { error: problem });
  }

  #state(): object {
    return simulatorState({
      broker: this.#broker,
      session: this.#session,
      orderStream: this.#orderStream,
      log: this.#log,
    });
  }
}

const AUTH_TOKEN = 'Invalid Header - Invalid Auth token';

function unauthorised(what: string): StreamRefusal {
  return { status: 401, message: `Invalid Header - Invalid ${what}` };
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
