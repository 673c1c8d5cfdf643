/** Where the broker's client may connect to: the broker's hosts over TLS, or loopback. Checked before any socket opens. Venue thread. */
import { isLoopbackHost } from '../../contract/loopback.ts';
import { BROKER_HOSTS } from '../../contract/wire/smartapi-hosts.ts';

/** The message names the address without its path, query and credentials. */
export class BrokerAddressError extends Error {
  override readonly name = 'BrokerAddressError';
  readonly code = 'broker_address_refused';
}

export class TlsVerificationError extends Error {
  override readonly name = 'TlsVerificationError';
  readonly code = 'tls_verification_off';

  constructor() {
    super('NODE_TLS_REJECT_UNAUTHORIZED=0 turns off the check of certificates; unset it.');
  }
}

const SECURE_PROTOCOLS: ReadonlySet<string> = new Set(['https:', 'wss:']);
const PLAIN_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'ws:']);

/** The address, parsed. Throws `BrokerAddressError` for any but the broker's (TLS, default port) and loopback, and for one with credentials in it. */
export function checkedAddress(address: string): URL {
  if (!URL.canParse(address)) throw new BrokerAddressError('The address is no URL.');
  const url = new URL(address);
  const { protocol, hostname, port } = url;
  if (url.username !== '' || url.password !== '') {
    throw new BrokerAddressError('An address has no user name or password in it; remove them.');
  }
  const isSecure = SECURE_PROTOCOLS.has(protocol);
  const isBroker = isSecure && port === '' && BROKER_HOSTS.includes(hostname);
  const isLocal = (isSecure || PLAIN_PROTOCOLS.has(protocol)) && isLoopbackHost(hostname);
  if (isBroker || isLocal) return url;
  throw new BrokerAddressError(
    `${protocol}//${url.host} is neither a host of the broker over TLS nor loopback.`,
  );
}

/** Throws `TlsVerificationError` when the environment turns certificate checks off for the whole process. */
export function assertCertificatesChecked(environment: NodeJS.ProcessEnv): void {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') throw new TlsVerificationError();
}
