import { describe, expect, it } from 'vitest';
import { quoteBodySchema } from '../../../../src/contract/wire/smartapi-market.ts';
import { quoteInBatches } from '../../../../src/venue/angel/quote-batches.ts';
import { type AskedCall, answeringCaller } from '../../../support/answering-caller.ts';
import { ok, refused } from '../../../support/caller-rig.ts';

const TOKENS = Array.from({ length: 120 }, (_, index) => ({
  exchange: index % 2 === 0 ? 'NSE' : 'NFO',
  token: String(1000 + index),
}));

function askedFor({ request }: AskedCall): string[] {
  const { exchangeTokens } = quoteBodySchema.parse(request.body);
  return Object.entries(exchangeTokens).flatMap(([exchange, tokens]) =>
    tokens.map((token) => `${exchange}:${token}`),
  );
}

function quoted(asked: AskedCall) {
  const fetched = askedFor(asked).map((key) => {
    const [exchange, symbolToken] = key.split(':');
    return { exchange, tradingSymbol: 'X', symbolToken, ltp: 1.5 };
  });
  return ok({ fetched, unfetched: [] });
}

describe('quotes in batches', () => {
  it('asks for at most 50 tokens at a time, for each once, and joins the answers', async () => {
    const caller = answeringCaller(quoted);
    const result = await quoteInBatches(caller, 'LTP', [...TOKENS, ...TOKENS]);
    expect(caller.asked.map((one) => askedFor(one).length)).toEqual([50, 50, 20]);
    expect(caller.asked.flatMap(askedFor).sort()).toEqual(
      TOKENS.map(({ exchange, token }) => `${exchange}:${token}`).sort(),
    );
    expect(result.phase === 'accepted' && result.data.fetched).toHaveLength(120);
    expect(result.phase === 'accepted' && result.data.fetched[0]?.lastPaise).toBe(150);
  });

  it('keeps the quotes it has when one batch fails', async () => {
    let call = 0;
    const caller = answeringCaller((asked) => {
      call += 1;
      return call === 2 ? refused('AB1004', 'try later') : quoted(asked);
    });
    const result = await quoteInBatches(caller, 'LTP', TOKENS);
    expect(result.phase === 'accepted' && result.data.fetched).toHaveLength(70);
    const unfetched = result.phase === 'accepted' ? result.data.unfetched : [];
    expect(unfetched).toHaveLength(50);
    expect(unfetched[0]).toMatchObject({ message: 'try later', errorCode: 'AB1004' });
  });

  it('fails when every batch does, with the first failure', async () => {
    let call = 0;
    const caller = answeringCaller(() => {
      call += 1;
      return refused(`AB100${call}`);
    });
    expect(await quoteInBatches(caller, 'LTP', TOKENS)).toMatchObject({
      phase: 'rejected',
      code: 'AB1001',
    });
  });

  it('keeps what the broker could not fetch', async () => {
    const missing = { exchange: 'NSE', symbolToken: '1', message: 'no', errorCode: 'AB4018' };
    const caller = answeringCaller(() => ok({ fetched: [], unfetched: [missing] }));
    expect(await quoteInBatches(caller, 'FULL', TOKENS.slice(0, 1))).toEqual({
      phase: 'accepted',
      data: { fetched: [], unfetched: [missing] },
    });
  });

  it('asks nothing for no tokens', async () => {
    const caller = answeringCaller(quoted);
    expect(await quoteInBatches(caller, 'LTP', [])).toEqual({
      phase: 'accepted',
      data: { fetched: [], unfetched: [] },
    });
    expect(caller.asked).toEqual([]);
  });
});
