import { describe, expect, it } from 'vitest';
import { PROFILE_NAMES, parseArguments, UsageError } from '../../../native-free-bench/arguments.ts';

describe('bench arguments', () => {
  it('runs every profile with its own defaults when none is named', () => {
    const args = parseArguments([]);
    expect(args.profiles).toEqual(PROFILE_NAMES);
    expect(args.isFullRun).toBe(true);
    expect(args.options).toEqual({
      rate: undefined,
      seconds: undefined,
      minutes: undefined,
      kills: undefined,
      subscribers: undefined,
      strategies: undefined,
      rounds: undefined,
      isSmoke: false,
      webSocketEngine: 'ws',
    });
  });

  it('takes one profile with its options', () => {
    const args = parseArguments(
      '--profile fanout --rate 5000 --seconds 2.5 --subscribers 20 --strategies 3 --rounds 2 --json out.json --web-socket-engine uWebSockets --force'.split(
        ' ',
      ),
    );
    expect(args.profiles).toEqual(['fanout']);
    expect(args.isFullRun).toBe(false);
    expect(args.isForced).toBe(true);
    expect(args.jsonFile).toBe('out.json');
    expect(args.options).toMatchObject({
      rate: 5000,
      seconds: 2.5,
      subscribers: 20,
      strategies: 3,
      rounds: 2,
      webSocketEngine: 'uWebSockets',
    });
  });

  it('takes minutes of orders and kills of the daemon', () => {
    expect(parseArguments(['--profile', 'orders', '--minutes', '0.5']).options.minutes).toBe(0.5);
    expect(parseArguments(['--profile', 'recovery', '--kills', '200']).options.kills).toBe(200);
  });

  it.each([
    [['--kills', '1.5'], '--kills is "1.5"'],
    [['--minutes', '0'], '--minutes is "0"'],
    [['--profile', 'nothing'], '--profile is nothing'],
    [['--rate', '0'], '--rate is "0"'],
    [['--rate', '1.5'], '--rate is "1.5"'],
    [['--seconds', 'long'], '--seconds is "long"'],
    [['--seconds', ''], '--seconds is ""'],
    [['--web-socket-engine', 'auto'], '--web-socket-engine is auto'],
    [['--unheard-of'], '--unheard-of'],
    [['stray'], 'stray'],
  ])('refuses %j with a sentence that names it', (args, part) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(part);
  });
});
