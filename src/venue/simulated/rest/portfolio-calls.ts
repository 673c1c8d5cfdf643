/** Funds, positions, holdings and conversions of the simulated broker. Simulator process. */
import { convertBodySchema } from '../../../contract/wire/smartapi-portfolio.ts';
import { allHoldings, fundsRow, holdingRow, positionRow } from '../broker/portfolio-rows.ts';
import { unrealisedPaise } from '../broker/position-book.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import type { Account } from './account.ts';
import { applicationRefusal, listAnswer, malformed, okAnswer } from './answer.ts';
import { bodyOf, type ClientHandler, type Handlers } from './call.ts';

const CONVERSION_FAILED = 'AB1017';

type PortfolioCalls = Pick<
  Handlers,
  'funds' | 'positions' | 'holdings' | 'allHoldings' | 'convert'
>;

export function portfolioCalls(broker: SimulatedBroker): PortfolioCalls {
  const holdingsOf = ({ holdings }: Account) =>
    holdings.flatMap((held) => {
      const { exchange, symbol } = held;
      const instrument = broker.directory.all.find(
        (entry) => entry.exchange === exchange && entry.symbol === symbol,
      );
      if (instrument === undefined) return [];
      return holdingRow(held, instrument, broker.pricesOf(instrument));
    });

  const funds: ClientHandler = ({ account }) => {
    const positions = broker.orders.positionsOf(account);
    const live = broker.ledger.live(account.clientCode);
    const state = broker.risk.funds({ account, positions, live });
    let unrealised = 0;
    for (const position of positions.all()) {
      unrealised += unrealisedPaise(position, broker.pricesOf(position.instrument).lastPaise);
    }
    return okAnswer(fundsRow(state, unrealised));
  };

  return {
    funds,
    positions: ({ account }) => {
      const positions = broker.orders.positionsOf(account).at(broker.bookTimeMs);
      return listAnswer(
        positions.map((entry) => positionRow(entry, broker.pricesOf(entry.instrument))),
      );
    },
    holdings: ({ account }) => listAnswer(holdingsOf(account)),
    allHoldings: ({ account }) => okAnswer(allHoldings(holdingsOf(account))),
    convert: convertCall(broker),
  };
}

function convertCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const body = bodyOf(call, convertBodySchema);
    if (body === null) return malformed();
    const instrument = broker.directory.find(body.exchange, body.symboltoken);
    const book = broker.orders.positionsOf(call.account);
    const position =
      instrument === undefined ? undefined : book.get(instrument.index, body.oldproducttype);
    const { quantity, newproducttype } = body;
    const isDone =
      position !== undefined &&
      newproducttype !== body.oldproducttype &&
      book.convert(position, newproducttype, { quantity, timeMs: broker.timeMs });
    if (isDone) return okAnswer(null);
    return applicationRefusal(CONVERSION_FAILED, 'Position Conversion Failed');
  };
}
