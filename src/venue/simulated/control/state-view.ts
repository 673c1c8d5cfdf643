/** The ground truth of the simulator, for tests that compare it with what a client believes. Simulator process. */
import type {
  SimulatedFillState,
  SimulatedOrderState,
  SimulatedPositionState,
  SimulatorState,
} from '../../../contract/wire/simulator-control.ts';
import type { BrokerOrder, BrokerTrade } from '../broker/broker-order.ts';
import { netQuantity } from '../broker/position-book.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import type { OrderStream } from '../order-stream.ts';
import type { StreamSession } from '../stream-session.ts';
import type { RequestLog } from './request-log.ts';

export interface StateViewOptions {
  readonly broker: SimulatedBroker;
  readonly session: StreamSession;
  readonly orderStream: OrderStream;
  readonly log: RequestLog;
}

/** Books without lag. */
export function simulatorState({
  broker,
  session,
  orderStream,
  log,
}: StateViewOptions): SimulatorState {
  const { stats } = session;
  return {
    exchangeTimeMs: session.exchangeTimeMs,
    isClockRunning: session.isRunning,
    isDayOver: stats.isDayOver,
    marketStreams: stats.clients,
    orderStreams: orderStream.size,
    subscriptions: session.subscriptionSizes,
    sessions: broker.sessions.all().map(({ account, standing }) => ({
      clientCode: account.clientCode,
      isLive: standing === 'live',
    })),
    orders: broker.ledger.all().map(orderState),
    fills: broker.ledger.trades().map(fillState),
    positions: positionStates(broker),
    requests: log.kept(),
    requestCounts: log.counts(),
    pendingFaults: broker.faults.pending(),
    policy: broker.policy,
  };
}

function orderState(order: BrokerOrder): SimulatedOrderState {
  const { instrument } = order;
  return {
    clientCode: order.account.clientCode,
    orderId: order.orderId,
    uniqueOrderId: order.uniqueOrderId,
    tag: order.tag,
    exchange: instrument.exchange,
    symbol: instrument.symbol,
    token: instrument.token,
    side: order.side === 1 ? 'BUY' : 'SELL',
    product: order.product,
    quantity: order.quantity,
    filledQuantity: order.filledQuantity,
    filledValuePaise: order.filledValuePaise,
    limitPaise: order.limitPaise,
    triggerPaise: order.triggerPaise,
    status: order.state,
    text: order.text,
    origin: order.origin,
  };
}

function fillState({
  fillId,
  order,
  quantity,
  pricePaise,
  timeMs,
}: BrokerTrade): SimulatedFillState {
  const { account, orderId, tag } = order;
  return { clientCode: account.clientCode, fillId, orderId, tag, quantity, pricePaise, timeMs };
}

function positionStates(broker: SimulatedBroker): SimulatedPositionState[] {
  return broker.accounts.flatMap((account) =>
    broker.orders
      .positionsOf(account)
      .all()
      .map((position) => ({
        clientCode: account.clientCode,
        exchange: position.instrument.exchange,
        symbol: position.instrument.symbol,
        token: position.instrument.token,
        product: position.product,
        netQuantity: netQuantity(position),
      })),
  );
}
