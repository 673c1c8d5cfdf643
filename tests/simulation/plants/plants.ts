/**
 * Planted bugs: each is one edit of the compiled engine, applied to a copy, which the simulator has to find. A plant whose text is not
 * there exactly once no longer applies, and says so.
 */

export interface Plant {
  readonly name: string;
  /** What the bug is, as a sentence. */
  readonly bug: string;
  /** Compiled file, below `dist`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Checks that find it; the first is the one meant. `assert`: the engine’s own assertions do. */
  readonly expected: readonly string[];
  /** Flags of the runs that look for it. */
  readonly flags: readonly string[];
}

/** From the first seed on that asks for much. */
const EPISODES = ['--horizon', 'episode', '--from', '4'];
const CRASHES = ['--horizon', 'episode', '--profile', 'crash'];
const ENDS = ['--horizon', 'episode', '--place', 'end', '--activity', '0.3'];
const BUSY = ['--horizon', 'episode', '--activity', '0.35'];
const ORDER = 'src/domain/order';

export const PLANTS: readonly Plant[] = [
  {
    name: 'blind_repost',
    bug: 'An order of unknown outcome is posted again when it is asked for.',
    file: `${ORDER}/order-desk.js`,
    find: '    query(kind, queryId, order) {',
    replace:
      "    query(kind, queryId, order) {\n        if (order?.status === 'unknown') this.outbox.command({ ...order, kind: 'place', queryId: 0, isReducing: order.role !== 'entry', timeMs: this.timeMs, originReceiveNs: 0 });",
    expected: ['ID-06'],
    flags: EPISODES,
  },
  {
    name: 'delta_fills',
    bug: 'Fill reports are added up instead of taken as cumulative.',
    file: `${ORDER}/order.js`,
    find: '    const added = fill.cumulativeQuantity - order.filledQuantity;',
    replace:
      '    if (fill.fillQuantity > 0) fill = { ...fill, cumulativeValuePaise: 0, cumulativeQuantity: order.filledQuantity + fill.fillQuantity };\n    const added = fill.cumulativeQuantity - order.filledQuantity;',
    expected: ['ID-05', 'OL-02'],
    flags: EPISODES,
  },
  {
    name: 'absence_means_rejected',
    bug: 'An order the venue does not find is taken for rejected.',
    file: `${ORDER}/order-core.js`,
    find: "            case 'not_found':",
    replace:
      "            case 'not_found': this.applyReport({ ...report, kind: 'rejected', reason: 'unknown_order' }); break;",
    expected: ['OL-06'],
    flags: EPISODES,
  },
  {
    name: 'timeout_means_rejected',
    bug: 'An order without an answer in time is taken for rejected.',
    file: `${ORDER}/overdue-rules.js`,
    find: "transition(order, 'place_overdue');",
    replace: "transition(order, 'rejected_report');",
    expected: ['OL-06'],
    flags: EPISODES,
  },
  {
    name: 'no_answer_means_rejected',
    bug: 'The port’s word that it does not know is taken for a refusal.',
    file: `${ORDER}/report-rules.js`,
    find: "transition(order, 'unknown_report')",
    replace: "transition(order, 'rejected_report')",
    expected: ['OL-06'],
    flags: EPISODES,
  },
  {
    name: 'resend_on_recovery',
    bug: 'What was being sent at a crash is sent again after the restart.',
    file: `${ORDER}/overdue-rules.js`,
    find: "        for (const order of group.orders) {\n            if (order.status === 'sending')\n                this.#loseTrack(order);\n            else if",
    replace:
      "        for (const order of group.orders) {\n            if (order.status === 'sending')\n                desk.outbox.command({ ...order, kind: 'place', queryId: 0, isReducing: order.role !== 'entry', timeMs: desk.timeMs, originReceiveNs: 0 });\n            else if",
    expected: ['ID-06', 'ID-08'],
    flags: CRASHES,
  },
  {
    name: 'acknowledge_before_fsync',
    bug: 'The journal says durable without a sync.',
    file: 'src/journal/segment-writer.js',
    find: '        this.#segment.file.sync();\n        this.#hasSyncFailed = false;',
    replace: '        this.#hasSyncFailed = false;',
    expected: ['JR-03', 'JR-05', 'ID-03', 'ID-04'],
    flags: [...CRASHES, '--from', '6'],
  },
  {
    name: 'row_lost_in_snapshot',
    bug: 'The first row of a snapshot is skipped when it is loaded.',
    file: 'src/journal/recover.js',
    find: '            options.image.apply(kind, row);',
    replace:
      '            if (!options.skipped) options.skipped = true; else options.image.apply(kind, row);',
    expected: ['JR-03'],
    flags: EPISODES,
  },
  {
    name: 'sibling_assumed_cancelled',
    bug: 'An exit is sent while the cancel of the target is on its way.',
    file: `${ORDER}/exit-rules.js`,
    find: "if (order.status !== 'unknown' || order.side !== side)\n                    isClear = false;",
    replace: "if (order.status !== 'unknown' || order.side !== side)\n                    void 0;",
    expected: ['OC-05'],
    flags: EPISODES,
  },
  {
    name: 'late_fill_dropped',
    bug: 'A fill of an order that is over is ignored.',
    file: `${ORDER}/report-rules.js`,
    find: '        const wasLive = isLive(order);',
    replace: '        const wasLive = isLive(order);\n        if (!wasLive) return false;',
    expected: ['OL-05', 'PP-08', 'OC-04'],
    flags: EPISODES,
  },
  {
    name: 'kill_does_not_close',
    bug: 'The kill stops entries and closes nothing.',
    file: `${ORDER}/order-core.js`,
    find: "        this.#flattens.begin('kill', EVERYTHING);",
    replace: '',
    expected: ['KS-03'],
    flags: [...BUSY, '--profile', 'calm', '--with', 'killPerHour'],
  },
  {
    name: 'kill_forgotten_at_restart',
    bug: 'The order core comes back without its kill latch.',
    file: `${ORDER}/custody.js`,
    find: '        this.#row = last;',
    replace: '        this.#row = { ...last, isKilled: false };',
    expected: ['KS-02'],
    flags: [...CRASHES, '--with', 'killPerHour'],
  },
  {
    name: 'resume_ends_the_kill',
    bug: 'The end of a pause clears the kill latch as well.',
    file: `${ORDER}/custody.js`,
    find: '            isPaused: false,',
    replace: '            isKilled: false, isPaused: false,',
    expected: ['KS-02'],
    flags: [...EPISODES, '--profile', 'calm', '--with', 'killPerHour,operatorPausePerHour'],
  },
  {
    name: 'eod_by_fixed_time',
    bug: 'The day’s flatten happens at 15:29, whatever the session.',
    file: 'src/domain/session/eod-schedule.js',
    find: "            if (timeMs < this.#flat.flatByMs(segment, timeMs, isExpiring ? dateKey : ''))",
    replace: '            if (timeMs % 86_400_000 < 35_940_000)',
    expected: ['SE-02'],
    flags: [...ENDS, '--profile', 'calm', '--instruments', '5', '--activity', '0.35'],
  },
  {
    name: 'eod_forgotten_at_restart',
    bug: 'A restart forgets that the day was flattened.',
    file: 'src/domain/session/eod-schedule.js',
    find: '            this.#days.set(schedule, days);\n        this.#finishedDay',
    replace: '            void [schedule, days];\n        this.#finishedDay',
    expected: ['SE-04'],
    flags: [...ENDS, '--profile', 'crash'],
  },
  {
    name: 'entries_after_flat_by',
    bug: 'Entries go on after the time to be flat.',
    file: 'src/domain/instrument/flat-schedule.js',
    find: '        return this.flatByMs(segment, timeMs, expiry) - this.#settings.entryCutoffMs;',
    replace: '        return Number.POSITIVE_INFINITY;',
    expected: ['SE-03'],
    flags: [...ENDS, '--profile', 'calm'],
  },
  {
    name: 'failed_book_means_flat',
    bug: 'A book that failed is taken for an empty one.',
    file: `${ORDER}/watch/order-watch.js`,
    find: '                this.#failBook(report);',
    replace: "                this.#endBook({ ...report, kind: 'book_end', quantity: 0 });",
    expected: ['PP-08'],
    flags: [...BUSY, '--profile', 'calm', '--with', 'queryFailed', '--instruments', '3'],
  },
  {
    name: 'stale_collar_passes',
    bug: 'An entry is priced by a quote of any age.',
    file: 'src/domain/risk/gates.js',
    find: 'check: (request) => atMost(request.referenceAgeMs, request.limits.staleReferenceMs),',
    replace: 'check: () => atMost(0, 1),',
    expected: ['RG-04', 'crash', 'assert'],
    flags: [...BUSY, '--profile', 'calm', '--with', 'feedFreezePerHour'],
  },
  {
    name: 'limiter_counts_entries_only',
    bug: 'Exits and cancels are not counted against the message rate.',
    file: 'src/domain/risk/message-throttle.js',
    find: '        return this.#try(timeMs, messages, this.#caps);',
    replace: '        return true;',
    expected: ['RG-05'],
    flags: [...BUSY, '--profile', 'calm', '--with', 'killPerHour,flattenPerHour,partialFill'],
  },
  {
    name: 'children_sized_to_asked',
    bug: 'Targets are sized to what the entry asked for.',
    file: `${ORDER}/protection-rules.js`,
    find: 'const kept = open - group.reduceLeaves(open);',
    replace: 'const kept = group.row.quantity;',
    expected: ['OC-01', 'RG-10', 'assert'],
    flags: EPISODES,
  },
  {
    name: 'reduce_only_not_enforced',
    bug: 'An exit is larger than what it closes.',
    file: `${ORDER}/exit-rules.js`,
    find: '        this.#fit(group, exits, side, quantity);',
    replace: '        this.#fit(group, exits, side, quantity * 2);',
    expected: ['RG-10', 'OC-05'],
    flags: EPISODES,
  },
  {
    name: 'trailing_stop_loosens',
    bug: 'A trailing stop follows the price both ways.',
    file: `${ORDER}/group-prices.js`,
    find: 'return gainPaise >= stepIncrements * step && candidate > 0 ? candidate : 0;',
    replace:
      'return Math.abs(gainPaise) >= stepIncrements * step && candidate > 0 ? candidate : 0;',
    expected: ['OC-07', 'assert'],
    flags: EPISODES,
  },
  {
    name: 'stop_never_triggers',
    bug: 'A stop that is held does not act on its price.',
    file: `${ORDER}/group-prices.js`,
    find: 'return tick.highPaise >= triggerPaise || tick.bidPaise >= triggerPaise;',
    replace: 'return false;',
    expected: ['OC-04'],
    flags: EPISODES,
  },
  {
    name: 'partial_fill_not_recorded',
    bug: 'The journal does not hear of partial fills.',
    file: `${ORDER}/outbox.js`,
    find: '            effects.record(ORDER_ROW, this.#orders[at]);',
    replace:
      "            if (this.#orders[at].status !== 'partially_filled') effects.record(ORDER_ROW, this.#orders[at]);",
    expected: ['ID-04'],
    flags: CRASHES,
  },
  {
    name: 'fills_lost_between_cores',
    bug: 'Fills that risk had not booked when the process died are never booked.',
    file: 'src/domain/station/risk-station.js',
    find: '            this.core.bookMissedFill(fill);',
    replace: '            void fill;',
    expected: ['PP-01', 'JR-06'],
    flags: CRASHES,
  },
  {
    name: 'fills_booked_again',
    bug: 'The journal is not told which fills risk has booked.',
    file: 'src/domain/input-rows.js',
    find: '    forgets: ({ fills }) => fills.map((key) => ({ kind: FILL_ROW.kind, key })),',
    replace: '    forgets: () => [],',
    expected: ['PP-01', 'assert', 'ID-05'],
    flags: CRASHES,
  },
  {
    name: 'gtt_watched_again_after_restart',
    bug: 'A GTT whose request was not answered before a crash is watched again.',
    file: 'src/domain/order/gtt/gtt-book.js',
    find: "                    this.#giveUp(gtt, 'stopped_before_the_answer');",
    replace: "                    this.#change(gtt, 'active', '');",
    expected: ['GT-01'],
    flags: [...CRASHES, '--from', '9'],
  },
  {
    name: 'gtt_outlives_its_last_day',
    bug: 'A GTT is watched after its last day.',
    file: 'src/domain/order/gtt/gtt-book.js',
    find: '            if (isWaiting(gtt) && gtt.lastDay < today)',
    replace: '            if (false)',
    expected: ['GT-03', 'assert'],
    flags: ['--horizon', 'days', '--profile', 'calm', '--activity', '0.01', '--instruments', '1'],
  },
  {
    name: 'loss_forgotten_at_restart',
    bug: 'A restart forgets that the loss of the day was latched.',
    file: 'src/domain/risk/risk-core.js',
    find: '        const account = image.rows(ACCOUNT_ROW)[0];',
    replace: '        const account = undefined;',
    expected: ['RG-09'],
    flags: [...CRASHES, '--from', '5'],
  },
  {
    name: 'short_write_taken_for_whole',
    bug: 'A write of which the full disk took a part counts as done.',
    file: 'src/journal/disk.js',
    find: '        done += count;\n    }\n}\n/** The whole file.',
    replace: '        done = bytes.length;\n    }\n}\n/** The whole file.',
    expected: ['JR-05', 'JR-03', 'ID-04'],
    flags: [...CRASHES, '--activity', '0.35', '--with', 'diskFullPerHour', '--from', '22'],
  },
  {
    name: 'snapshot_off_by_one',
    bug: 'The first step behind a snapshot is not folded.',
    file: 'src/journal/recover.js',
    find: '        const { image, onRow } = this.#options;',
    replace:
      '        if (this.isBehindFirst !== true) {\n            this.isBehindFirst = true;\n            this.#step.length = 0;\n            return;\n        }\n        const { image, onRow } = this.#options;',
    expected: ['JR-03'],
    flags: EPISODES,
  },
  {
    name: 'target_assumed_cancelled',
    bug: 'A target whose cancel was asked for counts as cancelled.',
    file: `${ORDER}/transitions.js`,
    find: "        modify_sent: 'pending_update',\n        cancel_sent: 'pending_cancel',",
    replace: "        modify_sent: 'pending_update',\n        cancel_sent: 'cancelled',",
    expected: ['OL-06', 'OC-05', 'assert'],
    flags: EPISODES,
  },
];
