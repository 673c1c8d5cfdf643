/** The last gate before the venue, over a session of the test. */
import { describe, expect, it } from 'vitest';
import {
  HAND_OVER_MS,
  MESSAGES_SENT_ROW,
  type MessagesSentRow,
} from '../../../src/domain/order/messages-sent.ts';
import { orderIdOf, type VenueCommand } from '../../../src/domain/order/types.ts';
import { QueueOutput } from '../../../src/threads/queue-ends.ts';
import { SessionTimeWriter } from '../../../src/threads/session-time.ts';
import { VenueAgent } from '../../../src/threads/venue-agent.ts';
import { GROUP, TAG_PREFIX } from '../../support/order-rig.ts';
import { threadInit, threadRig } from '../../support/thread-rig.ts';

const NINE_THIRTY_MS = Date.UTC(2026, 10, 19, 4, 0);
const PER_MINUTE = 5;

function cancelOf(leg: number): VenueCommand {
  return {
    ...{ kind: 'cancel', orderId: orderIdOf(GROUP, leg), tagPrefix: TAG_PREFIX, queryId: 0 },
    ...{ orderType: 'limit', instrumentIndex: 0, side: 1, quantity: 1, limitPaise: 1 },
    ...{ triggerPaise: 0, isReducing: true, timeMs: 0, originReceiveNs: 0 },
  };
}

/** A venue thread that starts with these messages of the life before. */
function venueThread(rows: readonly MessagesSentRow[]) {
  const { settings } = threadInit();
  const rig = threadRig({
    ...{ role: 'venue', thread: 'venue' },
    // With none it does not practise, and a cancel of an unknown order needs none.
    instruments: [],
    settings: { ...settings, risk: { ...settings.risk, maxMessagesPerMinute: PER_MINUTE } },
    restored: [{ kind: MESSAGES_SENT_ROW.kind, rows }],
  });
  const agent = new VenueAgent(rig.context);
  agent.onStart();
  const time = new SessionTimeWriter(rig.session);
  const ends = { name: 'commands', reader: 'venue' };
  const commands = new QueueOutput(rig.context, rig.session.commands, ends);
  return {
    send: (leg: number) => commands.write({ ...cancelOf(leg), journalSequence: 0 }),
    /** Messages that have left when the session is at `timeMs`. */
    sentAt: (timeMs: number) => {
      time.write(timeMs, rig.context.nowNs(), 0);
      agent.doWork();
      agent.doWork();
      return rig.session.metrics.cell('ordersSent').value;
    },
  };
}

describe('the venue agent', () => {
  it('RG-05 goes on with the rate windows of the life before, in which messages left as late as they may have', () => {
    const lastMs = NINE_THIRTY_MS - 20_000;
    const { send, sentAt } = venueThread([
      { slot: 1, count: PER_MINUTE - 1, lastMs },
      { slot: 0, count: PER_MINUTE, lastMs: lastMs - 100_000 },
    ]);
    send(0);
    send(1);
    expect(sentAt(NINE_THIRTY_MS)).toBe(1);
    expect(sentAt(lastMs + 60_000)).toBe(1);
    expect(sentAt(lastMs + 60_000 + HAND_OVER_MS - 1)).toBe(1);
    expect(sentAt(lastMs + 60_000 + HAND_OVER_MS)).toBe(2);
  });

  it('RG-05 has a whole minute where the life before sent nothing', () => {
    const { send, sentAt } = venueThread([]);
    for (let leg = 0; leg <= PER_MINUTE; leg += 1) send(leg);
    expect(sentAt(NINE_THIRTY_MS)).toBe(PER_MINUTE);
  });
});
