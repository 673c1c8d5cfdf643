/**
 * SmartAPI over HTTP, what all calls share: addresses, headers, the two envelopes, error codes, rate limits. Source: Angel One's public
 * documentation, copy of 2026-07-15, and answers of the live server quoted in public, read on 2026-11-20.
 */

/** Headers every call carries; `Authorization: Bearer <jwt>` comes on top, except at `login`. */
export const CLIENT_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json',
  'x-usertype': 'USER',
  'x-sourceid': 'WEB',
} as const;

/**
 * `read` may be repeated freely; `auth` is done once at a time; `write` reaches the market and is sent at most once per intent, whatever
 * became of it.
 */
export type EndpointKind = 'auth' | 'read' | 'write';

/** Endpoints that share one budget per client code. */
export const RATE_CLASSES = {
  login: { perSecond: 1 },
  token: { perSecond: 1, perHour: 1000 },
  profile: { perSecond: 3, perHour: 1000 },
  logout: { perSecond: 1 },
  funds: { perSecond: 2 },
  orders: { perSecond: 9, perMinute: 500, perHour: 1000 },
  orderBook: { perSecond: 1 },
  tradeBook: { perSecond: 1 },
  positions: { perSecond: 1 },
  search: { perSecond: 1 },
  holdings: { perSecond: 1 },
  allHoldings: { perSecond: 1 },
  ltp: { perSecond: 10, perMinute: 500, perHour: 5000 },
  convert: { perSecond: 10, perMinute: 500, perHour: 5000 },
  orderDetails: { perSecond: 10, perMinute: 500, perHour: 5000 },
  quote: { perSecond: 1, perMinute: 500, perHour: 5000 },
  margin: { perSecond: 10, perMinute: 500, perHour: 5000 },
  gttWrite: { perSecond: 9, perMinute: 500, perHour: 5000 },
  gttRead: { perSecond: 10, perMinute: 500, perHour: 5000 },
  candles: { perSecond: 3, perMinute: 180, perHour: 5000 },
  analytics: { perSecond: 1 },
} as const satisfies Record<string, RateLimit>;
export type RateClass = keyof typeof RATE_CLASSES;

/** Requests allowed; an absent window has no stated limit. */
export interface RateLimit {
  readonly perSecond: number;
  readonly perMinute?: number;
  readonly perHour?: number;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly kind: EndpointKind;
  readonly rate: RateClass;
  /** Refused from an address that is not registered for the key (AG7002). */
  readonly needsStaticIp?: true;
}

const SECURE = '/rest/secure/angelbroking';
const AUTH = '/rest/auth/angelbroking';
const ORDER = `${SECURE}/order/v1`;
const GTT = `${SECURE}/gtt/v1`;
const MARKET_DATA = `${SECURE}/marketData/v1`;

/** Trailing slashes are optional at the server. `orderDetails` takes `/{uniqueorderid}` behind its path. */
export const ENDPOINTS = {
  login: auth('POST', `${AUTH}/user/v1/loginByPassword`, 'login'),
  refresh: auth('POST', `${AUTH}/jwt/v1/generateTokens`, 'token'),
  logout: auth('POST', `${SECURE}/user/v1/logout`, 'logout'),
  profile: read('GET', `${SECURE}/user/v1/getProfile`, 'profile'),
  funds: read('GET', `${SECURE}/user/v1/getRMS`, 'funds'),
  place: write(`${ORDER}/placeOrder`, 'orders'),
  modify: write(`${ORDER}/modifyOrder`, 'orders'),
  cancel: write(`${ORDER}/cancelOrder`, 'orders'),
  orderBook: read('GET', `${ORDER}/getOrderBook`, 'orderBook'),
  tradeBook: read('GET', `${ORDER}/getTradeBook`, 'tradeBook'),
  orderDetails: read('GET', `${ORDER}/details`, 'orderDetails'),
  ltp: read('POST', `${ORDER}/getLtpData`, 'ltp'),
  search: read('POST', `${ORDER}/searchScrip`, 'search'),
  positions: read('GET', `${ORDER}/getPosition`, 'positions'),
  convert: { method: 'POST', path: `${ORDER}/convertPosition`, kind: 'write', rate: 'convert' },
  holdings: read('GET', `${SECURE}/portfolio/v1/getHolding`, 'holdings'),
  allHoldings: read('GET', `${SECURE}/portfolio/v1/getAllHolding`, 'allHoldings'),
  quote: read('POST', `${SECURE}/market/v1/quote`, 'quote'),
  candles: read('POST', `${SECURE}/historical/v1/getCandleData`, 'candles'),
  openInterest: read('POST', `${SECURE}/historical/v1/getOIData`, 'analytics'),
  margin: read('POST', `${SECURE}/margin/v1/batch`, 'margin'),
  charges: read('POST', `${SECURE}/brokerage/v1/estimateCharges`, 'analytics'),
  gttCreate: write(`${GTT}/createRule`, 'gttWrite'),
  gttModify: write(`${GTT}/modifyRule`, 'gttWrite'),
  gttCancel: write(`${GTT}/cancelRule`, 'gttWrite'),
  gttDetails: read('POST', `${GTT}/ruleDetails`, 'gttRead'),
  gttList: read('POST', `${GTT}/ruleList`, 'gttRead'),
  optionGreek: read('POST', `${MARKET_DATA}/optionGreek`, 'analytics'),
} as const satisfies Record<string, Endpoint>;
export type EndpointName = keyof typeof ENDPOINTS;

/** Status of the answer that a breached rate limit gets, and its plain text. An auth failure of the gateway may be a 403 as well. */
export const RATE_LIMIT_STATUS = 403;
export const RATE_LIMIT_TEXT = 'Access denied because of exceeding access rate';

/** Codes the client acts on. Those of the gateway come with `success` and `errorCode`, those of the application with `status` and `errorcode`. */
export const ERROR_CODES = {
  tokenInvalid: 'AG8001',
  tokenExpired: 'AG8002',
  tokenMissing: 'AG8003',
  apiKeyInvalid: 'AG8004',
  ipNotRegistered: 'AG7002',
  refreshTokenInvalid: 'AB8050',
  refreshTokenExpired: 'AB8051',
  loginInvalid: 'AB1000',
  somethingWrong: 'AB1004',
  userType: 'AB1005',
  tradingBlocked: 'AB1006',
  orderSystem: 'AB1007',
  varietyInvalid: 'AB1008',
  symbolNotFound: 'AB1009',
  sessionExpired: 'AB1010',
  notLoggedIn: 'AB1011',
  productInvalid: 'AB1012',
  orderNotFound: 'AB1013',
  tooManyRequests: 'AB1021',
  totpInvalid: 'AB1050',
  unspecified: 'AB2000',
  internalError: 'AB2001',
  orderTagTooLong: 'AB4008',
  consentNeeded: 'AB4036',
} as const;
export type SmartApiErrorCode = (typeof ERROR_CODES)[keyof typeof ERROR_CODES];

function auth(method: 'GET' | 'POST', path: string, rate: RateClass): Endpoint {
  return { method, path, kind: 'auth', rate };
}

function read(method: 'GET' | 'POST', path: string, rate: RateClass): Endpoint {
  return { method, path, kind: 'read', rate };
}

function write(path: string, rate: RateClass): Endpoint {
  return { method: 'POST', path, kind: 'write', rate, needsStaticIp: true };
}
