import { describe, expect, it } from 'vitest';
import { brokerArguments } from '../../../../src/app/broker/broker-arguments.ts';
import { BrokerCallError, EXIT_USAGE } from '../../../../src/app/broker/broker-call.ts';

function refusalOf(line: string): string {
  try {
    brokerArguments(line.split(' '));
  } catch (error) {
    if (error instanceof BrokerCallError && error.exitCode === EXIT_USAGE) return error.message;
    return (error as { code?: string }).code ?? '';
  }
  return '';
}

describe('the command line of tickring broker', () => {
  it('is a call, its words and its options; nothing is sent unless that is asked for', () => {
    expect(brokerArguments(['ltp', 'NSE:SBIN-EQ'])).toMatchObject({
      name: 'ltp',
      words: ['NSE:SBIN-EQ'],
      isReal: false,
      isJson: false,
      isKept: false,
    });
  });

  it('knows the rules of the broker as calls of two words', () => {
    const asked = brokerArguments(['gtt', 'cancel', '7', 'NSE:SBIN-EQ', '--real', '--keep']);
    expect(asked).toMatchObject({
      name: 'gtt cancel',
      words: ['7', 'NSE:SBIN-EQ'],
      isReal: true,
      isKept: true,
    });
  });

  it.each([
    ['buy', 'there is no call "buy"'],
    ['gtt', 'there is no call "gtt"'],
    ['toString', 'there is no call "toString"'],
    ['cancel', 'cancel ORDER-ID'],
    ['cancel 1 2', 'cancel ORDER-ID'],
    ['profile now', 'profile'],
    ['cancel 1 --quantity 5', 'cancel has no --quantity'],
    ['cancel 1 --all', 'cancel has no --all'],
    ['cancel 1 --confirm yes', '--keep and --confirm go with --real'],
    ['place BUY NSE:SBIN-EQ --type MARKET', 'ERR_PARSE_ARGS_UNKNOWN_OPTION'],
    ['place BUY NSE:SBIN-EQ --quantity', 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE'],
  ])('refuses %j', (line, why) => {
    expect(refusalOf(line)).toContain(why);
  });
});
