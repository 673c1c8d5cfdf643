/** One call of the broker as a person asked for it. Command line. */
import type { ErrorCode } from '../../contract/errors.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { AngelApi } from '../../venue/angel/angel-api.ts';
import type { CallResult } from '../../venue/angel/call.ts';

export const EXIT_USAGE = 64;
/** The request itself is wrong, or nobody confirmed it (sysexits EX_DATAERR). */
export const EXIT_REFUSED = 65;

/** The command line asks for something that is not sent; its sentence says what to give instead. */
export class BrokerCallError extends Error {
  override readonly name = 'BrokerCallError';
  readonly code = 'broker_call_refused' satisfies ErrorCode;
  readonly exitCode: typeof EXIT_USAGE | typeof EXIT_REFUSED;

  constructor(exitCode: typeof EXIT_USAGE | typeof EXIT_REFUSED, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function wrongUsage(message: string): BrokerCallError {
  return new BrokerCallError(EXIT_USAGE, message);
}

export function notSent(message: string): BrokerCallError {
  return new BrokerCallError(EXIT_REFUSED, `Not sent: ${message}`);
}

/** Options that have a value, by their name on the command line. */
export const VALUE_FLAGS = [
  'quantity',
  'limit',
  'trigger',
  'product',
  'tag',
  'token',
  'exchange',
  'mode',
  'interval',
  'from',
  'to',
  'status',
  'page',
  'count',
] as const;
export type ValueFlag = (typeof VALUE_FLAGS)[number];
/** Options without one. */
type SwitchFlag = 'stop' | 'all';

export type Flags = Readonly<
  Partial<Record<ValueFlag, string>> & Partial<Record<SwitchFlag, boolean>>
>;

export interface CallInput {
  readonly words: readonly string[];
  readonly flags: Flags;
  /** Epoch ms. */
  readonly nowMs: number;
  /** By its public name `<exchange>:<symbol>`. Throws `BrokerCallError`, and `ScripMasterError` when there is no list to look in. */
  find(name: string): Instrument;
}

/** `words`: how many there may be behind the name of the call. `make` throws `BrokerCallError`. */
export interface CallDefinition {
  readonly usage: string;
  readonly words: readonly [min: number, max: number];
  readonly flags: readonly (ValueFlag | SwitchFlag)[];
  make(input: CallInput): BrokerCall;
}

export type BrokerCall = { readonly kind: 'login' } | { readonly kind: 'logout' } | ApiCall;

/** A `write` reaches the market: it is confirmed, sent once, and what it came to may stay unknown. */
export interface ApiCall {
  readonly kind: 'read' | 'write';
  ask(api: AngelApi): Promise<CallResult<unknown>>;
  /** Sentences for whoever decides whether it is sent. */
  readonly notes?: readonly string[];
  /** Fields shown of each row; all that fit a cell unless told. */
  readonly columns?: readonly string[];
  /** Of a write: the command that tells what became of it. */
  readonly askAgain?: string;
}
