/** What a set of runs must have met, or it proves less than it says. */

const REQUEST_FAULTS = ['place', 'modify', 'cancel'].flatMap((kind) => [
  `fault.requestLost.${kind}`,
  `fault.requestDelayed.${kind}`,
  `fault.responseLost.${kind}`,
  `fault.serverError.${kind}.applied`,
  `fault.serverError.${kind}.not`,
]);

const QUERY_FAULTS = ['query_order', 'query_orders', 'query_positions'].map(
  (kind) => `fault.queryFailed.${kind}`,
);

const WINDOWS = [
  'between_events',
  'between_inputs',
  'before_a_send',
  'after_a_send',
  'before_an_event_is_shown',
].map((window) => `death.${window}`);

const GTT_STEPS = ['new-active', 'active-triggered', 'active-cancelled', 'triggered-done'].map(
  (step) => `gtt.${step}`,
);

/** What a client may be told, and what it may do wrong. */
const REQUESTS = [
  ...['taken', 'approved', 'denied', 'in_progress', 'key_reused', 'duplicate', 'malformed'].map(
    (outcome) => `request.${outcome}`,
  ),
  ...['askedAgain', 'answerLost', 'keyRepeated', 'keyReused', 'duplicate'].map(
    (fault) => `client.${fault}`,
  ),
];

const SESSION_LOSSES = ['place', 'cancel', 'query_order', 'query_orders', 'query_positions'].map(
  (kind) => `fault.sessionLost.${kind}`,
);

const MODES = [
  'mode.armed',
  'mode.confirmationVoid',
  'mode.refused.phrase_mismatch',
  'mode.refused.killed',
  'mode.start.new-paper',
  'mode.start.live-custody',
  'mode.start.live-paper',
  'mode.start.custody-custody',
  'mode.custody.kill',
  'mode.custody.token_loss',
  'mode.custody.journal_failure',
  'mode.paper.released',
  'port.halted',
];

/** Changes of an order, as its events show them. */
const TRANSITIONS = [
  'new-sending',
  'new-held',
  'new-intent',
  'new-denied',
  'intent-sending',
  'intent-denied',
  'sending-working',
  'sending-rejected',
  'sending-unknown',
  'sending-filled',
  'working-partially_filled',
  'working-filled',
  'working-cancelled',
  'working-pending_update',
  'working-pending_cancel',
  'partially_filled-filled',
  'partially_filled-pending_update',
  'partially_filled-pending_cancel',
  'pending_update-working',
  'pending_update-partially_filled',
  'pending_update-filled',
  'pending_cancel-cancelled',
  'pending_cancel-filled',
  'pending_cancel-working',
  'unknown-working',
  'unknown-filled',
  'unknown-rejected',
  'held-triggered',
  'held-cancelled',
].map((step) => `transition.${step}`);

/**
 * Not among them: refusals at the port (`port.kill_latch`, `port.not_durable`), a second line that needs a kill or a full disk within the
 * millisecond between an approval and its sync; and `group.unprotected`, which an engine that protects its groups need not say.
 */
export const REQUIRED_MARKS: readonly string[] = [
  ...REQUEST_FAULTS,
  ...QUERY_FAULTS,
  ...WINDOWS,
  'death.disk_failed',
  'death.on_a_full_disk',
  'fault.refused',
  'fault.partialFill',
  'fault.fillAfterCancel',
  'fault.pushDrop',
  'fault.pushDuplicate',
  'fault.pushReorder',
  'fault.pushBlackhole',
  'fault.feedDrop',
  'fault.feedDuplicate',
  'fault.feedReorder',
  'fault.feedConflate',
  'fault.feedFreeze',
  'fault.feedBlackhole',
  'fault.circuitLocked',
  'fault.pause',
  'fault.diskSlow',
  'fault.diskFull',
  'fault.bitRot',
  ...SESSION_LOSSES,
  'fault.clockStep',
  'fault.clockAhead',
  'fault.clockBehind',
  'clock.wall_step',
  'clock.exchange_skew',
  'fault.externalOrder',
  'fault.squareOff',
  'operator.kill',
  'operator.resetKill',
  'operator.flatten',
  'operator.pause',
  'journal.fromSnapshot',
  'journal.torn',
  'journal.reserve',
  'journal.rot.refused',
  'journal.sentWithoutRoom',
  'journal.snapshot.same',
  'disk.diedInCommit',
  'disk.powerLoss',
  'disk.processDeath',
  ...GTT_STEPS,
  ...REQUESTS,
  ...MODES,
  ...TRANSITIONS,
  'eod.cash',
  'eod.cash_cas',
  'eod.derivatives',
  'reconcile.adjustment',
  'risk.latched',
  'charges.counted',
  'flatten.daily_loss',
  'determinism.sameProcess',
  'order.lateFill',
  'stop.trailed',
  'port.timeout',
  'rate.full.minute',
  'venue.notFound',
  'venue.neverReceived',
  'rest.reached',
  'replay.same',
];
