// A trading session of the official SDK, as a program of its own: `node official-sdk-client.mjs <json>`. The last line it prints, after
// `RESULT `, is what every call answered. It writes its log into the working directory.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const options = JSON.parse(process.argv[2] ?? '{}');

// The constructor asks the Internet for its own address, and the process dies of the failure.
const sdkRequire = createRequire(require.resolve('smartapi-javascript'));
const addressModule = sdkRequire.resolve('public-ip');
const known = async () => '127.0.0.1';
require.cache[addressModule] = {
  id: addressModule,
  filename: addressModule,
  loaded: true,
  exports: { v4: known, v6: known },
};

const { CONSTANTS } = sdkRequire('../config/constant');
CONSTANTS.websocketURL = `ws://127.0.0.1:${options.port}/smart-stream`;
CONSTANTS.wsclientupdatesURL = `ws://127.0.0.1:${options.port}/smart-order-update`;
CONSTANTS.Interval = 500;

const { SmartAPI, WebSocketV2, WSOrderUpdates } = require('smartapi-javascript');
const { clientCode, pin, apiKey, totp, share, rule } = options;
const api = new SmartAPI({
  api_key: apiKey,
  root: `http://127.0.0.1:${options.port}`,
  // A slow machine is no failure.
  timeout: 60_000,
});
const result = {};

/** Keeps what a call answered. Whoever reads a failure sees how far it came. */
async function step(name, answer) {
  result[name] = await answer;
  process.stderr.write(`${name}: ${JSON.stringify(result[name])?.slice(0, 200)}\n`);
  return result[name];
}

/** Looks again every few milliseconds: the SDK tells of nothing that could be awaited. */
async function until(isDone) {
  while (!isDone()) await sleep(10);
}

const session = await step('session', api.generateSession(clientCode, pin, totp));
const { jwtToken, feedToken } = session.data;
const stream = { jwttoken: jwtToken, apikey: apiKey, clientcode: clientCode, feedtype: feedToken };

const orderMessages = [];
const orderStream = new WSOrderUpdates(stream);
await orderStream.connect();
orderStream.on('tick', (message) => orderMessages.push(String(message)));

await step('profile', api.getProfile());
const order = {
  ...share,
  variety: 'NORMAL',
  transactiontype: 'BUY',
  ordertype: 'LIMIT',
  producttype: 'INTRADAY',
  duration: 'DAY',
  quantity: '10',
  squareoff: '0',
  stoploss: '0',
  ordertag: 'sdk',
};
await step('place', api.placeOrder({ ...order, price: options.farPrice }));
const { orderid, uniqueorderid } = result.place.data;
await step(
  'modify',
  api.modifyOrder({
    ...order,
    price: options.farPrice,
    quantity: '7',
    orderid,
  }),
);
await step('details', api.indOrderDetails(uniqueorderid));
await step('cancel', api.cancelOrder({ variety: 'NORMAL', orderid }));
await step('bought', api.placeOrder({ ...order, price: options.nearPrice }));

const ticks = [];
const market = new WebSocketV2(stream);
await market.connect();
market.on('tick', (tick) => ticks.push(tick));
for (const mode of [1, 2, 3]) {
  market.fetchData({
    correlationID: 'sdk',
    action: 1,
    mode,
    exchangeType: 1,
    tokens: [share.symboltoken],
  });
}
const modeOf = (tick) => Number(tick?.subscription_mode);
await until(() => [1, 2, 3].every((mode) => ticks.some((tick) => modeOf(tick) === mode)));
result.ticks = [1, 2, 3].map((mode) => ticks.find((tick) => modeOf(tick) === mode));
await until(
  () =>
    ticks.includes('pong') &&
    ticks.some((tick) => Number(tick.exchange_timestamp) > options.waitUntilMs),
);
// It parses so slowly that a busy stream would keep it from everything else.
market.close();
await until(() => orderMessages.some((message) => message.includes('"complete"')));
result.orderMessages = orderMessages;

await step('orderBook', api.getOrderBook());
await step('tradeBook', api.getTradeBook());
await step('positions', api.getPosition());
await step('holdings', api.getHolding());
await step('allHoldings', api.getAllHolding());
await step('funds', api.getRMS());
await step('candles', api.getCandleData(options.candles));
await step(
  'quotes',
  api.marketData({
    mode: 'FULL',
    exchangeTokens: { NSE: [share.symboltoken] },
  }),
);
await step('search', api.searchScrip({ exchange: 'NSE', searchscrip: 'SBIN' }));
await step('margin', api.marginApi(options.margin));
await step('created', api.createRule(rule));
const { id } = result.created.data;
await step('changed', api.modifyRule({ ...rule, id, qty: '3' }));
await step('rule', api.ruleDetails({ id }));
await step('rules', api.ruleList({ status: ['FORALL'], page: 1, count: 10 }));
await step('ruleCancelled', api.cancelRule({ ...rule, id }));
await step('logout', api.logout(clientCode));
await step('afterLogout', api.getProfile());

// `close` leaves intervals running.
process.stdout.write(`RESULT ${JSON.stringify(result)}\n`, () => process.exit(0));
