/** GTT rules of the simulated broker over REST. Simulator process. */
import {
  GTT_ERROR_CODES,
  GTT_EXCHANGES,
  GTT_PRODUCTS,
  gttCancelRequestSchema,
  gttCreateRequestSchema,
  gttDetailsBodySchema,
  gttListBodySchema,
  gttModifyRequestSchema,
} from '../../../contract/wire/smartapi-gtt.ts';
import { type RuleTerms, ruleRow } from '../broker/gtt-desk.ts';
import type { SimulatedBroker } from '../broker/simulated-broker.ts';
import { type Answer, applicationRefusal, listAnswer, okAnswer } from './answer.ts';
import { bodyOf, type ClientHandler, type Handlers } from './call.ts';

type GttCalls = Pick<Handlers, 'gttCreate' | 'gttModify' | 'gttCancel' | 'gttDetails' | 'gttList'>;

export function gttCalls(broker: SimulatedBroker): GttCalls {
  return {
    gttCreate: createCall(broker),
    gttModify: modifyCall(broker),
    gttCancel: (call) => {
      const body = bodyOf(call, gttCancelRequestSchema);
      if (body === null) return refused('parameters');
      const rule = broker.gtt.find(body.id, call.account.clientCode);
      if (rule === undefined || !broker.gtt.cancel(rule, broker.timeMs)) return refused('ruleId');
      return okAnswer({ id: rule.id });
    },
    gttDetails: (call) => {
      const body = bodyOf(call, gttDetailsBodySchema);
      if (body === null) return refused('parameters');
      const rule = broker.gtt.find(body.id, call.account.clientCode);
      return rule === undefined ? refused('ruleId') : okAnswer(ruleRow(rule));
    },
    gttList: (call) => {
      const body = bodyOf(call, gttListBodySchema);
      if (body === null) return refused('parameters');
      const rules = broker.gtt.list(call.account.clientCode, body.status);
      const from = (body.page - 1) * body.count;
      return listAnswer(rules.slice(from, from + body.count));
    },
  };
}

function createCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const body = bodyOf(call, gttCreateRequestSchema);
    if (body === null) return refused('parameters');
    if (!GTT_EXCHANGES.some((known) => known === body.exchange)) return refused('exchange');
    const product = GTT_PRODUCTS.find((known) => known === body.producttype);
    if (product === undefined) return refused('product');
    const instrument = broker.directory.find(body.exchange, body.symboltoken);
    if (instrument === undefined) return refused('token');
    if (instrument.symbol !== body.tradingsymbol) return refused('symbol');
    const terms = termsOf(body);
    const problem = termsProblem(terms);
    if (problem !== null) return problem;
    const { lastPaise } = broker.pricesOf(instrument);
    const side = body.transactiontype === 'BUY' ? 1 : -1;
    const rule = { ...terms, account: call.account, instrument, side, product } as const;
    return okAnswer({ id: broker.gtt.create(rule, lastPaise, broker.timeMs) });
  };
}

function modifyCall(broker: SimulatedBroker): ClientHandler {
  return (call) => {
    const body = bodyOf(call, gttModifyRequestSchema);
    if (body === null) return refused('parameters');
    const rule = broker.gtt.find(body.id, call.account.clientCode);
    if (rule === undefined) return refused('ruleId');
    const terms = termsOf(body);
    const problem = termsProblem(terms);
    if (problem !== null) return problem;
    const { lastPaise } = broker.pricesOf(rule.instrument);
    const isDone = broker.gtt.modify(rule, terms, { lastPaise, timeMs: broker.timeMs });
    return isDone ? okAnswer({ id: rule.id }) : refused('ruleId');
  };
}

interface WireTerms {
  readonly price: number;
  readonly qty: number;
  readonly triggerprice: number;
  readonly disclosedqty?: number | undefined;
}

function termsOf({ price, qty, triggerprice, disclosedqty = 0 }: WireTerms): RuleTerms {
  return {
    limitPaise: price,
    quantity: qty,
    triggerPaise: triggerprice,
    disclosedQuantity: disclosedqty,
  };
}

function termsProblem({ limitPaise, triggerPaise, quantity }: RuleTerms): Answer | null {
  if (quantity === 0) return refused('quantity');
  if (limitPaise === 0) return refused('price');
  return triggerPaise === 0 ? refused('trigger') : null;
}

function refused(problem: keyof typeof GTT_ERROR_CODES): Answer {
  return applicationRefusal(GTT_ERROR_CODES[problem], `Invalid ${problem}`);
}
