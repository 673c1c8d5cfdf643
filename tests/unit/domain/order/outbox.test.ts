import { describe, expect, it } from 'vitest';
import { Outbox } from '../../../../src/domain/order/outbox.ts';
import { intentOf, OrderRig } from '../../../support/order-rig.ts';

describe('the outbox', () => {
  it('ID-03 lets rows out first, then events, then commands', () => {
    const rig = new OrderRig();
    const order: string[] = [];
    const outbox = new Outbox({
      record: (kind) => void order.push(`row ${kind.kind}`),
      event: () => void order.push('event'),
      command: () => void order.push('command'),
      request: () => undefined,
    });
    rig.core.onIntent(intentOf());
    const [command, event] = [rig.commands[0], rig.events[0]];
    const [entry] = [...rig.core.orders()];
    if (command === undefined || event === undefined || entry === undefined)
      throw new Error('none');
    outbox.command(command);
    outbox.event(event);
    outbox.touchOrder(entry);
    outbox.touchOrder(entry);
    expect(order).toEqual([]);
    outbox.flush();
    expect(order).toEqual(['row order', 'row command', 'event', 'command']);
    outbox.flush();
    expect(order).toHaveLength(4);
  });

  it('records each entity once per input', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    expect(rig.image.log.map(({ kind }) => kind.kind)).toEqual(['group', 'order', 'command']);
  });
});
