/** Which hosts are this machine: what comes from them may be unencrypted, and may keep a clock of its own. Any thread. */

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** `hostname` as `URL` writes it, IPv6 in brackets. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOST.test(hostname);
}
