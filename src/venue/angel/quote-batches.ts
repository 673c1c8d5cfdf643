/** Quotes of any number of tokens in requests of at most 50, joined to one answer. Venue thread. */
import type { z } from 'zod';
import {
  MAX_QUOTE_TOKENS,
  QUOTE_SCHEMAS,
  type QuoteMode,
  type QuoteOf,
  type Quotes,
  type Unfetched,
} from '../../contract/wire/smartapi-market.ts';
import type { Caller, CallResult } from './call.ts';

/** An instrument as the broker's market data names it. */
export interface VenueToken {
  readonly exchange: string;
  readonly token: string;
}

/**
 * Asks batch after batch; a token named twice is asked for once. Partial success is success: tokens without a quote are in `unfetched`, those
 * of a batch that failed with the message of its failure. When every batch failed, the answer is the first failure.
 */
export async function quoteInBatches<Mode extends QuoteMode>(
  caller: Caller,
  mode: Mode,
  tokens: readonly VenueToken[],
): Promise<CallResult<Quotes<QuoteOf[Mode]>>> {
  // The table of schemas and that of rows have the same keys; only the compiler cannot see that they agree.
  const schema = QUOTE_SCHEMAS[mode] as unknown as z.ZodType<Quotes<QuoteOf[Mode]>>;
  const fetched: QuoteOf[Mode][] = [];
  const unfetched: Unfetched[] = [];
  let failure: CallResult<never> | undefined;
  let answers = 0;
  for (const batch of batchesOf(tokens)) {
    const body = { mode, exchangeTokens: byExchange(batch) };
    const result = await caller.call('quote', { body, schema });
    if (result.phase === 'accepted') {
      answers += 1;
      fetched.push(...result.data.fetched);
      unfetched.push(...result.data.unfetched);
    } else {
      failure ??= result;
      unfetched.push(...batch.map((token) => unfetchedOf(token, result)));
    }
  }
  if (failure !== undefined && answers === 0) return failure;
  return { phase: 'accepted', data: { fetched, unfetched } };
}

function batchesOf(tokens: readonly VenueToken[]): VenueToken[][] {
  const unique = [...new Map(tokens.map((token) => [keyOf(token), token])).values()];
  const batches: VenueToken[][] = [];
  for (let start = 0; start < unique.length; start += MAX_QUOTE_TOKENS) {
    batches.push(unique.slice(start, start + MAX_QUOTE_TOKENS));
  }
  return batches;
}

function keyOf({ exchange, token }: VenueToken): string {
  return `${exchange}:${token}`;
}

function byExchange(batch: readonly VenueToken[]): Record<string, string[]> {
  const tokens: Record<string, string[]> = {};
  for (const { exchange, token } of batch) {
    const list = tokens[exchange] ?? [];
    list.push(token);
    tokens[exchange] = list;
  }
  return tokens;
}

function unfetchedOf(
  { exchange, token }: VenueToken,
  failure: Exclude<CallResult<never>, { phase: 'accepted' }>,
): Unfetched {
  const errorCode = failure.phase === 'rejected' ? failure.code : '';
  return { exchange, symbolToken: token, message: failure.message, errorCode };
}
