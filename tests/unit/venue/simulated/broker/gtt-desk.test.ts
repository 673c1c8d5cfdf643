import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../../../src/domain/instrument/instrument.ts';
import { RIG_INSTRUMENTS, SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';

const instrument = RIG_INSTRUMENTS[0] as Instrument;
const TERMS = { limitPaise: 10_400, triggerPaise: 10_200, quantity: 10, disclosedQuantity: 0 };

function ruled(changes: Partial<typeof TERMS> = {}) {
  const rig = new SimulatedBrokerRig();
  const rule = { ...TERMS, ...changes, account: rig.account, instrument };
  const id = rig.broker.gtt.create({ ...rule, side: 1, product: 'DELIVERY' }, 10_000, rig.timeMs);
  const statuses = () => rig.broker.gtt.list('T100001', ['FORALL']).map(({ status }) => status);
  const found = () => {
    const held = rig.broker.gtt.find(id, 'T100001');
    if (held === undefined) throw new Error('The rule is there.');
    return held;
  };
  return { rig, id, statuses, found };
}

describe('GttDesk', () => {
  it('sends an order when the last price reaches the trigger from below', () => {
    const { rig, statuses } = ruled();
    rig.quote(0, { last: 10_195 });
    expect([statuses(), rig.versions.length]).toEqual([['NEW'], 0]);
    rig.quote(0, { last: 10_200 });
    expect(statuses()).toEqual(['SENTTOEXCHANGE']);
    expect(rig.order()).toMatchObject({ origin: 'gtt', product: 'DELIVERY', limitPaise: 10_400 });
    rig.quote(0, { last: 10_300 });
    expect(rig.broker.ledger.all()).toHaveLength(1);
  });

  it('waits for a trigger below the last price to be reached from above', () => {
    const { rig, statuses } = ruled({ triggerPaise: 9_800, limitPaise: 9_900 });
    rig.quote(0, { last: 10_300 });
    expect(statuses()).toEqual(['NEW']);
    rig.quote(0, { last: 9_700 });
    expect(statuses()).toEqual(['SENTTOEXCHANGE']);
  });

  it('changes and cancels a rule while it waits, and only then', () => {
    const { rig, statuses, found } = ruled();
    const at = { lastPaise: 10_000, timeMs: rig.timeMs };
    expect(rig.broker.gtt.modify(found(), { ...TERMS, triggerPaise: 10_300 }, at)).toBe(true);
    rig.quote(0, { last: 10_250 });
    expect(statuses()).toEqual(['NEW']);
    expect(rig.broker.gtt.cancel(found(), rig.timeMs)).toBe(true);
    expect(rig.broker.gtt.cancel(found(), rig.timeMs)).toBe(false);
    expect(rig.broker.gtt.modify(found(), TERMS, at)).toBe(false);
    rig.quote(0, { last: 10_400 });
    expect(statuses()).toEqual(['CANCELLED']);
    expect(rig.broker.gtt.list('T100001', ['NEW'])).toEqual([]);
  });
});
