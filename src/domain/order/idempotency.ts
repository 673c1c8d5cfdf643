/**
 * Requests with an idempotency key (ID-02): the same key and body get the same answer, for the session day and across restarts; the same key
 * with another body is refused. Pure; the core that takes requests from outside owns one.
 */
import { assert } from '../assert.ts';
import { istDay } from '../instrument/ist-date.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import { StateHash } from '../state-hash.ts';
import { IDEMPOTENCY, type IdempotencyRow } from './idempotency-rows.ts';

/** A request's body: what JSON can say. */
export type Body =
  | null
  | boolean
  | number
  | string
  | readonly Body[]
  | { readonly [field: string]: Body };

export interface KeyedRequest {
  readonly key: string;
  readonly body: Body;
  readonly timeMs: number;
}

export interface StoredAnswer {
  readonly status: number;
  readonly answer: string;
}

/**
 * `new`: handle it, then call `complete`. `repeated`: give this answer. `in_progress`: the first request has no answer yet, or the engine
 * restarted before it had one; ask for the state of what it led to instead. `key_reused`: another body (422). `keys_exhausted`: the day's
 * bound is reached. None but `new` changes anything.
 */
export type KeyVerdict =
  | { readonly kind: 'new' }
  | { readonly kind: 'repeated'; readonly stored: StoredAnswer }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'key_malformed' }
  | { readonly kind: 'key_reused' }
  | { readonly kind: 'keys_exhausted' };

const NEW: KeyVerdict = { kind: 'new' };
/** Printable ASCII without spaces, as in the IETF draft of the `Idempotency-Key` header; short enough for the journal. */
const KEY_PATTERN = /^[!-~]{1,64}$/;

export class IdempotencyKeys {
  readonly #rows = new Map<string, IdempotencyRow>();
  readonly #keysPerDay: number;
  readonly #record: RecordRow;
  #day = 0;

  /** At most `keysPerDay` keys are taken on one session day: none is forgotten within it to make room. */
  constructor(keysPerDay: number, record: RecordRow) {
    assert(keysPerDay >= 1, 'a day takes at least one idempotency key');
    this.#keysPerDay = keysPerDay;
    this.#record = record;
  }

  /** Judges a request, and reserves its key when it is new. */
  begin({ key, body, timeMs }: KeyedRequest): KeyVerdict {
    if (!KEY_PATTERN.test(key)) return { kind: 'key_malformed' };
    this.#enter(istDay(timeMs));
    const known = this.#rows.get(key);
    const hash = bodyHash(body);
    if (known !== undefined) return verdictOf(known, hash);
    if (this.#rows.size >= this.#keysPerDay) return { kind: 'keys_exhausted' };
    this.#keep({ key, bodyHash: hash, day: this.#day, status: 0, answer: '' });
    return NEW;
  }

  /** The answer of a request that was `new`, before it is given. `status`: above 0. */
  complete(key: string, { status, answer }: StoredAnswer): void {
    const row = this.#rows.get(key);
    assert(status > 0, 'ID-02 an answer has a status');
    // The day can have ended between the two; the key is free again then.
    if (row === undefined) return;
    assert(row.status === 0, 'ID-02 a request is answered once');
    this.#keep({ ...row, status, answer });
  }

  /** Keys of the current session day. */
  get size(): number {
    return this.#rows.size;
  }

  restore(image: StateImage): void {
    this.#rows.clear();
    this.#day = 0;
    const rows = image.rows(IDEMPOTENCY);
    for (const { day } of rows) this.#day = Math.max(this.#day, day);
    for (const row of rows) {
      if (row.day === this.#day) this.#rows.set(row.key, row);
    }
  }

  /** Keys live for a session day. A clock that steps back leaves them. */
  #enter(day: number): void {
    if (day <= this.#day) return;
    this.#day = day;
    this.#rows.clear();
  }

  #keep(row: IdempotencyRow): void {
    this.#rows.set(row.key, row);
    this.#record(IDEMPOTENCY, row);
  }
}

function verdictOf(known: IdempotencyRow, hash: string): KeyVerdict {
  if (known.bodyHash !== hash) return { kind: 'key_reused' };
  if (known.status === 0) return { kind: 'in_progress' };
  return { kind: 'repeated', stored: { status: known.status, answer: known.answer } };
}

/** 16 hexadecimal digits. Bodies that differ in the order of their fields only are the same; '1' and 1 are not. */
export function bodyHash(body: Body): string {
  const hash = new StateHash();
  addBody(hash, body);
  return hash.digest();
}

function addBody(hash: StateHash, body: Body): void {
  if (typeof body === 'number') {
    hash.addText('number');
    hash.addNumber(body);
  } else if (typeof body === 'string') {
    hash.addText('text');
    hash.addText(body);
  } else if (body === null || typeof body === 'boolean') {
    hash.addText(String(body));
  } else if (isList(body)) {
    hash.addText('list');
    hash.addNumber(body.length);
    for (const item of body) addBody(hash, item);
  } else {
    const fields = Object.keys(body).sort();
    hash.addText('fields');
    hash.addNumber(fields.length);
    for (const field of fields) {
      hash.addText(field);
      addBody(hash, body[field] ?? null);
    }
  }
}

function isList(body: object): body is readonly Body[] {
  return Array.isArray(body);
}
