/** What makes a repeated request recognisable after a restart. Pure declarations. */
import { defineRowKind } from '../journal-row.ts';

/** One request with an idempotency key. */
export interface IdempotencyRow {
  readonly key: string;
  /** Of the request's body, `bodyHash`. */
  readonly bodyHash: string;
  /** Session day, days since 1970-01-01 IST. */
  readonly day: number;
  /** The answer's status and body as they were given; 0 and '' until there is one. */
  readonly status: number;
  readonly answer: string;
}

export const IDEMPOTENCY = defineRowKind<IdempotencyRow>({
  kind: 'idempotency',
  version: 1,
  fields: { key: 'text', bodyHash: 'text', day: 'int', status: 'int', answer: 'text' },
  keyOf: ({ key }) => key,
});

/** One place of the duplicate window; it is written over when the window comes round. */
export interface ContentSeenRow {
  readonly slot: number;
  /** 1-based, over all contents admitted. */
  readonly sequence: number;
  readonly contentHash: string;
  readonly timeMs: number;
}

export const CONTENT_SEEN = defineRowKind<ContentSeenRow>({
  kind: 'content_seen',
  version: 1,
  fields: { slot: 'int', sequence: 'int', contentHash: 'text', timeMs: 'number' },
  keyOf: ({ slot }) => slot,
});
