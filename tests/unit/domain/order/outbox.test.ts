import { describe, expect, it } from 'vitest';
import { MESSAGES_SENT_ROW } from '../../../../src/domain/order/messages-sent.ts';
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
    const rows = ['row order', 'row command', 'row messages_sent'];
    expect(order).toEqual([...rows, 'event', 'command']);
    outbox.flush();
    expect(order).toHaveLength(5);
  });

  it('records each entity once per input', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    expect(rig.image.log.map(({ kind }) => kind.kind)).toEqual([
      ...['group', 'order', 'command'],
      'messages_sent',
    ]);
  });

  it('RG-05 counts the messages of an input in one row, queries apart', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    const [place] = rig.commands;
    if (place === undefined) throw new Error('none');
    const { record } = rig.image;
    const nothing = () => undefined;
    const outbox = new Outbox({ record, event: nothing, command: nothing, request: nothing });
    outbox.restore(rig.image);
    for (const kind of ['cancel', 'modify'] as const) outbox.command({ ...place, kind });
    outbox.command({ ...place, kind: 'query_orders', queryId: 1 });
    outbox.flush();
    outbox.command({ ...place, kind: 'query_orders', queryId: 2 });
    outbox.flush();
    const recorded = rig.image.log.filter(({ kind }) => kind.kind === MESSAGES_SENT_ROW.kind);
    expect(recorded.map(({ row }) => row)).toMatchObject([{ count: 1 }, { count: 3 }]);
  });
});
