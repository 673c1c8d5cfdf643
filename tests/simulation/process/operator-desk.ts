/**
 * What people and their programs ask of a running engine: the kill, pauses, flatten, GTTs, trades, the trading mode; each an input of the
 * threads it concerns.
 */
import type { RowKind, StateImage } from '../../../src/domain/journal-row.ts';
import type { Signal } from '../../../src/domain/order/types.ts';
import type { Decision } from '../../../src/domain/risk/deny-reason.ts';
import type { SessionMode } from '../../../src/domain/session/session-mode.ts';
import type { DisarmCause } from '../../../src/domain/session/trading-mode.ts';
import { OperatorDesk as RequestDesk } from '../../../src/domain/station/operator-desk.ts';
import type { GttAsk, OrderStation } from '../../../src/domain/station/order-station.ts';
import type { RiskStation } from '../../../src/domain/station/risk-station.ts';
import type { RequestOutcome } from '../check/request-checks.ts';
import type { Marks } from '../run/marks.ts';
import type { ClientRequest } from '../workload/api-clients.ts';
import { REQUEST_SETTINGS } from './engine-settings.ts';
import { QUEUE, type Queue, type Task } from './input-queues.ts';
import { ModeDesk } from './mode-desk.ts';
import { Outbox } from './outbox.ts';
import type { ProcessOptions } from './process-options.ts';
import type { RecordedRow } from './state-fold.ts';

export interface OperatorDeskOptions {
  readonly risk: RiskStation;
  readonly orders: OrderStation;
  readonly marks: Marks;
  readonly process: ProcessOptions;
  readonly record: <Row extends object>(kind: RowKind<Row>, row: Row) => void;
  /** Recorded in the current step so far. */
  rows(): readonly RecordedRow[];
  /** What an effect made now in the risk thread has to wait for. */
  riskGate(): number;
  takeSignal(signal: Signal): void;
  /** Hands them to the threads, all at one moment. */
  input(...tasks: readonly (Task & { readonly queue: Queue })[]): void;
}

const OPERATOR = { actor: 'operator', reason: 'simulated' } as const;

export class OperatorDesk {
  readonly #options: OperatorDeskOptions;
  readonly #requests: RequestDesk;
  readonly #answers: Outbox<RequestOutcome>;
  #modeDesk: ModeDesk | null = null;

  constructor(options: OperatorDeskOptions) {
    this.#options = options;
    const { risk, process, record, takeSignal } = options;
    this.#answers = new Outbox((outcome) => process.ports.answered(outcome));
    this.#requests = new RequestDesk({
      ...REQUEST_SETTINGS,
      instruments: process.stations.orders.instruments,
      product: process.stations.risk.limits.product,
      lastPaise: (at) => risk.core.lastPaise(at),
      submit: takeSignal,
      record,
    });
  }

  /** In a step of the risk thread. */
  restore(image: StateImage): void {
    const { process, orders, record } = this.#options;
    const { tagPrefix, start, calendar, stations, wallMs } = process;
    const { instruments } = stations.orders;
    this.#requests.restore(image);
    this.#modeDesk = new ModeDesk({
      ...{ image, orders, instruments, calendar, tagPrefix, start, record, wallMs },
    });
  }

  /** Throws before `restore`. */
  get mode(): SessionMode {
    return this.#desk.mode;
  }

  get #desk(): ModeDesk {
    if (this.#modeDesk === null) throw new Error('An operator desk is restored before it is used');
    return this.#modeDesk;
  }

  /** What a human does with the mode. */
  changeMode(change: (desk: ModeDesk) => void): void {
    const run = () => change(this.#desk);
    this.#options.input({ queue: QUEUE.signals, writer: 'risk', run });
  }

  /** LG-04: something ends LIVE. */
  disarm(cause: DisarmCause): void {
    this.#options.input({ queue: QUEUE.signals, writer: 'risk', run: () => this.endLive(cause) });
  }

  /** The same, in a step of the risk thread. */
  endLive(cause: DisarmCause): void {
    const { ports, wallMs } = this.#options.process;
    if (this.mode.disarm(cause, wallMs())) ports.modeChanged(this.mode);
  }

  onTimer(): void {
    const { ports, wallMs } = this.#options.process;
    if (this.mode.onTimer(wallMs())) ports.modeChanged(this.mode);
  }

  /** A client asks for a trade; its answer waits until what it rests on is durable. */
  request(request: ClientRequest): void {
    const run = () => this.#take(request);
    this.#options.input({ queue: QUEUE.signals, writer: 'risk', run });
  }

  onDecision(decision: Decision): void {
    this.#requests.onDecision(decision);
  }

  /** Gives the answers that are due. `durableSteps`: of the risk thread. */
  answer(durableSteps: number): void {
    if (this.#answers.length > 0) this.#answers.drain(durableSteps);
  }

  #take(request: ClientRequest): void {
    const { risk, rows, riskGate, process } = this.#options;
    const { timeMs } = risk;
    const before = rows().length;
    const moment = { timeMs, receiveNs: process.nowNs() };
    const answer = this.#requests.submit(request.raw, request.key, moment);
    const recorded = rows().length - before;
    this.#answers.add({ request, answer, rows: recorded, timeMs }, riskGate());
  }

  /** The latch that all threads share was set. */
  kill(): void {
    this.#both((station) => station.kill(OPERATOR));
  }

  resetKill(): void {
    this.#both((station) => station.resetKill(OPERATOR));
  }

  flatten(): void {
    const { orders, input } = this.#options;
    input({ queue: QUEUE.reports, writer: 'oco', run: () => orders.flatten(OPERATOR) });
  }

  pause(): void {
    this.#setState('pause', 'reducing');
  }

  resume(): void {
    this.#setState('resume', 'active');
  }

  requestGtt(ask: GttAsk): void {
    const { orders, marks, input } = this.#options;
    const run = () => {
      const answer = orders.requestGtt(ask, OPERATOR);
      marks.hit(`gtt.${ask.action}.${answer.isTaken ? 'taken' : answer.problem}`);
    };
    input({ queue: QUEUE.reports, writer: 'oco', run });
  }

  #both(act: (station: RiskStation | OrderStation) => void): void {
    const { risk, orders, input } = this.#options;
    input(
      { queue: QUEUE.signals, writer: 'risk', run: () => act(risk) },
      { queue: QUEUE.reports, writer: 'oco', run: () => act(orders) },
    );
  }

  #setState(word: 'pause' | 'resume', state: 'reducing' | 'active'): void {
    const { risk, orders, input } = this.#options;
    const change = () => {
      risk.operate({ kind: 'set_state', state, ...OPERATOR, timeMs: risk.timeMs });
    };
    input(
      { queue: QUEUE.reports, writer: 'oco', run: () => orders[word](OPERATOR) },
      { queue: QUEUE.signals, writer: 'risk', run: change },
    );
  }
}
