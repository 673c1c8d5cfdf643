/** What the cores of a simulated process ask for and say, until it is durable: one outbox for each kind, drained in a fixed order. */
import type { ExternalExposure } from '../../../src/domain/order/external-exposure.ts';
import type { OrderEvent, Signal, VenueCommand } from '../../../src/domain/order/types.ts';
import type { Decision } from '../../../src/domain/risk/deny-reason.ts';
import { Outbox } from './outbox.ts';

export interface ReleaseTargets {
  /** `gate`: durable steps of the oco thread it waited for. */
  command(command: VenueCommand, gate: number): void;
  mayLeave(command: VenueCommand): boolean;
  event(event: OrderEvent): void;
  request(signal: Signal): void;
  external(exposure: ExternalExposure): void;
  decision(decision: Decision): void;
}

/** Steps of each thread that count as durable for what is released. */
export interface DurableSteps {
  readonly commands: number;
  readonly orders: number;
  readonly risk: number;
}

export class ProcessOutboxes {
  readonly commands: Outbox<VenueCommand>;
  readonly events: Outbox<OrderEvent>;
  readonly requests: Outbox<Signal>;
  readonly externals: Outbox<ExternalExposure>;
  readonly decisions: Outbox<Decision>;

  constructor(targets: ReleaseTargets) {
    this.commands = new Outbox(targets.command, targets.mayLeave);
    this.events = new Outbox(targets.event);
    this.requests = new Outbox(targets.request);
    this.externals = new Outbox(targets.external);
    this.decisions = new Outbox(targets.decision);
  }

  drain({ commands, orders, risk }: DurableSteps): void {
    if (this.commands.length > 0) this.commands.drain(commands);
    if (this.events.length > 0) this.events.drain(orders);
    if (this.externals.length > 0) this.externals.drain(orders);
    if (this.requests.length > 0) this.requests.drain(orders);
    if (this.decisions.length > 0) this.decisions.drain(risk);
  }
}
