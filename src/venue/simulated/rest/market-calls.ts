/** Quotes, candles and searches of the simulated broker. Simulator process. */
import {
  CANDLE_INTERVALS,
  type CandleBody,
  candleBodySchema,
} from '../../../contract/wire/smartapi-history.ts';
import { ltpBodySchema, searchBodySchema } from '../../../contract/wire/smartapi-lookup.ts';
import {
  MAX_QUOTE_TOKENS,
  quoteBodySchema,
  type WireQuotes,
  type WireUnfetched,
} from '../../../contract/wire/smartapi-market.ts';
import { ERROR_CODES } from '../../../contract/wire/smartapi-rest.ts';
import { parseIstMinute } from '../../../contract/wire/smartapi-time.ts';
import { f64At } from '../../../domain/cells.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import { DAY_MS } from '../../../domain/instrument/ist-date.ts';
import { DECODED } from '../../../domain/tick/decoded-tick.ts';
import type { CandleWindow } from '../broker/candle-store.ts';
import { ltpRow, quoteRow } from '../broker/market-rows.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import { type Answer, applicationRefusal, listAnswer, malformed, okAnswer } from './answer.ts';
import { bodyOf, type Call, type ClientHandler, type Handlers } from './call.ts';

/** Of the tokens that have no quote, and of a pair that `getLtpData` does not know. */
const TOKEN_EMPTY = 'AB4018';
const TOKEN_NOT_CACHED = 'AB4046';

type MarketCalls = Pick<
  Handlers,
  'ltp' | 'search' | 'quote' | 'candles' | 'openInterest' | 'optionGreek'
>;

export function marketCalls(broker: SimulatedBroker): MarketCalls {
  return {
    ltp: (call) => {
      const body = bodyOf(call, ltpBodySchema);
      if (body === null) return malformed();
      const instrument = broker.directory.find(body.exchange, body.symboltoken);
      if (instrument === undefined) {
        const message = 'Symbol token not found in scrip master cache';
        return applicationRefusal(TOKEN_NOT_CACHED, message);
      }
      return okAnswer(ltpRow(instrument, broker.latest(instrument)));
    },
    search: (call) => {
      const body = bodyOf(call, searchBodySchema);
      if (body === null) return malformed();
      const found = broker.directory.search(body.exchange, body.searchscrip);
      return listAnswer(
        found.map(({ exchange, symbol, token }) => ({
          exchange,
          tradingsymbol: symbol,
          symboltoken: token,
        })),
      );
    },
    quote: quoteCall(broker),
    candles: (call) =>
      historyAnswer(broker, call, ({ index }, window) => broker.candles.candles(index, window)),
    openInterest: (call) =>
      historyAnswer(broker, call, ({ index }, window) =>
        broker.candles.openInterest(index, window),
      ),
    optionGreek: () => listAnswer([]),
  };
}

function quoteCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const body = bodyOf(call, quoteBodySchema);
    if (body === null) return malformed();
    const named = Object.entries(body.exchangeTokens).flatMap(([exchange, tokens]) =>
      tokens.map((token) => ({ exchange, token })),
    );
    if (named.length === 0 || named.length > MAX_QUOTE_TOKENS) return malformed();
    const fetched: WireQuotes['fetched'][number][] = [];
    const unfetched: WireUnfetched[] = [];
    for (const { exchange, token } of named) {
      const instrument = broker.directory.find(exchange, token);
      const cells = instrument === undefined ? undefined : broker.latest(instrument);
      if (instrument === undefined || cells === undefined || !hasPrice(cells)) {
        const message = 'Symbol token cannot be empty';
        unfetched.push({ exchange, symbolToken: token, message, errorCode: TOKEN_EMPTY });
      } else {
        fetched.push(quoteRow(body.mode, instrument, cells));
      }
    }
    return okAnswer({ fetched, unfetched } satisfies WireQuotes);
  };
}

function hasPrice(cells: Float64Array): boolean {
  return f64At(cells, DECODED.exchangeTimeMs) > 0;
}

function historyAnswer(
  broker: SimulatedBroker,
  call: Call,
  rowsOf: (instrument: Instrument, window: CandleWindow) => readonly unknown[],
): Answer {
  const body = bodyOf(call, candleBodySchema);
  const window = body === null ? null : windowOf(body);
  if (body === null || window === null) return malformed();
  const instrument = broker.directory.find(body.exchange, body.symboltoken);
  if (instrument === undefined) {
    return applicationRefusal(ERROR_CODES.symbolNotFound, 'Symbol Not Found');
  }
  return listAnswer(rowsOf(instrument, window));
}

/** null for dates that are none, or a window longer than the interval allows. */
function windowOf({ interval, fromdate, todate }: CandleBody): CandleWindow | null {
  const fromMs = parseIstMinute(fromdate);
  const toMs = parseIstMinute(todate);
  const { minutes, days } = CANDLE_INTERVALS[interval];
  if (fromMs === null || toMs === null || toMs < fromMs) return null;
  return toMs - fromMs > days * DAY_MS ? null : { minutes, fromMs, toMs };
}
