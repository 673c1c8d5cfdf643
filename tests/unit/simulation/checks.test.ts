import { beforeEach, describe, expect, it } from 'vitest';
import { orderTag } from '../../../src/domain/order/order-tag.ts';
import { ORDER_ROW } from '../../../src/domain/order/rows.ts';
import {
  intentIdOf,
  type OrderEvent,
  orderIdOf,
  type VenueCommand,
} from '../../../src/domain/order/types.ts';
import type { CheckContext } from '../../simulation/check/check-context.ts';
import { EventChecks } from '../../simulation/check/event-checks.ts';
import { OrderLedger } from '../../simulation/check/order-ledger.ts';
import { RecoveryChecks } from '../../simulation/check/recovery-checks.ts';
import { SendChecks } from '../../simulation/check/send-checks.ts';
import { Violation } from '../../simulation/check/violation.ts';
import { StateFold } from '../../simulation/process/state-fold.ts';
import { Marks } from '../../simulation/run/marks.ts';
import { TruthVenue } from '../../simulation/venue/truth-venue.ts';
import { calmProfile } from '../../simulation/world/fault-profile.ts';
import { KeyedRandom } from '../../simulation/world/keyed-random.ts';
import { PriceProcess } from '../../simulation/world/price-process.ts';
import { listings } from '../../simulation/world/universe.ts';

const [listing] = listings(1);
if (listing === undefined) throw new Error('There is a listing');

const GROUP = intentIdOf(1, 7);
const ENTRY = orderIdOf(GROUP, 0);
const TARGET = orderIdOf(GROUP, 1);

let sends: SendChecks;
let events: EventChecks;
let venue: TruthVenue;
let isKilled: boolean;
let nowMs: number;

beforeEach(() => {
  if (listing === undefined) return;
  const random = new KeyedRandom(1);
  const price = new PriceProcess(listing, random, calmProfile());
  isKilled = false;
  nowMs = 1_000_000;
  venue = new TruthVenue({
    random,
    profile: calmProfile(),
    instruments: [listing.instrument],
    quotes: [price.quote],
    marks: new Marks(),
    isOpen: () => true,
    changed: () => undefined,
  });
  const context: CheckContext = {
    instruments: [listing.instrument],
    venue,
    ledger: new OrderLedger(),
    marks: new Marks(),
    nowMs: () => nowMs,
    isOpen: () => true,
    flatByMs: () => Number.POSITIVE_INFINITY,
    isClockRight: () => true,
    isDeclared: () => false,
    isKilled: () => isKilled,
  };
  sends = new SendChecks(context, {
    ...{ messagesPerSecond: 3, messagesPerMinute: 5, messagesPerHour: 6 },
    responseTimeoutMs: 6_000,
  });
  events = new EventChecks(context, sends);
});

function command(changes: Partial<VenueCommand> = {}): VenueCommand {
  return {
    kind: 'place',
    orderId: ENTRY,
    tagPrefix: 5,
    queryId: 0,
    orderType: 'limit',
    instrumentIndex: 0,
    side: 1,
    quantity: 10,
    limitPaise: 80_000,
    triggerPaise: 0,
    isReducing: false,
    timeMs: 0,
    originReceiveNs: 0,
    ...changes,
  };
}

function event(changes: Partial<OrderEvent> = {}): OrderEvent {
  return {
    sequence: 1,
    orderId: ENTRY,
    groupId: GROUP,
    strategyIndex: 1,
    role: 'entry',
    status: 'sending',
    instrumentIndex: 0,
    side: 1,
    quantity: 10,
    filledQuantity: 0,
    limitPaise: 80_000,
    triggerPaise: 0,
    fillQuantity: 0,
    fillPaise: 0,
    fillValuePaise: 0,
    reason: '',
    timeMs: 0,
    ...changes,
  };
}

function send(changes: Partial<VenueCommand> = {}, isDurable = true): void {
  const sent = command(changes);
  sends.onSend({
    command: sent,
    tag: orderTag(sent.tagPrefix, sent.orderId),
    start: 1,
    isDurable,
  });
}

/** The id of the check that fails, or ''. */
function failed(run: () => void): string {
  try {
    run();
    return '';
  } catch (fault) {
    if (fault instanceof Violation) return fault.id;
    throw fault;
  }
}

