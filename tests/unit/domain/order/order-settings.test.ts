import { describe, expect, it } from 'vitest';
import { RESTING_LEGS } from '../../../../src/domain/order/order-settings.ts';
import { OrderRig } from '../../../support/order-rig.ts';

describe('the resting leg', () => {
  it('is the one child that is sent to the venue', () => {
    for (const restingLeg of RESTING_LEGS) {
      const rig = new OrderRig(undefined, { restingLeg });
      rig.openFilled();
      const held = rig.status('target') === 'held' ? 'target' : 'stop';
      expect(rig.status(held)).toBe('held');
      expect(rig.status(restingLeg)).toBe('working');
      expect(held).not.toBe(restingLeg);
    }
  });
});
