/** ID-02, RG-07 and AP-02: what clients are told of their requests, over repetitions, restarts and respellings. */
import type { OperatorAnswer } from '../../../src/domain/station/operator-desk.ts';
import type { ClientRequest } from '../workload/api-clients.ts';
import { type CheckContext, check } from './check-context.ts';

export interface RequestOutcome {
  readonly request: ClientRequest;
  readonly answer: OperatorAnswer;
  /** Rows it recorded. */
  readonly rows: number;
  /** Session time at which it was judged. */
  readonly timeMs: number;
}

interface Taken {
  readonly meaning: string;
  readonly intentId: number;
  /** The answer with risk’s decision, once it was told; '' before. */
  final: string;
}

interface Told {
  readonly outcome: string;
  readonly intentId?: number;
}

const FINAL: readonly string[] = ['approved', 'denied'];

export class RequestChecks {
  readonly #context: CheckContext;
  readonly #windowMs: number;
  readonly #byKey = new Map<string, Taken>();
  /** Who was told of an intent: its key, or its content. */
  readonly #byIntent = new Map<number, string>();
  /** Session time at which a content without a key was taken. */
  readonly #taken = new Map<string, number>();

  constructor(context: CheckContext, duplicateWindowMs: number) {
    this.#context = context;
    this.#windowMs = duplicateWindowMs;
  }

  /** An answer was given, which the client may have lost. True when it says what became of the request. */
  onAnswer(told: RequestOutcome): boolean {
    const { request, answer, rows } = told;
    const said = JSON.parse(answer.answer) as Told;
    this.#context.marks.hit(`request.${said.outcome}`);
    const isRefused = answer.status >= 400 && said.outcome !== 'denied';
    check(
      rows === 0 || !isRefused,
      'AP-02',
      () => `a request that was answered ${answer.answer} left ${rows} rows`,
    );
    check(
      request.isSound !== (said.outcome === 'malformed'),
      'ID-02',
      () => `${JSON.stringify(request.raw)} was answered ${answer.answer}`,
    );
    if (said.intentId !== undefined) this.#checkIntent(request, said.intentId);
    if (request.key === '') this.#checkContent(told, said);
    else this.#checkKey(told, said);
    return FINAL.includes(said.outcome) || isRefused;
  }

  /** One signal belongs to one request. */
  #checkIntent({ key, meaning }: ClientRequest, intentId: number): void {
    const whose = key === '' ? meaning : key;
    const known = this.#byIntent.get(intentId) ?? whose;
    check(known === whose, 'ID-02', () => `intent ${intentId} answers ${known} and ${whose}`);
    this.#byIntent.set(intentId, whose);
  }

  #checkKey({ request, answer }: RequestOutcome, { outcome, intentId }: Told): void {
    const { key, meaning } = request;
    const known = this.#byKey.get(key);
    const isTaken = intentId !== undefined;
    if (known === undefined) {
      const final = FINAL.includes(outcome) ? answer.answer : '';
      if (isTaken) this.#byKey.set(key, { meaning, intentId, final });
      return;
    }
    const what = () => `${key} was taken as ${known.intentId}, and is answered ${answer.answer}`;
    if (known.meaning !== meaning) {
      check(answer.status === 422 && outcome === 'key_reused', 'ID-02', what);
      return;
    }
    check(outcome !== 'taken' && (!isTaken || intentId === known.intentId), 'ID-02', what);
    if (known.final !== '') check(answer.answer === known.final, 'ID-02', what);
    else if (FINAL.includes(outcome)) known.final = answer.answer;
    else check(outcome === 'in_progress', 'ID-02', what);
  }

  #checkContent({ request, timeMs }: RequestOutcome, { intentId }: Told): void {
    if (intentId === undefined) return;
    const { meaning } = request;
    const sinceMs = timeMs - (this.#taken.get(meaning) ?? Number.NEGATIVE_INFINITY);
    check(
      sinceMs >= this.#windowMs,
      'RG-07',
      () => `${meaning} is taken again ${sinceMs} ms after it was`,
    );
    this.#taken.set(meaning, timeMs);
  }
}