describe('checks of what is sent', () => {
  beforeEach(() => events.onEvent(event()));

  it('ID-06 a second post is found, under whatever tag', () => {
    send();
    nowMs += 60_000;
    expect(failed(() => send({ tagPrefix: 6 }))).toBe('ID-06');
  });

  it('ID-03 a post before its order is durable is found', () => {
    expect(failed(() => send({}, false))).toBe('ID-03');
  });

  it('KS-01 an entry after the kill is found, and an exit is not', () => {
    isKilled = true;
    expect(failed(() => send())).toBe('KS-01');
  });

  it('RG-05 one message too many in a second is found, queries apart', () => {
    send();
    send({ queryId: 1, kind: 'query_orders' });
    send({ kind: 'cancel' });
    nowMs += 400;
    send({ orderId: TARGET, kind: 'cancel' });
    expect(failed(() => send({ orderId: TARGET + 1, kind: 'cancel' }))).toBe('RG-05');
  });

  it('RG-05 one message too many in a minute or an hour is found, whichever start of the engine sent it', () => {
    const cancel = (start: number) => {
      const sent = command({ kind: 'cancel', orderId: TARGET + nowMs });
      const tag = orderTag(sent.tagPrefix, sent.orderId);
      return failed(() => sends.onSend({ command: sent, tag, start, isDurable: true }));
    };
    const found: string[] = [];
    for (let start = 1; start <= 6; start += 1) {
      found.push(cancel(start));
      nowMs += 9_000;
    }
    expect(found).toEqual(['', '', '', '', '', 'RG-05']);
    nowMs += 61_000;
    expect(cancel(7)).toBe('');
    nowMs += 61_000;
    expect(cancel(8)).toBe('RG-05');
    nowMs += 3_600_000;
    expect(cancel(9)).toBe('');
  });

  it('OL-10 a second change in flight is found', () => {
    send();
    nowMs += 2_000;
    send({ kind: 'cancel' });
    expect(failed(() => send({ kind: 'modify' }))).toBe('OL-10');
  });

  it('OL-12 a cancel of an order that is not ours is found', () => {
    const tag = orderTag(9, ENTRY);
    const cancel = command({ kind: 'cancel', tagPrefix: 9, isReducing: true });
    expect(failed(() => sends.onArrival(cancel, tag))).toBe('OL-12');
    venue.place({ ...command(), tag, isExternal: true }, nowMs);
    expect(failed(() => sends.onArrival(cancel, tag))).toBe('OL-12');
  });

  it('ID-01 a second order of one tag at the venue is found', () => {
    const tag = orderTag(5, ENTRY);
    venue.place({ ...command(), tag, isExternal: false }, nowMs);
    expect(failed(() => sends.onArrival(command(), tag))).toBe('ID-01');
  });

  it('RG-10 OC-01 a child larger than what its group holds is found', () => {
    events.onEvent(event({ status: 'partially_filled', filledQuantity: 4, fillQuantity: 4 }));
    const target = { orderId: TARGET, side: -1, isReducing: true } as const;
    events.onEvent(event({ orderId: TARGET, role: 'target', side: -1, quantity: 4 }));
    expect(failed(() => sends.onAsked(command({ ...target, quantity: 4 })))).toBe('');
    expect(failed(() => sends.onAsked(command({ ...target, quantity: 5 })))).toBe('OC-01');
  });
});

describe('checks of what the engine says', () => {
  it('OL-03 a falling quantity is found', () => {
    events.onEvent(event({ status: 'partially_filled', filledQuantity: 4 }));
    const less = event({ status: 'partially_filled', filledQuantity: 3 });
    expect(failed(() => events.onEvent(less))).toBe('OL-03');
  });

  it('ID-05 a fill the venue does not have is found', () => {
    events.onEvent(event());
    send();
    venue.place({ ...command(), tag: orderTag(5, ENTRY), isExternal: false }, nowMs);
    const filled = event({ status: 'partially_filled', filledQuantity: 1, fillQuantity: 1 });
    expect(failed(() => events.onEvent(filled))).toBe('ID-05');
  });

  it('OL-06 an end without the venue’s word is found', () => {
    events.onEvent(event());
    send();
    expect(failed(() => events.onEvent(event({ status: 'rejected' })))).toBe('OL-06');
  });

  it('OL-06 an end is right once the venue has refused', () => {
    events.onEvent(event());
    send();
    sends.refused(ENTRY);
    expect(failed(() => events.onEvent(event({ status: 'rejected' })))).toBe('');
  });

  it('OC-07 a stop that loosens is found', () => {
    events.onEvent(event({ status: 'filled', filledQuantity: 10, fillQuantity: 10 }));
    const stop = { orderId: TARGET, role: 'stop', side: -1, status: 'held' } as const;
    events.onEvent(event({ ...stop, triggerPaise: 79_000 }));
    events.onEvent(event({ ...stop, triggerPaise: 79_500 }));
    expect(failed(() => events.onEvent(event({ ...stop, triggerPaise: 79_400 })))).toBe('OC-07');
  });
});

describe('checks of a recovery', () => {
  it('ID-04 an order that was shown and did not come back is found', () => {
    const recovery = new RecoveryChecks();
    const row = { orderId: ENTRY, filledQuantity: 0 };
    recovery.onDurable([{ rows: [{ kind: ORDER_ROW as never, row }], isReducing: true }]);
    recovery.onShown(event({ status: 'working' }));
    const image = new StateFold();
    image.apply({ kind: ORDER_ROW as never, row });
    expect(failed(() => recovery.onRecovered(image, [], []))).toBe('ID-04');
  });

  it('ID-04 a fill that is shown before it is durable is found', () => {
    const recovery = new RecoveryChecks();
    expect(failed(() => recovery.onShown(event({ status: 'working' })))).toBe('ID-04');
    const row = { orderId: ENTRY, filledQuantity: 3 };
    recovery.onDurable([{ rows: [{ kind: ORDER_ROW as never, row }], isReducing: true }]);
    const filled = event({ status: 'partially_filled', filledQuantity: 3, fillQuantity: 3 });
    expect(failed(() => recovery.onShown(filled))).toBe('');
    expect(failed(() => recovery.onShown({ ...filled, filledQuantity: 4 }))).toBe('ID-04');
  });

  it('ID-03 an order that was sent and did not come back is found', () => {
    const recovery = new RecoveryChecks();
    expect(failed(() => recovery.onRecovered(new StateFold(), [], [ENTRY]))).toBe('ID-03');
  });
});
