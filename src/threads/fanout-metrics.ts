/** The fan-out's running totals as metrics; publish thread. */
import type { SharedMetrics } from '../ring/shared-metrics.ts';
import type { FanoutStats } from '../web/port.ts';

export class FanoutMetrics {
  private readonly cells;

  constructor(metrics: SharedMetrics) {
    this.cells = {
      clients: metrics.cell('fanoutClients'),
      slowClients: metrics.cell('fanoutSlowClients'),
      messages: metrics.cell('fanoutMessages'),
      deliveries: metrics.cell('fanoutDeliveries'),
      bytes: metrics.cell('fanoutBytes'),
      conflated: metrics.cell('fanoutConflated'),
      refused: metrics.cell('fanoutRefused'),
      badRequests: metrics.cell('fanoutBadRequests'),
      closedSlow: metrics.cell('fanoutClosed', { reason: 'slow' }),
      closedMisbehaving: metrics.cell('fanoutClosed', { reason: 'misbehaving' }),
    };
  }

  update(stats: FanoutStats): void {
    const { cells } = this;
    cells.clients.set(stats.clients);
    cells.slowClients.set(stats.slowClients);
    cells.messages.set(stats.messagesSent);
    cells.deliveries.set(stats.tickDeliveries);
    cells.bytes.set(stats.bytesSent);
    cells.conflated.set(stats.ticksConflated);
    cells.refused.set(stats.clientsRefused);
    cells.badRequests.set(stats.badRequests);
    cells.closedSlow.set(stats.closedSlow);
    cells.closedMisbehaving.set(stats.closedMisbehaving);
  }
}
