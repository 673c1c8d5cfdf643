import { expect, it } from 'vitest';
import { FLATTEN_SCOPES } from '../../../../src/domain/order/flatten-row.ts';
import { OrderRig } from '../../../support/order-rig.ts';

it('a flatten of every scope begins, and is known by its scope', () => {
  for (const scope of FLATTEN_SCOPES) {
    const rig = new OrderRig();
    expect(rig.core.flattenState({ scope, at: 0 })).toBe('');
    rig.core.flatten('test', { scope, at: 0 });
    expect(rig.core.flattenState({ scope, at: 0 })).toBe(
      scope === 'strategy' ? 'flat' : 'verifying',
    );
    expect(rig.core.flattenState({ scope, at: 1 })).toBe('');
  }
});
