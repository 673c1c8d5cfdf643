/** Addresses of Angel One's servers. They are reached over TLS on the default port only. Any thread. */

export const BROKER_ADDRESSES = {
  rest: 'https://apiconnect.angelone.in',
  marketStream: 'wss://smartapisocket.angelone.in/smart-stream',
  orderStream: 'wss://tns.angelone.in/smart-order-update',
} as const;

export const BROKER_HOSTS: readonly string[] = Object.values(BROKER_ADDRESSES).map(
  (address) => new URL(address).hostname,
);
