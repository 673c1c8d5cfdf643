/** Login, refresh, profile and logout of the simulated broker. Simulator process. */
import {
  loginBodySchema,
  logoutBodySchema,
  refreshBodySchema,
  type WireProfile,
} from '../../../contract/wire/smartapi-account.ts';
import { ERROR_CODES } from '../../../contract/wire/smartapi-rest.ts';
import { istStamp } from '../../../contract/wire/smartapi-time.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import { applicationRefusal, malformed, okAnswer } from './answer.ts';
import { bodyOf, type ClientHandler, type Handlers, type LoginHandler } from './call.ts';
import { isTotpGood } from './totp.ts';

export interface SessionCallsOptions {
  readonly broker: SimulatedBroker;
  /** The host's wall clock, epoch milliseconds: one-time passwords are of real time. */
  readonly wallMs: () => number;
  /** A client has no session any more. */
  readonly onLogout: (clientCode: string) => void;
}

type SessionCalls = Pick<Handlers, 'login' | 'refresh' | 'profile' | 'logout'>;

const EXCHANGES = ['nse_fo', 'nse_cm', 'bse_fo', 'bse_cm'];
const PRODUCTS = ['MARGIN', 'MIS', 'NRML', 'CNC', 'CO', 'BO'];

export function sessionCalls({ broker, wallMs, onLogout }: SessionCallsOptions): SessionCalls {
  const login: LoginHandler = (call) => {
    const body = bodyOf(call, loginBodySchema);
    if (body === null) return malformed();
    const account = broker.accounts.find(({ clientCode }) => clientCode === body.clientcode);
    if (account === undefined) {
      return applicationRefusal(ERROR_CODES.loginInvalid, 'Invalid email or password');
    }
    if (account.pin !== body.password) {
      return applicationRefusal(ERROR_CODES.orderSystem, 'LoginID or MPIN is invalid');
    }
    const serverMs = wallMs() + broker.policy.clockSkewMs;
    if (!isTotpGood(account.totpSecret, body.totp, serverMs)) {
      return applicationRefusal(ERROR_CODES.totpInvalid, 'Invalid totp');
    }
    const isOnly = broker.policy.isSingleSession;
    const { tokens } = broker.sessions.open(account, broker.timeMs, isOnly);
    return okAnswer(body.state === undefined ? tokens : { ...tokens, state: body.state });
  };

  const refresh: ClientHandler = (call) => {
    const body = bodyOf(call, refreshBodySchema);
    if (body === null) return malformed();
    const { standing, session } = broker.sessions.checkRefreshToken(
      body.refreshToken,
      broker.timeMs,
    );
    if (standing === 'expired') {
      return applicationRefusal(ERROR_CODES.refreshTokenExpired, 'Refresh Token Expired');
    }
    if (standing === 'invalid' || session?.account !== call.account) {
      return applicationRefusal(ERROR_CODES.refreshTokenInvalid, 'Invalid Refresh Token');
    }
    return okAnswer(broker.sessions.rotate(session, broker.timeMs).tokens);
  };

  const profile: ClientHandler = ({ account, session }) => {
    const row: WireProfile = {
      clientcode: account.clientCode,
      name: account.name,
      email: '',
      mobileno: '',
      exchanges: EXCHANGES,
      products: PRODUCTS,
      lastlogintime: istStamp(session.issuedMs),
      brokerid: 'B2C',
    };
    return okAnswer(row);
  };

  const logout: ClientHandler = (call) => {
    const body = bodyOf(call, logoutBodySchema);
    if (body === null || body.clientcode !== call.account.clientCode) return malformed();
    broker.sessions.close(call.session);
    onLogout(call.account.clientCode);
    return okAnswer('');
  };

  return { login, refresh, profile, logout };
}
