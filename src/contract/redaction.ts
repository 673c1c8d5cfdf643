/**
 * Takes secrets out of text before it leaves: by value, in the forms a value takes on its way through JSON, URLs and base64, and by the
 * places where secrets stand. Main thread for everything that is logged; the venue thread for what the broker says.
 */
import { SECRET_TEXT } from './secret.ts';

/** Shorter values are no secrets but letters. */
const VALUE_LENGTH_MIN = 4;
/**
 * A value below these lengths is also an ordinary word or number of a log (a PIN looks like a price): it is taken out where it stands
 * behind the name of a secret, and left elsewhere.
 */
const DISTINCT_LENGTH_MIN = 6;
const DISTINCT_DIGITS_MIN = 10;
/** Characters of base64 below which a match would be chance. */
const BASE64_LENGTH_MIN = 8;
/** Values that pass are forgotten in the order in which they came, beyond this many: those of a hundred logins. */
const PASSING_MAX = 300;
/** A value of more characters is known by as many of its first. */
const TOKEN_START_LENGTH = 48;

/** Of secrets, in settings, wire fields and headers alike; compared without regard to case. */
const NAMES =
  '(?:x[-_]?)?(?:private[-_]?key|api[-_]?key|(?:jwt|refresh|feed|auth|access)[-_]?token)|authorization|password|passwd|(?:m|trading[-_]?)?pin|totp(?:[-_]?secret)?|secret';
/** Also behind an escaped byte of a URL, which may end in a letter. */
const WORD_START = '(?:(?<![a-z])|(?<=%[0-9a-f]{2}))';
/** Between a name and its value: in JSON (escaped or not), headers, queries, inspected objects, lists of name and value. */
const BETWEEN = String.raw`(?:\\*["'])?\s*(?:=>|[:=]|%3a|%3d|(?<=["']),\s*(?=\\*["']))\s*(?:\\*["'])?(?:(?:bearer|basic)\s+)?`;
const NAMED = `${WORD_START}(?:${NAMES})${BETWEEN}`;
/** What stands behind such a name when it is none of the registered values. */
const ANY_VALUE = String.raw`[^\s"'\\,;&(){}\[\]]+`;
/** Before a registered value only: "PIN 1234", "the pin is 1234". */
const MENTIONED = String.raw`${WORD_START}(?:${NAMES})\W{1,4}(?:(?:is|was|of)\W{1,2})?`;
const BARE_VALUE = /^(?:-?\d[\d.e+-]*|true|false|null)$/i;
const JSON_WEB_TOKEN = String.raw`\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?`;

interface Patterns {
  /** Quick: found in whatever `exact` finds something in, and in little else. */
  readonly suspect: RegExp;
  readonly exact: RegExp;
}

/**
 * While no value is registered, which is so wherever there is no broker, text comes back untouched at no cost. Otherwise one compiled
 * expression goes over it, and a second one where that finds something. A line of JSON stays one: a value without quotes
 * becomes `null`.
 */
export class Redactor {
  readonly #values = new Set<string>();
  /** The oldest first; part of none of the above. */
  readonly #passing = new Set<string>();
  #patterns: Patterns | undefined;

  /** Values shorter than four characters are ignored. */
  register(value: string): void {
    if (value.length < VALUE_LENGTH_MIN || this.#values.has(value)) return;
    this.#values.add(value);
    this.#patterns = undefined;
  }

  /** A value that a newer one takes the place of, such as a token of a session: a process that logs in for months stays as fast as it was. */
  registerPassing(value: string): void {
    if (value.length < VALUE_LENGTH_MIN || this.#values.has(value)) return;
    this.#passing.delete(value);
    this.#passing.add(value);
    const oldest = this.#passing.values().next();
    if (this.#passing.size > PASSING_MAX && !oldest.done) this.#passing.delete(oldest.value);
    this.#patterns = undefined;
  }

  redact(text: string): string {
    if (this.#values.size + this.#passing.size === 0) return text;
    this.#patterns ??= compile([...this.#values, ...this.#passing]);
    const { suspect, exact } = this.#patterns;
    return suspect.test(text) ? text.replace(exact, replacement) : text;
  }
}

function compile(values: readonly string[]): Patterns {
  const all = alternatives(values);
  const distinct = values.filter(isDistinct);
  const anywhere = distinct.length === 0 ? [] : [alternatives(distinct)];
  const exact = [
    ...anywhere,
    `(${NAMED})(?:${all}|${ANY_VALUE})`,
    `(${MENTIONED})(?:${all})`,
    JSON_WEB_TOKEN,
  ];
  return {
    suspect: new RegExp([...anywhere, NAMES, 'eyJ'].join('|'), 'i'),
    exact: new RegExp(exact.join('|'), 'gi'),
  };
}

function isDistinct(value: string): boolean {
  return value.length >= (/^\d+$/.test(value) ? DISTINCT_DIGITS_MIN : DISTINCT_LENGTH_MIN);
}

/** The longest first: a value may be the beginning of another. */
function alternatives(values: readonly string[]): string {
  const forms = new Set(values.flatMap(formsOf));
  const sorted = [...forms].sort((a, b) => b.length - a.length);
  return [...new Set(sorted.map(expressionOf))].join('|');
}

/** A session gathers tokens of a kilobyte each: what begins like one of them goes to its end, and the expression stays small. */
function expressionOf(form: string): string {
  const isToken = form.length > TOKEN_START_LENGTH && /^[\w.~+/=-]+$/.test(form);
  const text = isToken ? form.slice(0, TOKEN_START_LENGTH) : form;
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') + (isToken ? String.raw`[\w.~+/=%-]*` : '');
}

function formsOf(value: string): string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  const inJsonTwice = JSON.stringify(inJson).slice(1, -1);
  const inQuery = new URLSearchParams({ '': value }).toString().slice(1);
  return [value, inJson, inJsonTwice, encodeURIComponent(value), inQuery, ...base64FormsOf(value)];
}

/**
 * Alone, and as a part of something longer: by where the value begins within a group of three bytes, the characters that depend on it
 * alone.
 */
function base64FormsOf(value: string): string[] {
  const bytes = Buffer.byteLength(value);
  const inside = [0, 1, 2].map((before) => {
    const encoded = Buffer.from(' '.repeat(before) + value).toString('base64url');
    const first = Math.ceil((before * 8) / 6);
    return encoded.slice(first, Math.floor(((before + bytes) * 8) / 6));
  });
  return [Buffer.from(value).toString('base64url'), ...inside]
    .filter((form) => form.length >= BASE64_LENGTH_MIN)
    .flatMap((form) => [form, form.replaceAll('-', '+').replaceAll('_', '/')]);
}

function replacement(match: string, named = '', mentioned = '', at = 0, line = ''): string {
  const place = named || mentioned;
  const before = (place === '' ? line[at - 1] : place.at(-1)) ?? '';
  // What may be a bare value of JSON becomes one: as text in a string it does no harm either.
  const isBare = /[:[,]/.test(before) && BARE_VALUE.test(match.slice(place.length));
  return place + (isBare ? 'null' : SECRET_TEXT);
}
