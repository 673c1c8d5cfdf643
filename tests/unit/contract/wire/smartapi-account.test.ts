import { describe, expect, it } from 'vitest';
import {
  fundsSchema,
  loginBodySchema,
  profileSchema,
  tokensSchema,
} from '../../../../src/contract/wire/smartapi-account.ts';
import { FUNDS, PROFILE, TOKENS } from '../../../support/smartapi-answers.ts';

describe('session and funds of SmartAPI', () => {
  it('reads the three tokens and nothing else', () => {
    expect(tokensSchema.parse({ ...TOKENS, state: 'live' })).toEqual(TOKENS);
  });

  it.each(['jwtToken', 'refreshToken', 'feedToken'])('refuses tokens without a %s', (key) => {
    for (const value of [undefined, null, '', 7, 'a b', 'a\r\nx: y']) {
      expect(tokensSchema.safeParse({ ...TOKENS, [key]: value }).success).toBe(false);
    }
  });

  it('takes a one-time password of six digits only', () => {
    const body = { clientcode: 'T12345', password: '4711', totp: '012345' };
    expect(loginBodySchema.parse(body)).toEqual(body);
    for (const totp of ['12345', '1234567', '12345a', 123456, '']) {
      expect(loginBodySchema.safeParse({ ...body, totp }).success).toBe(false);
    }
  });

  it('reads the profile whether its lists are arrays or text', () => {
    const profile = { clientCode: 'T12345', name: 'TEST TRADER' };
    expect(profileSchema.parse(PROFILE)).toEqual(profile);
    expect(profileSchema.parse({ ...PROFILE, exchanges: '[ "NSE", "BSE" ]' })).toEqual(profile);
    expect(profileSchema.safeParse({ name: 'x' }).success).toBe(false);
  });

  it('reads funds in paise, with null where there are none', () => {
    expect(fundsSchema.parse(FUNDS)).toMatchObject({
      netPaise: 999_999_999_999_999,
      availableCashPaise: 999_950,
      unrealisedPaise: -1235,
      realisedPaise: 0,
      usedPaise: null,
    });
  });

  it('refuses funds that are no amounts', () => {
    for (const net of ['', '1e9', 'n/a', undefined, true]) {
      expect(fundsSchema.safeParse({ ...FUNDS, net }).success).toBe(false);
    }
  });
});
