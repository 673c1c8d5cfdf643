import { describe, expect, it } from 'vitest';
import { SIMULATED_CLOCK_HEADER } from '../../../src/contract/wire/smartapi-stream.ts';
import { chooseClock } from '../../../src/threads/session-clock-choice.ts';

const announced = { [SIMULATED_CLOCK_HEADER]: '1795060800000;speed=5' };
const choose = (url: string, clock: 'auto' | 'wall' | 'exchange', headers = {}) =>
  chooseClock({ url, clock, headers, receiveTimeNs: 7 });

describe('chooseClock', () => {
  it('follows a simulator on loopback that announces its clock', () => {
    expect(choose('ws://127.0.0.1:1/x', 'auto', announced)).toEqual({
      kind: 'simulated',
      exchangeMs: 1_795_060_800_000,
      anchorReceiveNs: 7,
      speed: 5,
    });
  });

  it('ignores an announcement from an address that is not loopback', () => {
    expect(choose('wss://example.com/x', 'auto', announced)).toEqual({ kind: 'wall' });
  });

  it.each(['ws://localhost:1/x', 'ws://[::1]:1/x', 'ws://127.9.9.9:1/x'])(
    'anchors a silent loopback stream to its ticks: %s',
    (url) => {
      expect(choose(url, 'auto')).toEqual({ kind: 'anchored' });
    },
  );

  it('takes the wall clock when told to, whatever is announced', () => {
    expect(choose('ws://127.0.0.1:1/x', 'wall', announced)).toEqual({ kind: 'wall' });
  });

  it.each([
    'soon',
    '1795060800000',
    '1795060800000;speed=0',
    '1795060800000;speed=-1',
    '-5;speed=1',
  ])('does not believe a malformed announcement: %s', (text) => {
    const headers = { [SIMULATED_CLOCK_HEADER]: text };
    expect(choose('ws://127.0.0.1:1/x', 'auto', headers)).toEqual({ kind: 'anchored' });
  });
});
