/** What the checks ask of Node and of the operating system. */
import { readFileSync, statfsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** What the engine is built on, and a build of Node may lack. */
export function features(): Readonly<Record<string, boolean>> {
  const { waitAsync } = Atomics as { waitAsync?: unknown };
  return {
    SharedArrayBuffer: typeof SharedArrayBuffer === 'function',
    'Atomics.waitAsync': typeof waitAsync === 'function',
    fetch: typeof fetch === 'function',
    statfs: typeof statfsSync === 'function',
    TLS: process.versions['openssl'] !== undefined,
  };
}

export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).map(({ address }) => address),
  );
}

/** Text of /proc/self/limits; '' where the system has no such file. */
export function processLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
