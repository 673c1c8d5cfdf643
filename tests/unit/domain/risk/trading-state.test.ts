import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  DAILY_CAUSES,
  STATE_CAUSES,
  TradingStates,
} from '../../../../src/domain/risk/trading-state.ts';

describe('the trading state', () => {
  it('is the strictest that any cause asks for, and names the cause', () => {
    const states = new TradingStates();
    expect([states.state, states.cause]).toEqual(['active', '']);
    expect(states.set('daily_loss', 'reducing')).toBe(true);
    expect(states.set('feed', 'halted')).toBe(true);
    expect([states.state, states.cause]).toEqual(['halted', 'feed']);
    expect(states.set('feed', 'active')).toBe(true);
    expect([states.state, states.cause]).toEqual(['reducing', 'daily_loss']);
    expect(states.set('feed', 'active')).toBe(false);
    expect(states.stateOf('daily_loss')).toBe('reducing');
  });

  it('is restored from its row, older rows with fewer causes included', () => {
    const states = new TradingStates();
    states.set('journal', 'halted');
    const restored = new TradingStates();
    restored.restore(states.toRow());
    expect(restored.cause).toBe('journal');
    restored.restore([2]);
    expect(restored.stateOf('operator')).toBe('halted');
    expect(() => restored.restore([7])).toThrow(InvariantError);
  });

  it('has causes with distinct, stable places', () => {
    expect(new Set(STATE_CAUSES).size).toBe(STATE_CAUSES.length);
    expect(STATE_CAUSES.slice(0, 5)).toEqual([
      'operator',
      'order_path_full',
      'daily_loss',
      'daily_drawdown',
      'total_drawdown',
    ]);
    expect(DAILY_CAUSES).toEqual(['daily_loss', 'daily_drawdown']);
  });
});
