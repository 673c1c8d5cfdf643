/** How what others have in the account comes from the oco thread to risk. */
import { describe, expect, it } from 'vitest';
import { JOURNAL_WRITERS } from '../../../src/contract/topology.ts';
import { type ExternalExposure, noExposure } from '../../../src/domain/order/external-exposure.ts';
import { OcoAgent } from '../../../src/threads/oco-agent.ts';
import { QueueOutput, queueReader } from '../../../src/threads/queue-ends.ts';
import { RiskAgent } from '../../../src/threads/risk-agent.ts';
import { journaledRows } from '../../support/journaled-rows.ts';
import { reportOf } from '../../support/order-rig.ts';
import { threadRig } from '../../support/thread-rig.ts';
import { future } from '../../support/trading-instruments.ts';

/** No shares: there is nothing to practise on, so the threads are there at once. */
const instruments = [future(0), future(1)];
const OCO = JOURNAL_WRITERS.indexOf('oco');
const STRANGER = reportOf({
  kind: 'accepted',
  venueOrderId: 99,
  instrumentIndex: 1,
  quantity: 10,
  limitPaise: 9_000,
});
const BUYING: ExternalExposure = {
  ...noExposure(1),
  buyQuantity: 10,
  buyValuePaise: 90_000,
};

function writeReport(rig: ReturnType<typeof threadRig>): void {
  const ends = { name: 'reports', reader: 'oco' };
  new QueueOutput(rig.context, rig.session.reports, ends).write(STRANGER);
}

describe('OL-12 what others have in the account', () => {
  it('leaves the oco thread behind the rows it rests on', () => {
    const rig = threadRig({ role: 'oco', thread: 'oco', instruments });
    const rows = journaledRows(rig.session, 'oco');
    const agent = new OcoAgent(rig.context);
    agent.onStart();
    const before = rows().length;
    writeReport(rig);
    agent.doWork();
    const told = queueReader(rig.session.externals).tryRead();
    expect(told).toMatchObject({ ...BUYING, timeMs: expect.any(Number) });
    const after = rows();
    const order = after.findIndex(({ kind }) => kind === 'external_order');
    expect(order).toBeGreaterThanOrEqual(0);
    expect(told?.journalSequence).toBeGreaterThan(before + order);
    expect(told?.journalSequence).toBeLessThanOrEqual(before + after.length);
  });

  it('is not told where nobody listens', () => {
    const rig = threadRig({
      ...{ role: 'oco', thread: 'oco', instruments },
      threads: ['oco', 'venue', 'journal'],
    });
    const agent = new OcoAgent(rig.context);
    agent.onStart();
    writeReport(rig);
    agent.doWork();
    expect(queueReader(rig.session.externals).tryRead()).toBeUndefined();
  });

  it('JR-02 is taken by risk once those rows are durable, and recorded', () => {
    const rig = threadRig({ instruments });
    const rows = journaledRows(rig.session, 'risk');
    const agent = new RiskAgent(rig.context);
    agent.onStart();
    const ends = { name: 'externals', reader: 'risk' };
    const output = new QueueOutput(rig.context, rig.session.externals, ends);
    output.write({ ...BUYING, timeMs: 5, journalSequence: 3 });
    const taken = () => rows().filter(({ kind }) => kind === 'external_exposure');
    rig.session.durable.advance(OCO, 2);
    agent.doWork();
    expect(taken()).toEqual([]);
    rig.session.durable.advance(OCO, 3);
    agent.doWork();
    expect(taken().map(({ row }) => row)).toMatchObject([{ ...BUYING, timeMs: 5, tick: 0 }]);
    agent.doWork();
    expect(taken()).toEqual([]);
  });
});
