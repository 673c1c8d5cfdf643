/** Calls of `tickring broker` that only ask. Command line. */
import { ORDER_EXCHANGES } from '../../contract/wire/smartapi-enums.ts';
import { GTT_STATUSES } from '../../contract/wire/smartapi-gtt.ts';
import {
  CANDLE_INTERVALS,
  type CandleBody,
  type CandleInterval,
  candleBodySchema,
} from '../../contract/wire/smartapi-history.ts';
import { MAX_QUOTE_TOKENS, type QuoteMode } from '../../contract/wire/smartapi-market.ts';
import { istMinute } from '../../contract/wire/smartapi-time.ts';
import { DAY_MS } from '../../domain/instrument/ist-date.ts';
import type { AngelApi } from '../../venue/angel/angel-api.ts';
import type { CallResult } from '../../venue/angel/call.ts';
import {
  type ApiCall,
  type CallDefinition,
  type CallInput,
  notSent,
  wrongUsage,
} from './broker-call.ts';
import { minuteOf, oneOf, required } from './broker-flags.ts';

const QUOTE_MODES: readonly QuoteMode[] = ['LTP', 'OHLC', 'FULL'];
const INTERVALS = Object.keys(CANDLE_INTERVALS) as CandleInterval[];
const PAGE_ROWS = 50;

const ORDER_COLUMNS = [
  ...['orderId', 'orderStatus', 'transactionType', 'exchange', 'tradingSymbol', 'orderType'],
  ...['productType', 'quantity', 'filledQuantity', 'limitPaise', 'triggerPaise', 'orderTag'],
  ...['uniqueOrderId', 'text'],
];
const POSITION_COLUMNS = [
  ...['exchange', 'tradingSymbol', 'symbolToken', 'productType', 'netQuantity', 'netValuePaise'],
  ...['lastPaise', 'realisedPaise', 'unrealisedPaise', 'profitPaise'],
];
const HOLDING_COLUMNS = [
  ...['exchange', 'tradingSymbol', 'symbolToken', 'quantity', 'averagePaise', 'lastPaise'],
  ...['profitPaise'],
];

type Ask = (api: AngelApi) => Promise<CallResult<unknown>>;

export const READ_CALLS = {
  profile: simple('profile', { ask: (api) => api.profile() }),
  funds: simple('funds', { ask: (api) => api.funds() }),
  holdings: {
    usage: 'holdings [--all]',
    words: [0, 0],
    flags: ['all'],
    make: ({ flags }) => ({
      kind: 'read',
      columns: HOLDING_COLUMNS,
      ask: (api) => (flags.all === true ? api.allHoldings() : api.holdings()),
    }),
  },
  positions: simple('positions', { ask: (api) => api.positions(), columns: POSITION_COLUMNS }),
  orders: simple('orders', { ask: (api) => api.orderBook(), columns: ORDER_COLUMNS }),
  trades: simple('trades', { ask: (api) => api.tradeBook() }),
  order: {
    usage: 'order UNIQUE-ORDER-ID',
    words: [1, 1],
    flags: [],
    make: ({ words }) => reading((api) => api.orderDetails(words[0] ?? '')),
  },
  ltp: {
    usage: 'ltp NAME [--token N]',
    words: [1, 20],
    flags: ['token'],
    make(input) {
      const { exchange, symbol, token } = oneInstrument(input);
      const body = { exchange, tradingsymbol: symbol, symboltoken: token };
      return reading((api) => api.ltp(body));
    },
  },
  quote: {
    usage: 'quote NAME... [--mode LTP|OHLC|FULL] [--token N]',
    words: [1, MAX_QUOTE_TOKENS],
    flags: ['mode', 'token'],
    make({ words, flags, find }) {
      if (flags.token !== undefined && words.length > 1) {
        throw wrongUsage('--token names one instrument; ask for the others by name');
      }
      const mode = oneOf(QUOTE_MODES, { flag: 'mode', text: flags.mode ?? 'OHLC' });
      const tokens = words.map(find);
      return reading((api) => api.quote(mode, tokens));
    },
  },
  candles: {
    usage: 'candles NAME --interval FIVE_MINUTE --from "2026-11-20 09:15" --to "2026-11-20 15:30"',
    words: [1, 20],
    flags: ['interval', 'from', 'to', 'token'],
    make(input) {
      const body = windowOf(input);
      return reading((api) => api.candles(body));
    },
  },
  'open-interest': {
    usage: 'open-interest NAME --interval ... --from ... --to ...',
    words: [1, 20],
    flags: ['interval', 'from', 'to', 'token'],
    make(input) {
      const body = windowOf(input);
      return reading((api) => api.openInterest(body));
    },
  },
  search: {
    usage: 'search WORDS [--exchange NSE]',
    words: [1, 20],
    flags: ['exchange'],
    make({ words, flags }) {
      const exchange = oneOf(ORDER_EXCHANGES, { flag: 'exchange', text: flags.exchange ?? 'NSE' });
      return reading((api) => api.search({ exchange, searchscrip: words.join(' ') }));
    },
  },
  'gtt list': {
    usage: 'gtt list [--status NEW|ACTIVE|...] [--page 1] [--count 50]',
    words: [0, 0],
    flags: ['status', 'page', 'count'],
    make({ flags }) {
      const status = oneOf(GTT_STATUSES, { flag: 'status', text: flags.status ?? 'FORALL' });
      const page = countOf(flags.page ?? '1', 'page');
      const count = countOf(flags.count ?? String(PAGE_ROWS), 'count');
      return reading((api) => api.gttList({ status: [status], page, count }));
    },
  },
  'gtt show': {
    usage: 'gtt show ID',
    words: [1, 1],
    flags: [],
    make({ words: [id = ''] }) {
      if (!/^\d{1,15}$/.test(id)) throw notSent(`${id} is no id of a rule: those are digits`);
      return reading((api) => api.gttDetails(id));
    },
  },
} as const satisfies Record<string, CallDefinition>;

/** Of a call about one instrument; a symbol may hold blanks. */
export function oneInstrument({ words, find }: CallInput) {
  return find(words.join(' '));
}

function simple(usage: string, { ask, columns }: { ask: Ask; columns?: readonly string[] }) {
  const call: ApiCall = { kind: 'read', ask, ...(columns !== undefined && { columns }) };
  return { usage, words: [0, 0], flags: [], make: () => call } as const;
}

function reading(ask: Ask): ApiCall {
  return { kind: 'read', ask };
}

function windowOf(input: CallInput): CandleBody {
  const { flags } = input;
  const interval = oneOf(INTERVALS, { flag: 'interval', text: required(flags, 'interval') });
  const [fromMs, toMs] = [minuteOf(flags, 'from'), minuteOf(flags, 'to')];
  const { exchange, token } = oneInstrument(input);
  if (toMs < fromMs) throw notSent('--to is before --from');
  const { days } = CANDLE_INTERVALS[interval];
  if (toMs - fromMs > days * DAY_MS) {
    throw notSent(`one request for ${interval} reaches over ${days} days; ask for less`);
  }
  const body = candleBodySchema.safeParse({
    exchange,
    symboltoken: token,
    interval,
    fromdate: istMinute(fromMs),
    todate: istMinute(toMs),
  });
  if (!body.success) throw notSent(`${exchange} has no candles`);
  return body.data;
}

function countOf(text: string, flag: 'page' | 'count'): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count >= 1) return count;
  throw wrongUsage(`--${flag} ${text}: give a whole number of at least 1`);
}
