/** Checks of the broker's credentials and of the address registered for them. No value is shown. */
import type { BrokerCredentials } from '../../contract/credentials.ts';
import { CredentialsError } from '../credentials-error.ts';
import { type CheckResult, fail, ok, warn } from './check.ts';

/** Addresses nobody else can see: RFC 1918, RFC 6598, loopback, link-local. */
const PRIVATE_ADDRESS =
  /^(?:10|127)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

interface Found {
  readonly credentials: BrokerCredentials;
  readonly source: string;
}

/** `load` throws `CredentialsError`. What is there but unsafe or wrong fails in every mode: the engine would refuse it later. */
export function checkCredentials(load: () => Found, isLive: boolean): CheckResult {
  const name = 'credentials';
  try {
    return ok(name, `complete and safe, from ${load().source}`);
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    const detail = error.problems.join('; ');
    if (error.code !== 'credentials_missing') return fail(name, detail, 'See .env.example');
    if (isLive) return fail(name, detail, 'See .env.example');
    return ok(name, `not complete; paper trading needs none (${detail})`);
  }
}

export interface AddressFacts {
  /** '' when none is configured; undefined when the credentials cannot be read. */
  readonly staticIp: string | undefined;
  /** IPv4 addresses of this machine's interfaces. */
  readonly ownAddresses: readonly string[];
  readonly isLive: boolean;
}

export function checkStaticIp({ staticIp, ownAddresses, isLive }: AddressFacts): CheckResult {
  const name = 'static-ip';
  if (staticIp === undefined || staticIp === '') {
    const detail = 'no static address is configured';
    if (!isLive) return ok(name, `${detail}; paper trading needs none`);
    return fail(
      name,
      detail,
      'Register one for the API key at the broker and set TICKRING_ANGEL_STATIC_IP',
    );
  }
  if (PRIVATE_ADDRESS.test(staticIp)) {
    return warn(
      name,
      `${staticIp} is an address nobody outside can see`,
      'Right for a simulator; for the broker give the public address of your line',
    );
  }
  if (ownAddresses.includes(staticIp)) return ok(name, `${staticIp} is an address of this machine`);
  return ok(name, `${staticIp} is configured; behind a router only an order shows that it is used`);
}
