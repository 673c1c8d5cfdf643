import { describe, expect, it } from 'vitest';
import { Stance } from '../../../../src/domain/strategy/stance.ts';
import type { SignalRequest } from '../../../../src/domain/strategy/strategy.ts';
import { stock } from '../../../support/trading-instruments.ts';

const OFFSETS = { stopOffsetPaise: 10, targetOffsetPaise: 20 };

function stanceOf() {
  const requests: SignalRequest[] = [];
  const context = {
    instrument: stock(0),
    signal: (request: SignalRequest) => void requests.push(request),
  };
  const stance = new Stance();
  return {
    stance,
    requests,
    enter: (side: 1 | -1) => stance.enter(side, OFFSETS, context),
    leave: () => stance.leave(context),
    hold: () => stance.hold(OFFSETS, context),
  };
}

describe('a stance', () => {
  it('enters with its offsets and leaves by the other side, once', () => {
    const { requests, enter, leave, hold, stance } = stanceOf();
    leave();
    enter(1);
    hold();
    expect(stance.side).toBe(1);
    leave();
    leave();
    expect(requests).toEqual([
      { kind: 'entry', side: 1, ...OFFSETS },
      { kind: 'exit', side: -1 },
    ]);
  });

  it('turns round by an exit now and an entry with the next bar', () => {
    const { requests, enter, hold } = stanceOf();
    enter(-1);
    enter(1);
    expect(requests.map(({ kind, side }) => `${kind} ${side}`)).toEqual(['entry -1', 'exit 1']);
    hold();
    hold();
    expect(requests).toHaveLength(3);
    expect(requests[2]).toMatchObject({ kind: 'entry', side: 1 });
  });

  it('forgets a turn that was left or overtaken', () => {
    const { requests, enter, leave, hold } = stanceOf();
    enter(-1);
    enter(1);
    leave();
    hold();
    expect(requests).toHaveLength(2);
    enter(-1);
    hold();
    expect(requests).toHaveLength(3);
  });
});
