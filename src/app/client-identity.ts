/** What the broker is told of this machine. It checks only the address a connection comes from. Main thread. */
import { networkInterfaces } from 'node:os';
import type { ClientIdentity } from '../venue/angel/caller-exchange.ts';

/** Of a machine without a network. */
const NOWHERE = { address: '127.0.0.1', mac: '00:00:00:00:00:00' };

/** `staticIp`: the address registered for the API key, '' when none is. */
export function clientIdentity(
  staticIp: string,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): ClientIdentity {
  const entries = Object.values(interfaces).flatMap((list) => list ?? []);
  const { address, mac } =
    entries.find(({ family, internal }) => family === 'IPv4' && !internal) ?? NOWHERE;
  return { localIp: address, publicIp: staticIp || address, macAddress: mac };
}
