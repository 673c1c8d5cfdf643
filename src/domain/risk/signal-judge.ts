/** Judges one signal: gates, size and price, approval, and the record of all of it. The risk core owns one. */
import { assert } from '../assert.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { sliceQuantity } from '../order/leg-fitting.ts';
import { type Approved, intentIdOf, type OrderIntent, type Signal } from '../order/types.ts';
import { assertEntryAllowed } from './approval-check.ts';
import { type Answer, decisionOf, decisionRowOf, type PricedSize } from './decision-record.ts';
import type { DenyReason } from './deny-reason.ts';
import { GateTrail } from './gate.ts';
import type { AdmissionRequest } from './gate-request.ts';
import { ADMISSION_GATES } from './gates.ts';
import { ORDER_GATES } from './order-gates.ts';
import type { RiskCoreOptions } from './risk-options.ts';
import type { RiskState } from './risk-state.ts';
import type { RiskView } from './risk-view.ts';
import { ACCOUNT_ROW, APPROVAL_ROW, DECISION_ROW, STRATEGY_RISK_ROW } from './rows.ts';

const UNPRICED: PricedSize = { quantity: 0, limitPaise: 0 };
const FULL = { passes: false, measured: 1, limit: 0 };

export class SignalJudge {
  readonly #options: RiskCoreOptions;
  readonly #state: RiskState;
  readonly #view: RiskView;

  constructor(options: RiskCoreOptions, state: RiskState, view: RiskView) {
    this.#options = options;
    this.#state = state;
    this.#view = view;
  }

  /** Counts the signal and its sequence, whatever becomes of it. */
  hear(signal: Signal): void {
    const { standings } = this.#state;
    standings.hear(signal);
    if (standings.isKnown(signal)) this.recordStrategy(signal.strategyIndex);
    else this.recordAccount();
  }

  /** Refuses for the last gate of `trail`. */
  refuse(signal: Signal, trail: GateTrail): void {
    this.#answer({ signal, trail, mergedIntoId: 0, ...UNPRICED });
  }

  /** Refuses for a rule outside of the gates. */
  deny(
    signal: Signal,
    reason: DenyReason,
    why: { readonly measured: number; readonly limit: number; readonly mergedIntoId: number },
  ): void {
    const trail = new GateTrail();
    trail.note(reason, { passes: false, ...why });
    this.#answer({ signal, trail, mergedIntoId: why.mergedIntoId, ...UNPRICED });
  }

  /** Asks the gates, and submits what they let through: true then. `nowNs` as in `RiskCore.onSignal`. */
  judge(signal: Signal, nowNs: number): boolean {
    const trail = new GateTrail();
    const request = this.#view.admission(signal, nowNs);
    const answer = { signal, trail, mergedIntoId: 0 };
    if (!trail.ask(ADMISSION_GATES, request, signal.kind)) {
      this.#answer({ ...answer, ...UNPRICED });
      return false;
    }
    if (signal.kind !== 'entry') return this.#submit({ ...answer, ...this.#reducing(request) });
    const instrument = request.instrument as Instrument;
    const order = this.#view.order(signal, instrument);
    const priced = { ...answer, quantity: order.quantity, limitPaise: order.limitPaise };
    if (trail.ask(ORDER_GATES, order, signal.kind)) {
      assert(
        this.#view.referenceAgeMs(signal, nowNs) <= this.#options.limits.staleReferenceMs,
        'FD-06 nothing is opened while the feed is silent',
      );
      return this.#submit(priced);
    }
    this.#answer(priced);
    return false;
  }

  /** Size of an exit or an oco: what was asked for, as far as there is something to close or protect. */
  #reducing({ signal, closableQuantity, unprotectedQuantity }: AdmissionRequest): PricedSize {
    const most = signal.kind === 'exit' ? closableQuantity : unprotectedQuantity;
    const quantity = signal.quantity > 0 ? Math.min(signal.quantity, most) : most;
    assert(quantity >= 1 && quantity <= most, 'RG-10 a reducing order is within the position');
    return { quantity, limitPaise: signal.kind === 'exit' ? 0 : this.#view.protectedPaise(signal) };
  }

  #submit(answer: Answer): boolean {
    const { record, approve } = this.#options.effects;
    const { standings, states, exposure, approvals } = this.#state;
    const { signal, trail } = answer;
    assert(
      trail.gates.length > 0 && trail.reason === '',
      'GT-02 whoever asks, an intent is what every gate let through',
    );
    const intent = this.#intentOf(answer);
    if (signal.kind === 'entry') {
      assertEntryAllowed(this.#options, this.#state, intent);
      const instrument = this.#options.instruments[signal.instrumentIndex] as Instrument;
      const orders = Math.ceil(answer.quantity / sliceQuantity(instrument));
      record(APPROVAL_ROW, approvals.add(intent, orders));
    }
    this.#recordDecision(answer);
    if (!approve(intent)) {
      // The order path cannot keep up: nothing new may be opened until someone has looked.
      states.set('order_path_full', 'halted');
      this.recordAccount();
      trail.note('order_path_full', FULL);
      this.#answer(answer);
      return false;
    }
    if (signal.kind === 'entry') exposure.reserve(intent);
    standings.countApproval(signal.strategyIndex);
    this.recordStrategy(signal.strategyIndex);
    this.#options.effects.decide(decisionOf(answer, this.#state.timeMs));
    return true;
  }

  #intentOf({ signal, quantity, limitPaise }: Answer): Approved<OrderIntent> {
    return {
      intentId: intentIdOf(signal.strategyIndex, signal.sequence),
      strategyIndex: signal.strategyIndex,
      kind: signal.kind,
      origin: signal.origin,
      instrumentIndex: signal.instrumentIndex,
      side: signal.side,
      quantity,
      limitPaise,
      parentGroupId: signal.parentGroupId,
      stopOffsetPaise: signal.stopOffsetPaise,
      targetOffsetPaise: signal.targetOffsetPaise,
      secondTargetOffsetPaise: signal.secondTargetOffsetPaise,
      firstTargetShareBps: signal.firstTargetShareBps,
      trailOffsetPaise: signal.trailOffsetPaise,
      timeMs: this.#state.timeMs,
      originReceiveNs: signal.originReceiveNs,
    } as Approved<OrderIntent>;
  }

  #answer(answer: Answer): void {
    this.#recordDecision(answer);
    this.#options.effects.decide(decisionOf(answer, this.#state.timeMs));
  }

  #recordDecision(answer: Answer): void {
    const { effects, configSha } = this.#options;
    effects.record(DECISION_ROW, decisionRowOf(answer, this.#state, configSha ?? ''));
  }

  recordAccount(): void {
    this.#options.effects.record(ACCOUNT_ROW, this.#state.accountRow());
  }

  recordStrategy(strategyIndex: number): void {
    const row = this.#state.standings.rowOf(strategyIndex);
    this.#options.effects.record(STRATEGY_RISK_ROW, row);
  }
}
