/** What one client of the simulated stream has subscribed. */

import {
  MAX_SUBSCRIPTIONS,
  STREAM_MODES,
  type StreamError,
  type StreamRequest,
  streamRequestSchema,
} from '../../contract/wire/smartapi-stream.ts';
import { u8At } from '../../domain/cells.ts';
import { EXCHANGE_TYPES, type Instrument } from '../../domain/instrument/instrument.ts';

/** Instruments by the pair that identifies them on the wire. */
export type WireIndex = ReadonlyMap<string, number>;

/** The key of a token within its exchange segment. */
function wireKey(exchangeType: number, token: string): string {
  return `${exchangeType}:${token}`;
}

export function wireIndexOf(instruments: readonly Instrument[]): WireIndex {
  return new Map(
    instruments.map(({ exchange, token, index }) => [
      wireKey(EXCHANGE_TYPES[exchange], token),
      index,
    ]),
  );
}

const KNOWN_MODES: ReadonlySet<number> = new Set(Object.values(STREAM_MODES));
const KNOWN_EXCHANGES: ReadonlySet<number> = new Set(Object.values(EXCHANGE_TYPES));
const CORRELATION_ID_LENGTH = 64;

/** A (instrument, mode) pair that was not subscribed before. */
export interface Addition {
  readonly instrumentIndex: number;
  readonly mode: 1 | 2 | 3;
}

/** The outcome of one request: an error to answer, or the pairs whose current state is to be sent. */
export type RequestOutcome =
  | { readonly error: StreamError }
  | { readonly isSubscribe: boolean; readonly additions: readonly Addition[] };

export class Subscriptions {
  /** Bit `mode` of entry `instrument` is set when that pair is subscribed; read for every update. */
  readonly modeBits: Uint8Array;
  readonly #index: WireIndex;
  /** Every subscribed pair, also of tokens that do not exist: the venue counts them as well. */
  readonly #pairs = new Set<string>();

  constructor(instrumentCount: number, index: WireIndex) {
    this.modeBits = new Uint8Array(instrumentCount);
    this.#index = index;
  }

  /** Subscribed (token, mode) pairs. */
  get size(): number {
    return this.#pairs.size;
  }

  /**
   * Applies one text message. A request that would exceed the limit is refused whole; duplicates and unsubscribing what is not
   * subscribed are ignored; a token nobody lists is accepted and never heard of.
   */
  apply(text: string): RequestOutcome {
    const request = parseRequest(text);
    if ('error' in request) return request;
    const { action, params } = request;
    const mode = params.mode as 1 | 2 | 3;
    const keys = params.tokenList.flatMap(({ exchangeType, tokens }) =>
      tokens.map((token) => wireKey(exchangeType, token)),
    );
    if (action === 0) {
      for (const key of keys) this.#remove(key, mode);
      return { isSubscribe: false, additions: [] };
    }
    const added = [...new Set(keys)].filter((key) => !this.#pairs.has(pairKey(key, mode)));
    if (this.#pairs.size + added.length > MAX_SUBSCRIPTIONS) {
      const message = `Subscription limit of ${MAX_SUBSCRIPTIONS} tokens exceeded`;
      return { error: streamError('E1002', message, request.correlationID) };
    }
    return { isSubscribe: true, additions: added.flatMap((key) => this.#add(key, mode)) };
  }

  #add(key: string, mode: 1 | 2 | 3): readonly Addition[] {
    this.#pairs.add(pairKey(key, mode));
    const instrumentIndex = this.#index.get(key);
    if (instrumentIndex === undefined) return [];
    this.modeBits[instrumentIndex] = u8At(this.modeBits, instrumentIndex) | (1 << mode);
    return [{ instrumentIndex, mode }];
  }

  #remove(key: string, mode: number): void {
    this.#pairs.delete(pairKey(key, mode));
    const instrumentIndex = this.#index.get(key);
    if (instrumentIndex === undefined) return;
    this.modeBits[instrumentIndex] = u8At(this.modeBits, instrumentIndex) & ~(1 << mode);
  }
}

function pairKey(key: string, mode: number): string {
  return `${mode}:${key}`;
}

function parseRequest(text: string): StreamRequest | { readonly error: StreamError } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: streamError('E1001', 'Invalid Request Payload: not JSON') };
  }
  const request = streamRequestSchema.safeParse(value);
  if (!request.success) {
    const at = request.error.issues[0]?.path.join('.') ?? '';
    const message = `Invalid Request Payload: ${at === '' ? 'not a request' : at}`;
    return { error: streamError('E1001', message, correlationOf(value)) };
  }
  const { params, correlationID } = request.data;
  if (!KNOWN_MODES.has(params.mode)) {
    return { error: streamError('E1001', 'Invalid Request Payload: params.mode', correlationID) };
  }
  if (params.tokenList.some(({ exchangeType }) => !KNOWN_EXCHANGES.has(exchangeType))) {
    const message = 'Invalid Request Payload: params.tokenList.exchangeType';
    return { error: streamError('E1001', message, correlationID) };
  }
  return request.data;
}

function correlationOf(value: unknown): string {
  const isRecord = typeof value === 'object' && value !== null;
  const id = isRecord && 'correlationID' in value ? value.correlationID : '';
  return typeof id === 'string' ? id : '';
}

function streamError(
  errorCode: StreamError['errorCode'],
  errorMessage: string,
  correlationID = '',
): StreamError {
  const id = correlationID.slice(0, CORRELATION_ID_LENGTH);
  return { correlationID: id, errorCode, errorMessage };
}
