/** SmartAPI's order-status WebSocket: address, codes, messages. Client and simulator. */
import { z } from 'zod';
import { orderRowSchema, type WireOrderRow } from './smartapi-order-rows.ts';

export const ORDER_STREAM_PATH = '/smart-order-update';
/** Connections one client code may have. */
export const MAX_ORDER_STREAMS = 3;
/** The client sends the text `ping` at least this often; the server answers the text `pong`. Control pings are answered as well. */
export const ORDER_STREAM_PING_MS = 10_000;

/** `order-status` by the state of the order. They have nothing to do with the error codes AB1000 and up. */
export const ORDER_STREAM_CODES = {
  connected: 'AB00',
  open: 'AB01',
  cancelled: 'AB02',
  rejected: 'AB03',
  modified: 'AB04',
  complete: 'AB05',
  'after market order req received': 'AB06',
  'cancelled after market order': 'AB07',
  'modify after market order req received': 'AB08',
  'open pending': 'AB09',
  'trigger pending': 'AB10',
  'modify pending': 'AB11',
} as const;
export type OrderStreamCode = (typeof ORDER_STREAM_CODES)[keyof typeof ORDER_STREAM_CODES];

/** Every message. The first has the code AB00 and an order whose fields are all '' or 0. */
export interface WireOrderMessage {
  readonly 'user-id': string;
  readonly 'status-code': string;
  readonly 'order-status': OrderStreamCode;
  readonly 'error-message': string;
  readonly orderData: WireOrderRow;
}

const SUCCESS = '200';

const messageSchema = z.object({
  'user-id': z.string(),
  'status-code': z.union([z.string(), z.number()]).transform(String),
  'order-status': z.string(),
  'error-message': z.string().nullish(),
  orderData: z.looseObject({ orderid: z.union([z.string(), z.number()]).nullish() }).nullish(),
});

/**
 * A message, read: the acknowledgement of the connection (AB00 without an order id), an error, or the state of an order. AB00 has been
 * seen with an order in it, so the code alone decides nothing; read the order's own `orderStatus`.
 */
export const orderMessageSchema = messageSchema.transform((message, context): OrderMessage => {
  const userId = message['user-id'];
  const statusCode = message['status-code'];
  const code = message['order-status'];
  const isEmpty = (message.orderData?.orderid ?? '') === '';
  if (isEmpty && statusCode !== SUCCESS) {
    return { kind: 'error', userId, statusCode, text: message['error-message'] ?? '' };
  }
  if (isEmpty && code === ORDER_STREAM_CODES.connected) return { kind: 'connected', userId };
  const order = orderRowSchema.safeParse(message.orderData);
  if (order.success) return { kind: 'order', userId, code, order: order.data };
  for (const issue of order.error.issues) {
    const path = ['orderData', ...issue.path];
    context.issues.push({ code: 'custom', message: issue.message, input: null, path });
  }
  return z.NEVER;
});

export type OrderMessage =
  | { readonly kind: 'connected'; readonly userId: string }
  | {
      readonly kind: 'error';
      readonly userId: string;
      readonly statusCode: string;
      readonly text: string;
    }
  | {
      readonly kind: 'order';
      readonly userId: string;
      readonly code: string;
      readonly order: z.infer<typeof orderRowSchema>;
    };
