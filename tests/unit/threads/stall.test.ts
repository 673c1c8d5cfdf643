/** What the agents of the order path do first after their thread stood still. */
import { describe, expect, it } from 'vitest';
import type { VenueCommand } from '../../../src/domain/order/types.ts';
import { OcoAgent } from '../../../src/threads/oco-agent.ts';
import { drainQueue, QueueOutput, queueReader } from '../../../src/threads/queue-ends.ts';
import { RiskAgent } from '../../../src/threads/risk-agent.ts';
import { SessionTimeWriter } from '../../../src/threads/session-time.ts';
import { SessionViews } from '../../../src/threads/session-views.ts';
import { intentOf } from '../../support/order-rig.ts';
import { threadInit, threadRig } from '../../support/thread-rig.ts';

const NINE_THIRTY_MS = Date.UTC(2026, 10, 19, 4, 0);
const STALL_MS = 8_000;

/** An oco thread at 09:30 that has done a cycle. */
function ocoThread() {
  const rig = threadRig({ role: 'oco', thread: 'oco' });
  const time = new SessionTimeWriter(rig.session);
  const setTime = (sessionMs: number) => time.write(sessionMs, rig.context.nowNs(), 0);
  setTime(NINE_THIRTY_MS);
  const agent = new OcoAgent(rig.context);
  agent.onStart();
  agent.doWork();
  const intents = new QueueOutput(rig.context, rig.session.intents, {
    name: 'intents',
    reader: 'oco',
  });
  const commands = queueReader(rig.session.commands);
  const taken = () => {
    const all: VenueCommand[] = [];
    drainQueue(commands, 64, (command) => all.push({ ...command }));
    return all.filter(({ kind }) => kind === 'place');
  };
  return { agent, intents, setTime, taken };
}

describe('a thread that stood still', () => {
  it('OL-10 takes the clock before the intents that wait, so that what they ask for is not overdue at once', () => {
    const { agent, intents, setTime, taken } = ocoThread();
    intents.write(intentOf({ instrumentIndex: 1, timeMs: NINE_THIRTY_MS }));
    setTime(NINE_THIRTY_MS + STALL_MS);
    agent.doWork();
    expect(taken()).toMatchObject([{ timeMs: NINE_THIRTY_MS + STALL_MS }]);
  });

  it('goes by its inputs while the clock is no more than a moment ahead', () => {
    const { agent, intents, setTime, taken } = ocoThread();
    intents.write(intentOf({ instrumentIndex: 1, timeMs: NINE_THIRTY_MS }));
    setTime(NINE_THIRTY_MS + 900);
    agent.doWork();
    expect(taken()).toMatchObject([{ timeMs: NINE_THIRTY_MS }]);
  });

  it('SE-06 lets nothing open once ingest finds a fault in the clock of the host', () => {
    const { context, session } = threadRig();
    const agent = new RiskAgent(context);
    agent.onStart();
    session.control.setReconciled(true);
    agent.doWork();
    const views = new SessionViews(session, threadInit());
    session.control.setClockFault(1);
    agent.doWork();
    agent.onClose();
    expect(views.account()).toMatchObject({ tradingState: 'reducing', tradingCause: 'clock' });
  });
});
