/** Micro benchmarks of the order core: what one order event costs, its rows and all assertions included. */
import { loadSettings } from '../../src/app/settings-loader.ts';
import { createOrderCore, type OrderCore } from '../../src/domain/order/order-core.ts';
import {
  type Approved,
  intentIdOf,
  type OrderIntent,
  type VenueCommand,
  type VenueReport,
} from '../../src/domain/order/types.ts';
import { basePaise, benchInstruments } from '../pipeline/instruments.ts';
import type { MicroCase } from './micro-case.ts';

const TIME_MS = Date.UTC(2026, 10, 19, 4, 30);
const QUANTITY = 10;
const BRACKETS = 200;
const instruments = benchInstruments();
const { settings } = loadSettings({ environment: {} });

/** Accepts everything and fills each order in `fills` parts, as soon as it is asked to. */
class InstantVenue {
  readonly core: OrderCore;
  events = 0;
  rows = 0;
  readonly #commands: VenueCommand[] = [];
  readonly #fills: number;
  #venueOrders = 0;

  constructor(fills: number) {
    this.#fills = fills;
    this.core = createOrderCore({
      instruments,
      settings: { ...settings.orders, maxSlices: settings.risk.maxSlices },
      hours: { isOpen: () => true },
      isKilled: () => false,
      tagPrefix: 1,
      effects: {
        command: (command) => void this.#commands.push(command),
        event: () => {
          this.events++;
        },
        request: () => undefined,
        record: () => {
          this.rows++;
        },
      },
    });
  }

  /** A bracket from its intent until its target has filled. */
  trade(sequence: number): void {
    this.core.onIntent(entryIntent(sequence));
    const entry = this.#takeLast('place');
    this.#fill(entry);
    this.#settle();
    const target = this.#lastPlaced;
    this.#fill(target);
    this.#settle();
  }

  #lastPlaced: VenueCommand | undefined;

  #takeLast(kind: VenueCommand['kind']): VenueCommand {
    const command = this.#commands.pop();
    if (command?.kind !== kind) throw new Error(`a bracket asks for ${kind}`);
    this.#accept(command);
    return command;
  }

  /** Answers what the core asked for meanwhile. */
  #settle(): void {
    for (const command of this.#commands.splice(0)) {
      if (command.kind === 'place') {
        this.#lastPlaced = command;
        this.#accept(command);
      } else if (command.kind === 'modify') this.#report(command, { kind: 'modified' });
      else if (command.kind === 'cancel') this.#report(command, { kind: 'cancelled' });
    }
    if (this.#commands.length > 0) this.#settle();
  }

  #accept(command: VenueCommand): void {
    this.#venueOrders++;
    this.#report(command, { kind: 'accepted', venueOrderId: this.#venueOrders });
  }

  #fill(command: VenueCommand | undefined): void {
    if (command === undefined) throw new Error('a filled entry has a target');
    const part = QUANTITY / this.#fills;
    for (let n = 1; n <= this.#fills; n++) {
      const cumulativeQuantity = n * part;
      this.#report(command, {
        kind: 'fill',
        cumulativeQuantity,
        cumulativeValuePaise: cumulativeQuantity * command.limitPaise,
        fillQuantity: part,
        fillPaise: command.limitPaise,
      });
    }
  }

  #report(command: VenueCommand, changes: Partial<VenueReport>): void {
    this.core.onReport({
      kind: 'accepted',
      orderId: command.orderId,
      tagPrefix: command.tagPrefix,
      queryId: 0,
      venueOrderId: 0,
      bookStatus: '',
      instrumentIndex: command.instrumentIndex,
      side: command.side,
      quantity: QUANTITY,
      limitPaise: command.limitPaise,
      triggerPaise: command.triggerPaise,
      cumulativeQuantity: 0,
      cumulativeValuePaise: 0,
      fillQuantity: 0,
      fillPaise: 0,
      reason: '',
      timeMs: TIME_MS,
      ...changes,
    });
  }
}

function entryIntent(sequence: number): Approved<OrderIntent> {
  const intent: OrderIntent = {
    intentId: intentIdOf(0, sequence),
    strategyIndex: 0,
    kind: 'entry',
    origin: 'strategy',
    instrumentIndex: sequence % instruments.length,
    side: 1,
    quantity: QUANTITY,
    limitPaise: basePaise(sequence % instruments.length),
    stopOffsetPaise: 500,
    targetOffsetPaise: 750,
    secondTargetOffsetPaise: 0,
    firstTargetShareBps: 0,
    trailOffsetPaise: 0,
    parentGroupId: 0,
    timeMs: TIME_MS,
    originReceiveNs: 0,
  };
  return intent as Approved<OrderIntent>;
}

/** Brackets one after another, each closed before the next. */
function tradeAll(fills: number): InstantVenue {
  const venue = new InstantVenue(fills);
  for (let n = 1; n <= BRACKETS; n++) venue.trade(n);
  if (venue.core.stats.openGroups !== 0) throw new Error('a bracket did not close');
  return venue;
}

export function orderCases(): MicroCase[] {
  const [whole, parts] = [1, QUANTITY];
  return [
    {
      name: 'order core: bracket from intent to closed',
      operations: BRACKETS,
      run: () => tradeAll(whole).events,
    },
    {
      name: 'order event, entry and target filled at once',
      operations: tradeAll(whole).events,
      run: () => tradeAll(whole).rows,
    },
    {
      name: 'order event, filled in ten parts',
      operations: tradeAll(parts).events,
      run: () => tradeAll(parts).rows,
    },
  ];
}
