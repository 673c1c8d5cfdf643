/** What the order core makes durable: the whole state of orders, groups, flattens and latches, and a record of commands and alarms. */
import { defineRowKind } from '../journal-row.ts';
import { CUSTODY_ACTORS, type CustodyRow } from './custody-row.ts';
import { FLATTEN_SCOPES, FLATTEN_STATES, type FlattenRow } from './flatten-row.ts';
import { GROUP_KINDS, type GroupRow } from './group.ts';
import type { Order } from './order.ts';
import {
  COMMAND_KINDS,
  ORDER_ROLES,
  ORDER_STATUSES,
  ORDER_TYPES,
  REJECT_REASONS,
  SIGNAL_ORIGINS,
  type VenueCommand,
} from './types.ts';

export const ORDER_ROW = defineRowKind<Order>({
  kind: 'order',
  version: 1,
  fields: {
    orderId: 'int',
    groupId: 'int',
    strategyIndex: 'int',
    role: ORDER_ROLES,
    slot: 'int',
    tagPrefix: 'int',
    orderType: ORDER_TYPES,
    instrumentIndex: 'int',
    side: 'int',
    status: ORDER_STATUSES,
    quantity: 'int',
    limitPaise: 'int',
    triggerPaise: 'int',
    filledQuantity: 'int',
    filledValuePaise: 'int',
    isValueExact: 'flag',
    reportedQuantity: 'int',
    requestedQuantity: 'int',
    requestedLimitPaise: 'int',
    requestedTriggerPaise: 'int',
    modifyAttempts: 'int',
    cancelAttempts: 'int',
    retryAtMs: 'int',
    venueOrderId: 'int',
    isTriggered: 'flag',
    sentAtMs: 'int',
    askedAtMs: 'int',
    unknownSinceMs: 'int',
    lastReportMs: 'int',
    reason: ['', ...REJECT_REASONS],
    eventSequence: 'int',
  },
  keyOf: (row) => row.orderId,
});

export const GROUP_ROW = defineRowKind<GroupRow>({
  kind: 'group',
  version: 1,
  fields: {
    groupId: 'int',
    strategyIndex: 'int',
    kind: GROUP_KINDS,
    origin: SIGNAL_ORIGINS,
    instrumentIndex: 'int',
    side: 'int',
    parentGroupId: 'int',
    openedAtMs: 'int',
    quantity: 'int',
    limitPaise: 'int',
    adoptedQuantity: 'int',
    stopOffsetPaise: 'int',
    targetOffsetPaise: 'int',
    secondTargetOffsetPaise: 'int',
    firstTargetShareBps: 'int',
    trailOffsetPaise: 'int',
    isWaiting: 'flag',
    entryDeadlineMs: 'int',
    isEntryOver: 'flag',
    armedFromMs: 'int',
    trailPaise: 'int',
    refusedSlots: 'int',
    takenSlots: 'int',
    isStopRefused: 'flag',
    uncoveredSinceMs: 'int',
    isUnprotected: 'flag',
    isProtectionOver: 'flag',
    reduceQuantity: 'int',
    isExiting: 'flag',
    exitLimitPaise: 'int',
    chases: 'int',
    nextExitActionMs: 'int',
    isStuck: 'flag',
    isClosed: 'flag',
    closedAtMs: 'int',
    openSequence: 'int',
  },
  keyOf: (row) => row.groupId,
});

export const CUSTODY_ROW = defineRowKind<CustodyRow>({
  kind: 'custody',
  version: 1,
  fields: {
    isKilled: 'flag',
    killCause: 'text',
    killedAtMs: 'int',
    isPaused: 'flag',
    isHalted: 'flag',
    haltCause: 'text',
    haltedInstruments: 'numbers',
    changedBy: CUSTODY_ACTORS,
    changeReason: 'text',
    changedAtMs: 'int',
    queries: 'int',
    unattributedGroups: 'int',
  },
  keyOf: () => 0,
  rebase: (row, newIndexOf) => ({
    ...row,
    haltedInstruments: row.haltedInstruments.map(newIndexOf).filter((at) => at >= 0),
  }),
});

export const FLATTEN_ROW = defineRowKind<FlattenRow>({
  kind: 'flatten',
  version: 1,
  fields: {
    flattenId: 'int',
    cause: 'text',
    scope: FLATTEN_SCOPES,
    at: 'int',
    state: FLATTEN_STATES,
    startedAtMs: 'int',
    isOverdue: 'flag',
    queryId: 'int',
    queriedAtMs: 'int',
    queryFailures: 'int',
    corrections: 'int',
  },
  keyOf: (row) => row.flattenId,
  rebase: (row, newIndexOf) => {
    if (row.scope !== 'instrument') return row;
    const at = newIndexOf(row.at);
    return at < 0 ? null : { ...row, at };
  },
});

/** What was asked of the venue. */
export const COMMAND_ROW = defineRowKind<VenueCommand>({
  kind: 'command',
  version: 1,
  fields: {
    kind: COMMAND_KINDS,
    orderId: 'int',
    tagPrefix: 'int',
    queryId: 'int',
    orderType: ORDER_TYPES,
    instrumentIndex: 'int',
    side: 'int',
    quantity: 'int',
    limitPaise: 'int',
    triggerPaise: 'int',
    isReducing: 'flag',
    timeMs: 'int',
    originReceiveNs: 'number',
  },
});

/** Something a person should look at. */
export interface AlarmRow {
  readonly cause: string;
  /** Instrument index; −1 when the alarm is about no one instrument. */
  readonly at: number;
  readonly detail: string;
  readonly timeMs: number;
}

export const ALARM_ROW = defineRowKind<AlarmRow>({
  kind: 'alarm',
  version: 1,
  fields: { cause: 'text', at: 'int', detail: 'text', timeMs: 'int' },
});
