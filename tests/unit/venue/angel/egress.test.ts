import { describe, expect, it } from 'vitest';
import { BROKER_ADDRESSES } from '../../../../src/contract/wire/smartapi-hosts.ts';
import {
  assertCertificatesChecked,
  BrokerAddressError,
  checkedAddress,
  TlsVerificationError,
} from '../../../../src/venue/angel/egress.ts';

describe('where the broker client may connect to', () => {
  it.each([
    ...Object.values(BROKER_ADDRESSES),
    'https://apiconnect.angelone.in:443/',
    'http://127.0.0.1:8080',
    'http://localhost:8080',
    'http://[::1]:8080',
    'ws://127.0.0.1:8080/smart-order-update',
    'https://127.0.0.1:8443',
  ])('SC-35 is %s', (address) => {
    expect(checkedAddress(address).href).toBe(new URL(address).href);
  });

  it.each([
    'http://apiconnect.angelone.in',
    'ws://tns.angelone.in/smart-order-update',
    'https://apiconnect.angelone.in:8443',
    'https://apiconnect.angelone.in.evil.example',
    'https://evil.example/apiconnect.angelone.in',
    'https://apiconnect.angelone.in@evil.example',
    'https://user:secret-word@apiconnect.angelone.in',
    'http://127.0.0.1@evil.example',
    'http://127.0.0.1.evil.example',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1',
    'https://example.com',
    'file:///etc/passwd',
    'ftp://127.0.0.1',
    'apiconnect.angelone.in',
    '//apiconnect.angelone.in',
    '',
  ])('SC-35 is not %s', (address) => {
    expect(() => checkedAddress(address)).toThrow(BrokerAddressError);
  });

  it('is refused without repeating paths, queries and credentials', () => {
    const secrets = ['https://evil.example/secret-word?secret-word', 'https://a:secret-word@b.c'];
    for (const address of secrets) {
      expect(() => checkedAddress(address)).toThrow(/^(?!.*secret-word)/);
    }
  });
});

describe('the check of certificates', () => {
  it('SC-34 is not to be turned off by the environment', () => {
    expect(() => assertCertificatesChecked({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
      TlsVerificationError,
    );
    expect(() => assertCertificatesChecked({})).not.toThrow();
    expect(() => assertCertificatesChecked({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).not.toThrow();
  });
});
