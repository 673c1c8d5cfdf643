import { describe, expect, it } from 'vitest';
import { StatusLine } from '../../../src/app/status-line.ts';
import { sharedSession, writeAccount, writePosition } from '../../support/shared-state.ts';

describe('StatusLine', () => {
  it('shows profit after charges, the charges, and how many positions are protected', () => {
    const session = sharedSession();
    const line = new StatusLine(session);
    writeAccount(session, {
      tradingState: 'active',
      realisedPnlPaise: 12_345_678,
      unrealisedPnlPaise: -100_000,
      chargesPaise: 45_678,
    });
    const fillCount = 1;
    writePosition(session, 1, { fillCount, netQuantity: 10, protectedQuantity: 10 });
    writePosition(session, 2, { fillCount, netQuantity: -5, protectedQuantity: 2 });
    const text = line.text();
    expect(text).toContain('protected 1/2  P&L net Rs 1,22,000.00  charges Rs 456.78  active');
  });

  it('shows a state that allows no entry, and the kill latch above all', () => {
    const session = sharedSession();
    const line = new StatusLine(session);
    writeAccount(session, { tradingState: 'halted' });
    expect(line.text()).toContain('charges Rs 0.00  halted');
    session.control.kill();
    expect(line.text()).toContain('charges Rs 0.00  KILLED');
  });
});
