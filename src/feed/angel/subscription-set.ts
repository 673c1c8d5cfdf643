/** What one SmartAPI stream should carry, one mode a token, and the requests that bring the venue there; ingest thread. */
import {
  MAX_SUBSCRIPTIONS,
  STREAM_MODES,
  type StreamMode,
  type StreamRequest,
} from '../../contract/wire/smartapi-stream.ts';
import { assert } from '../../domain/assert.ts';

/** Tokens repeat between exchanges, so both parts name an instrument. */
export interface StreamToken {
  /** `EXCHANGE_TYPES` number. */
  readonly exchangeType: number;
  readonly token: string;
}

interface Subscription extends StreamToken {
  readonly mode: StreamMode;
}

/** Tokens in one request; keeps each text frame small whatever the set. */
export const TOKENS_PER_REQUEST = 50;

const SUBSCRIBE = 1;
const UNSUBSCRIBE = 0;

/** The venue silently leaves out what is above its limit, so the set refuses first. */
export class SubscriptionLimitError extends Error {
  override readonly name = 'SubscriptionLimitError';
  readonly code = 'subscription_limit';
  readonly wanted: number;

  constructor(wanted: number) {
    super(
      `One stream session carries at most ${MAX_SUBSCRIPTIONS} tokens and ${wanted} were asked for; ` +
        'unsubscribe some or open another session.',
    );
    this.wanted = wanted;
  }
}

/** The desired set. Each change answers the requests to send, in order, when a connection is open. */
export class SubscriptionSet {
  private readonly subscriptions = new Map<string, Subscription>();

  get size(): number {
    return this.subscriptions.size;
  }

  /**
   * Adds tokens or changes their mode; a token already in `mode` is left alone. A changed mode is unsubscribed first, so the
   * venue never counts a token twice. Throws `SubscriptionLimitError`, and changes nothing, above `MAX_SUBSCRIPTIONS`.
   */
  subscribe(tokens: readonly StreamToken[], mode: StreamMode): readonly StreamRequest[] {
    const wanted = new Map(tokens.map((token) => [keyOf(token), token]));
    let added = 0;
    for (const key of wanted.keys()) if (!this.subscriptions.has(key)) added += 1;
    const size = this.subscriptions.size + added;
    if (size > MAX_SUBSCRIPTIONS) throw new SubscriptionLimitError(size);

    const left: Subscription[] = [];
    const joined: Subscription[] = [];
    for (const [key, { exchangeType, token }] of wanted) {
      const current = this.subscriptions.get(key);
      if (current?.mode === mode) continue;
      if (current !== undefined) left.push(current);
      const subscription = { exchangeType, token, mode };
      joined.push(subscription);
      this.subscriptions.set(key, subscription);
    }
    return [...requests(UNSUBSCRIBE, left), ...requests(SUBSCRIBE, joined)];
  }

  /** Removes tokens; those not in the set are ignored. */
  unsubscribe(tokens: readonly StreamToken[]): readonly StreamRequest[] {
    const left: Subscription[] = [];
    for (const token of tokens) {
      const key = keyOf(token);
      const current = this.subscriptions.get(key);
      if (current === undefined) continue;
      this.subscriptions.delete(key);
      left.push(current);
    }
    return requests(UNSUBSCRIBE, left);
  }

  /** The whole set, for a fresh connection. */
  all(): readonly StreamRequest[] {
    const made = requests(SUBSCRIBE, [...this.subscriptions.values()]);
    assert(tokensIn(made) === this.size, 'FD-07 a fresh connection asks for all that is wanted');
    return made;
  }
}

function tokensIn(made: readonly StreamRequest[]): number {
  return made
    .flatMap(({ params }) => params.tokenList)
    .reduce((total, { tokens }) => total + tokens.length, 0);
}

function keyOf({ exchangeType, token }: StreamToken): string {
  return `${exchangeType}:${token}`;
}

/** One mode a request, at most `TOKENS_PER_REQUEST` tokens, grouped by exchange. */
function requests(action: 0 | 1, subscriptions: readonly Subscription[]): StreamRequest[] {
  const made: StreamRequest[] = [];
  for (const [mode, number] of Object.entries(STREAM_MODES)) {
    const ofMode = subscriptions.filter((subscription) => subscription.mode === mode);
    for (let from = 0; from < ofMode.length; from += TOKENS_PER_REQUEST) {
      const tokenList = byExchange(ofMode.slice(from, from + TOKENS_PER_REQUEST));
      made.push({ action, params: { mode: number, tokenList } });
    }
  }
  return made;
}

function byExchange(subscriptions: readonly Subscription[]): StreamRequest['params']['tokenList'] {
  const lists = new Map<number, string[]>();
  for (const { exchangeType, token } of subscriptions) {
    const tokens = lists.get(exchangeType);
    if (tokens === undefined) lists.set(exchangeType, [token]);
    else tokens.push(token);
  }
  return [...lists].map(([exchangeType, tokens]) => ({ exchangeType, tokens }));
}
