import type { NetworkInterfaceInfoIPv4 } from 'node:os';
import { expect, it } from 'vitest';
import { clientIdentity } from '../../../src/app/client-identity.ts';

function ipv4(address: string, internal: boolean): NetworkInterfaceInfoIPv4 {
  const mac = internal ? '00:00:00:00:00:00' : '02:00:00:00:00:07';
  return { address, mac, internal, family: 'IPv4', netmask: '255.0.0.0', cidr: null };
}

const INTERFACES = { lo: [ipv4('127.0.0.1', true)], eth0: [ipv4('192.0.2.9', false)] };

it('the machine is the first interface others can see', () => {
  expect(clientIdentity('203.0.113.7', INTERFACES)).toEqual({
    localIp: '192.0.2.9',
    publicIp: '203.0.113.7',
    macAddress: '02:00:00:00:00:07',
  });
});

it('without a registered address the public one is that of the machine', () => {
  expect(clientIdentity('', INTERFACES).publicIp).toBe('192.0.2.9');
});

it('a machine without a network is itself', () => {
  expect(clientIdentity('', {})).toEqual({
    localIp: '127.0.0.1',
    publicIp: '127.0.0.1',
    macAddress: '00:00:00:00:00:00',
  });
});
