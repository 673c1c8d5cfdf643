/** What one start of the simulated engine is given: its world, its journal and who listens. */
import type { SessionCalendar } from '../../../src/domain/instrument/session-calendar.ts';
import type { OrderEvent, OrderIntent, VenueCommand } from '../../../src/domain/order/types.ts';
import type { Decision } from '../../../src/domain/risk/deny-reason.ts';
import type { MessageThrottle } from '../../../src/domain/risk/message-throttle.ts';
import type { SessionMode } from '../../../src/domain/session/session-mode.ts';
import type { RequestOutcome } from '../check/request-checks.ts';
import type { Marks } from '../run/marks.ts';
import type { EventHeap } from '../world/event-heap.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';
import type { JournalStore, Recovered, Step } from './journal-store.ts';
import type { StationSettings } from './station-settings.ts';

/** Where the process died. */
export type DeathWindow =
  | 'between_events'
  | 'between_inputs'
  | 'before_a_send'
  | 'after_a_send'
  | 'before_an_event_is_shown'
  | 'disk_failed';

export interface ProcessPorts {
  /** A command goes to the broker; answers come back through `process.onReport`. `isDurable`: with the rows that led to it. */
  send(command: VenueCommand, isDurable: boolean): void;
  /** As soon as the order core asks for it. */
  asked(command: VenueCommand): void;
  shown(event: OrderEvent): void;
  decided(decision: Decision): void;
  /** As soon as a core says it, durable or not. */
  event(event: OrderEvent): void;
  intent(intent: OrderIntent): void;
  /** Handed to the disk, not yet synced. */
  written(steps: readonly Step[]): void;
  durable(steps: readonly Step[]): void;
  /** A client of the operator’s door is answered. */
  answered(outcome: RequestOutcome): void;
  /** The trading mode changed. */
  modeChanged(mode: SessionMode): void;
  died(window: DeathWindow): void;
}

export interface ProcessOptions {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  readonly store: JournalStore;
  readonly ports: ProcessPorts;
  readonly stations: StationSettings;
  readonly recovered: Recovered;
  readonly tagPrefix: number;
  /** 1-based. */
  readonly start: number;
  readonly isRacy: boolean;
  isHealed(): boolean;
  /** Messages of the last hour, as the journal knows them. */
  readonly pacer: MessageThrottle;
  readonly calendar: SessionCalendar;
  /** Clock of the ticks’ receive stamps. */
  nowNs(): number;
  /** The host’s clock, epoch milliseconds. */
  wallMs(): number;
}

export function isOpening({ kind, isReducing }: VenueCommand): boolean {
  return !isReducing && (kind === 'place' || kind === 'modify');
}
