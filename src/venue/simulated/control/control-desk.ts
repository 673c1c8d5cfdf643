/** Carries out what is asked of the simulator at its control endpoint. Simulator process. */
import {
  type BrokerPolicy,
  type SimulatorControl,
  type StreamChoice,
  simulatorControlSchema,
} from '../../../contract/wire/simulator-control.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import type { OrderStream } from '../order-stream.ts';
import type { StreamSession } from '../stream-session.ts';

export interface ControlDeskOptions {
  readonly broker: SimulatedBroker;
  readonly session: StreamSession;
  readonly orderStream: OrderStream;
  /** Stamps of a monotonic clock. */
  readonly realMs: () => number;
}

export class ControlDesk {
  readonly #options: ControlDeskOptions;

  constructor(options: ControlDeskOptions) {
    this.#options = options;
  }

  /** '' when it is done, otherwise what is wrong with the request. */
  handle(body: unknown): string {
    const parsed = simulatorControlSchema.safeParse(body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a control request'}`;
    }
    this.#do(parsed.data);
    return '';
  }

  #do(control: SimulatorControl): void {
    const { broker, session, realMs } = this.#options;
    switch (control.action) {
      case 'fault':
        broker.faults.add(control.fault);
        return;
      case 'clear_faults':
        broker.faults.clear();
        return;
      case 'configure':
        broker.policy = changedPolicy(broker.policy, control.policy);
        return;
      case 'start_clock':
        session.startClock(realMs());
        return;
      case 'advance':
        session.advance(control.exchangeMs);
        return;
      case 'disconnect':
        this.#each(control.streams, (streams) => streams.disconnect());
        return;
      case 'silence':
        this.#each(control.streams, (streams) => streams.silence(control.kind));
        return;
      case 'expire_sessions':
        broker.sessions.expire(control.clientCode);
        return;
      case 'force_logout':
        broker.sessions.end(control.clientCode);
        this.disconnect(control.clientCode);
        return;
      default:
        control satisfies never;
    }
  }

  /** Streams of one client, or all. */
  disconnect(clientCode?: string): void {
    this.#options.session.disconnect(clientCode);
    this.#options.orderStream.disconnect(clientCode);
  }

  #each(choice: StreamChoice, act: (streams: StreamSession | OrderStream) => void): void {
    if (choice !== 'orders') act(this.#options.session);
    if (choice !== 'market') act(this.#options.orderStream);
  }
}

type Change = { readonly [Field in keyof BrokerPolicy]?: BrokerPolicy[Field] | undefined };

function changedPolicy(policy: BrokerPolicy, change: Change): BrokerPolicy {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  );
  return { ...policy, ...given };
}
