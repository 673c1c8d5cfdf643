/** What every request to the simulated broker passes first: headers, session, registered address, rate. Simulator process. */
import type { IncomingHttpHeaders } from 'node:http';
import { ERROR_CODES } from '../../../contract/wire/smartapi-rest.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import type { Answer } from './answer.ts';
import { applicationRefusal, gatewayRefusal, RATE_LIMITED } from './answer.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Route } from './router.ts';
import type { Session } from './sessions.ts';

export interface Arrival {
  readonly route: Route;
  readonly headers: IncomingHttpHeaders;
  /** Source address of the connection. */
  readonly address: string;
  /** The client code a login names, '' otherwise. */
  readonly loginCode: string;
  /** Stamp of a monotonic clock. */
  readonly realMs: number;
}

/** `session` is null at login. */
export type Passage =
  | { readonly refusal: Answer; readonly session: Session | null }
  | { readonly refusal: null; readonly session: Session | null };

export function passGate(broker: SimulatedBroker, limiter: RateLimiter, arrival: Arrival): Passage {
  const { route, headers, address, loginCode, realMs } = arrival;
  if (headers['x-usertype'] !== 'USER') {
    const message = 'User Type Must Be USER';
    return refusedWith(applicationRefusal(ERROR_CODES.userType, message));
  }
  const apiKey = String(headers['x-privatekey'] ?? '');
  if (!broker.accounts.some((account) => account.apiKey === apiKey)) return badApiKey(null);
  const isLogin = route.name === 'login';
  const held = isLogin ? null : sessionOf(broker, arrival);
  if (held !== null && held.refusal !== null) return held;
  const session = held?.session ?? null;
  if (session !== null && session.account.apiKey !== apiKey) return badApiKey(session);
  const clientCode = session?.account.clientCode ?? loginCode;
  const { isRateLimited, registeredAddresses } = broker.policy;
  if (isRateLimited && !limiter.isAllowed(clientCode, route.endpoint.rate, realMs)) {
    return refusedWith(RATE_LIMITED, session);
  }
  if (route.endpoint.needsStaticIp && !registeredAddresses.includes(address)) {
    return refusedWith(ipRefusal(), session);
  }
  return { refusal: null, session };
}

export function ipRefusal(): Answer {
  const message = 'Access denied: Unregistered IP address. Register your IP before retrying.';
  return gatewayRefusal(ERROR_CODES.ipNotRegistered, message);
}

function sessionOf(broker: SimulatedBroker, { headers, route }: Arrival): Passage {
  const isRefresh = route.name === 'refresh';
  const jwt = (headers.authorization ?? '').replace(/^Bearer(\s+|$)/i, '').trim();
  if (jwt === '') return refusedWith(gatewayRefusal(ERROR_CODES.tokenMissing, 'Token Missing'));
  const { standing, session } = broker.sessions.checkJwt(jwt, broker.timeMs);
  // An expired access token still names the session that is to be refreshed.
  const isEnough = standing === 'live' || (standing === 'expired' && isRefresh);
  if (isEnough) return { refusal: null, session };
  if (standing === 'expired') {
    return refusedWith(gatewayRefusal(ERROR_CODES.tokenExpired, 'Token Expired'), session);
  }
  return refusedWith(gatewayRefusal(ERROR_CODES.tokenInvalid, 'Invalid Token'), session);
}

function badApiKey(session: Session | null): Passage {
  return refusedWith(gatewayRefusal(ERROR_CODES.apiKeyInvalid, 'Invalid API Key'), session);
}

function refusedWith(refusal: Answer, session: Session | null = null): Passage {
  return { refusal, session };
}
