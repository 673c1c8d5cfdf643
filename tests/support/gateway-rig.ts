/** An order gateway with its stream up, in front of a broker in memory, with its reports recorded and time that only the test moves. */

import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import type { MarketMoment } from '../../src/domain/matching/venue-order.ts';
import type { CommandKind, VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import { OrderGateway } from '../../src/venue/angel/gateway.ts';
import { ManualRuntime, settled } from './manual-runtime.ts';
import { OrderBroker } from './order-broker.ts';
import { ENTRY, TAG_PREFIX } from './order-rig.ts';
import { SESSION_OPEN_MS } from './tick-stream.ts';
import { stock } from './trading-instruments.ts';

export const OPEN_MARKET: MarketMoment = { isOpen: true, phase: 'before_close', lastPaise: 0 };

/** A command about `ENTRY`: buy 100 of the first instrument at 100.00; `changes` win. */
export function commandOf(kind: CommandKind, changes: Partial<VenueCommand> = {}): VenueCommand {
  const isQuery = kind.startsWith('query');
  return {
    kind,
    orderId: kind === 'query_orders' || kind === 'query_positions' ? 0 : ENTRY,
    tagPrefix: TAG_PREFIX,
    queryId: isQuery ? 1 : 0,
    orderType: 'limit',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    limitPaise: 10_000,
    triggerPaise: 0,
    isReducing: kind === 'cancel',
    timeMs: SESSION_OPEN_MS,
    originReceiveNs: 0,
    ...changes,
  };
}

export class GatewayRig {
  readonly broker = new OrderBroker();
  readonly runtime = new ManualRuntime();
  readonly reports: VenueReport[] = [];
  market: MarketMoment = OPEN_MARKET;
  isAddressRegistered = true;
  gateway: OrderGateway;
  readonly #instruments: readonly Instrument[];
  #taken = 0;

  constructor(instruments: readonly Instrument[] = [stock(0), stock(1)]) {
    this.#instruments = instruments;
    this.gateway = this.#newGateway();
    this.broker.onRow = (row) => this.gateway.onRow(row);
    this.gateway.onStream(true);
    this.broker.calls.length = 0;
  }

  /** The rows of the stream are lost from now on, and nobody notices. */
  cutStream(): void {
    this.broker.onRow = () => undefined;
  }

  restart(): void {
    this.gateway.close();
    this.gateway = this.#newGateway();
  }

  async command(kind: CommandKind, changes: Partial<VenueCommand> = {}): Promise<void> {
    this.gateway.onCommand(commandOf(kind, changes));
    await settled();
  }

  /** Reports since the last call. */
  taken(): VenueReport[] {
    const fresh = this.reports.slice(this.#taken);
    this.#taken = this.reports.length;
    return fresh;
  }

  kinds(): string[] {
    return this.taken().map(({ kind }) => kind);
  }

  #newGateway(): OrderGateway {
    return new OrderGateway({
      instruments: this.#instruments,
      product: 'INTRADAY',
      api: this.broker,
      effects: { report: (report) => void this.reports.push(report) },
      runtime: this.runtime,
      timeMs: () => SESSION_OPEN_MS,
      marketOf: () => this.market,
      isAddressRegistered: () => this.isAddressRegistered,
    });
  }
}
