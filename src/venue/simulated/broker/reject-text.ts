/** What the order book's `text` says when the simulated exchange refuses or ends an order. Simulator process. */
import type { RejectReason } from '../../../domain/order/types.ts';

const TEXTS: Readonly<Partial<Record<RejectReason, string>>> = {
  price_off_increment: '16283 : Order price is not a multiple of the tick size',
  price_outside_circuit: '16282 : The order price is out of the current execution range',
  quantity_not_whole_lots: '16115 : Order quantity is not a multiple of the regular lot',
  quantity_above_freeze: '16328 : Order quantity is above the freeze quantity',
  not_tradable: '16035 : The security is suspended',
  out_of_session: '16000 : The market is closed',
  already_terminal: '16045 : The order is already over',
  quantity_below_filled: '16348 : The quantity is not above what has traded',
  trigger_already_crossed: '17070 : The trigger price is beyond the last price',
  order_type_not_allowed: '16008 : Invalid order type for the market phase',
  session_over: '16388 : Unmatched orders of the day are cancelled by the system',
};

export function rejectText(reason: RejectReason | ''): string {
  return reason === '' ? '' : (TEXTS[reason] ?? `16999 : Refused by the exchange (${reason})`);
}
