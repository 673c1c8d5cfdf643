/** What the GTT book makes durable: one row per GTT, its whole state. */
import { defineRowKind } from '../../journal-row.ts';
import { GTT_CONDITIONS, GTT_KINDS, GTT_STATUSES, type Gtt } from './gtt.ts';

export const GTT_ROW = defineRowKind<Gtt>({
  kind: 'gtt',
  version: 1,
  fields: {
    gttId: 'int',
    exchange: 'text',
    token: 'text',
    symbol: 'text',
    kind: GTT_KINDS,
    side: 'int',
    quantity: 'int',
    condition: GTT_CONDITIONS,
    triggerPaise: 'int',
    limitPaise: 'int',
    otherTriggerPaise: 'int',
    otherLimitPaise: 'int',
    stopOffsetPaise: 'int',
    targetOffsetPaise: 'int',
    secondTargetOffsetPaise: 'int',
    firstTargetShareBps: 'int',
    trailOffsetPaise: 'int',
    lastDay: 'int',
    status: GTT_STATUSES,
    reason: 'text',
    createdMs: 'int',
    changedMs: 'int',
    signalSequence: 'int',
    firedTriggerPaise: 'int',
    firedPaise: 'int',
  },
  keyOf: (row) => row.gttId,
});
