/**
 * The one door for what operators want traded: reads the request, recognises it when it comes again, and makes it a signal like any other,
 * which the risk gate judges (RG-07, ID-02). Pure; whoever takes requests from outside owns one, beside the risk station.
 */
import { assert } from '../assert.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import { type DuplicateSettings, DuplicateWindow } from '../order/duplicate-window.ts';
import { type Body, bodyHash, IdempotencyKeys, type StoredAnswer } from '../order/idempotency.ts';
import { intentIdOf, OPERATOR_STRATEGY, type Signal } from '../order/types.ts';
import type { Decision } from '../risk/deny-reason.ts';
import type { Product } from '../risk/risk-limits.ts';
import {
  type OperatorTerms,
  type RawOperatorRequest,
  type RequestProblem,
  readOperatorRequest,
} from './operator-request.ts';
import { OPERATOR_SIGNAL_ROW } from './operator-rows.ts';

export interface OperatorDeskOptions {
  readonly instruments: readonly Instrument[];
  readonly product: Product;
  readonly duplicates: DuplicateSettings;
  readonly keysPerDay: number;
  /** Of the instrument, paise; 0 while there is none. */
  readonly lastPaise: (instrumentIndex: number) => number;
  /** Hands the signal to the risk station, after the rows recorded before it; its decision comes back through `onDecision`. */
  readonly submit: (signal: Signal) => void;
  readonly record: RecordRow;
}

/** When the request came. */
export interface OperatorMoment {
  /** Session time, epoch milliseconds. */
  readonly timeMs: number;
  /** On the clock of the receive stamps, ns since engine start. */
  readonly receiveNs: number;
}

/** Statuses as a web API would give them. `taken`: risk has not decided yet. */
const OPERATOR_STATUS = {
  approved: 200,
  taken: 202,
  malformed: 400,
  conflict: 409,
  denied: 422,
  exhausted: 429,
} as const;

/** A `StoredAnswer` whose `answer` is JSON: an `outcome`, and what belongs to it. */
export type OperatorAnswer = StoredAnswer;

interface Pending {
  readonly key: string;
  decision: Pick<Decision, 'reason'> | null;
}

export class OperatorDesk {
  readonly #options: OperatorDeskOptions;
  readonly #keys: IdempotencyKeys;
  readonly #window: DuplicateWindow;
  /** Signals risk has not decided, by sequence. */
  readonly #pending = new Map<number, Pending>();
  #sequence = 0;

  constructor(options: OperatorDeskOptions) {
    this.#options = options;
    this.#keys = new IdempotencyKeys(options.keysPerDay, options.record);
    this.#window = new DuplicateWindow(options.duplicates, options.record);
  }

  /**
   * Answers one request. With a key the same request gets the same answer and leads to one signal (ID-02); without one, `key` '', the
   * same content within the window is refused.
   */
  submit(raw: RawOperatorRequest, key: string, moment: OperatorMoment): OperatorAnswer {
    const reading = readOperatorRequest(raw, this.#options);
    if (!reading.isUnderstood) return malformed(reading.problems);
    const { terms } = reading;
    const refusal = key === '' ? this.#seen(terms, moment) : this.#reserve(key, terms, moment);
    if (refusal !== null) return refusal;
    this.#sequence += 1;
    const sequence = this.#sequence;
    const { record, submit } = this.#options;
    record(OPERATOR_SIGNAL_ROW, { sequence, timeMs: moment.timeMs });
    const pending: Pending = { key, decision: null };
    this.#pending.set(sequence, pending);
    submit(this.#signalOf(terms, moment));
    return answerOf(sequence, pending.decision);
  }

  /** Risk's answer to a signal; those to other signals are ignored. */
  onDecision(decision: Pick<Decision, 'strategyIndex' | 'signalSequence' | 'reason'>): void {
    const { strategyIndex, signalSequence } = decision;
    if (strategyIndex !== OPERATOR_STRATEGY) return;
    const pending = this.#pending.get(signalSequence);
    if (pending === undefined) return;
    this.#pending.delete(signalSequence);
    pending.decision = decision;
    if (pending.key !== '') this.#keys.complete(pending.key, answerOf(signalSequence, decision));
  }

  /** A request that was not decided when the engine stopped stays `in_progress` under its key, and is never repeated. */
  restore(image: StateImage): void {
    assert(this.#sequence === 0, 'an operator desk is restored before it is used');
    this.#keys.restore(image);
    this.#window.restore(image);
    this.#sequence = image.rows(OPERATOR_SIGNAL_ROW)[0]?.sequence ?? 0;
  }

  #seen(terms: OperatorTerms, { timeMs }: OperatorMoment): OperatorAnswer | null {
    const verdict = this.#window.admit(bodyHash(bodyOf(terms)), timeMs);
    if (verdict === 'new') return null;
    const status = verdict === 'duplicate' ? OPERATOR_STATUS.conflict : OPERATOR_STATUS.exhausted;
    return { status, answer: JSON.stringify({ outcome: verdict }) };
  }

  #reserve(key: string, terms: OperatorTerms, { timeMs }: OperatorMoment): OperatorAnswer | null {
    const verdict = this.#keys.begin({ key, body: bodyOf(terms), timeMs });
    const answer = JSON.stringify({ outcome: verdict.kind });
    switch (verdict.kind) {
      case 'new':
        return null;
      case 'repeated':
        return verdict.stored;
      case 'in_progress':
        return { status: OPERATOR_STATUS.conflict, answer };
      case 'key_malformed':
        return { status: OPERATOR_STATUS.malformed, answer };
      case 'key_reused':
        return { status: OPERATOR_STATUS.denied, answer };
      case 'keys_exhausted':
        return { status: OPERATOR_STATUS.exhausted, answer };
      default:
        return verdict satisfies never;
    }
  }

  #signalOf(terms: OperatorTerms, { timeMs, receiveNs }: OperatorMoment): Signal {
    return {
      ...terms,
      strategyIndex: OPERATOR_STRATEGY,
      sequence: this.#sequence,
      origin: 'operator',
      referencePaise: this.#options.lastPaise(terms.instrumentIndex),
      strength: 1,
      timeMs,
      originReceiveNs: receiveNs,
      originTickSequence: 0,
    };
  }
}

/** What makes two requests the same: what they mean, however they were spelled. */
function bodyOf(terms: OperatorTerms): Body {
  return { ...terms };
}

function answerOf(sequence: number, decision: Pick<Decision, 'reason'> | null): OperatorAnswer {
  const intentId = intentIdOf(OPERATOR_STRATEGY, sequence);
  if (decision === null) return answer('taken', { intentId });
  if (decision.reason === '') return answer('approved', { intentId });
  return answer('denied', { intentId, reason: decision.reason });
}

function malformed(problems: readonly RequestProblem[]): OperatorAnswer {
  const named = problems.map(({ field, sentence }) => ({ field, sentence }));
  return {
    status: OPERATOR_STATUS.malformed,
    answer: JSON.stringify({ outcome: 'malformed', problems: named }),
  };
}

function answer(outcome: 'taken' | 'approved' | 'denied', told: object): OperatorAnswer {
  return { status: OPERATOR_STATUS[outcome], answer: JSON.stringify({ outcome, ...told }) };
}
