/** The order watch against a venue whose pushes and books are lost, late, repeated, torn and out of order; judged by the venue's truth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import type { BookStatus, Side, VenueReport } from '../../src/domain/order/types.ts';
import { createOrderWatch, type VenueWatch } from '../../src/domain/order/watch/order-watch.ts';
import { ADJUSTMENT_ROW } from '../../src/domain/order/watch/rows.ts';
import { DEFAULT_WATCH_SETTINGS } from '../../src/domain/order/watch/watch-settings.ts';
import { reportOf } from '../support/order-rig.ts';
import { seededRandom } from '../support/tick-stream.ts';
import { FakeOrderCore, positionOf, rowOf, TAG_PREFIX } from '../support/watch-rig.ts';

const INSTRUMENTS = 3;
const PRICE_PAISE = 10_000;

const PROFILE = fc.record({
  seed: fc.integer(),
  lostPushes: fc.constantFrom(0, 0.1, 0.5, 1),
  repeatedPushes: fc.constantFrom(0, 0.3),
  lostRequests: fc.constantFrom(0, 0.2),
  badBooks: fc.constantFrom(0, 0.3, 0.7),
  repeatedRows: fc.constantFrom(0, 0.5),
  /** Books are this much older than their request (F26). */
  lagMs: fc.constantFrom(0, 4_000),
  others: fc.constantFrom(0, 0.05, 0.2),
  squareOffs: fc.constantFrom(0, 0.03),
  restarts: fc.constantFrom(0, 0.02),
  policy: fc.constantFrom('report' as const, 'close' as const),
});
type Profile = typeof PROFILE extends fc.Arbitrary<infer Value> ? Value : never;

interface VenueOrder {
  readonly orderId: number;
  readonly venueOrderId: number;
  readonly at: number;
  readonly side: Side;
  cumulativeQuantity: number;
  status: BookStatus;
}

/** What the venue would answer at a moment. */
interface Snapshot {
  readonly timeMs: number;
  readonly orders: readonly VenueReport[];
  readonly positions: readonly VenueReport[];
}

interface Answer {
  readonly dueMs: number;
  readonly reports: readonly VenueReport[];
}

class World {
  readonly core = new FakeOrderCore(INSTRUMENTS);
  watch: VenueWatch;
  readonly venue: VenueOrder[] = [];
  /** What the account really holds. */
  readonly net = new Array<number>(INSTRUMENTS).fill(0);
  readonly #random: () => number;
  #profile: Profile;
  #pushes: VenueReport[] = [];
  #answers: Answer[] = [];
  #answered = 0;
  #snapshots: Snapshot[] = [];
  /** Requests that never reached the venue. */
  readonly #lost = new Set<number>();
  readonly #byOrder = new Map<number, VenueOrder>();

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#random = seededRandom(profile.seed);
    this.watch = this.#newWatch();
  }

  step(): void {
    this.core.timeMs += this.#below(2_000);
    if (this.#chance(this.#profile.restarts)) this.watch = this.#newWatch();
    if (this.#chance(0.08) && this.core.orders.size < 30) this.#send();
    if (this.#chance(this.#profile.others)) this.#placeExternal();
    if (this.#chance(this.#profile.squareOffs)) this.#squareOff();
    if (this.#chance(0.3)) this.#moveOrder();
    if (this.#chance(0.05)) this.#cancelOwn();
    this.#deliver();
    this.core.timeMs += 1;
    this.watch.onTimer(this.core.timeMs);
    this.#takeQueries();
    this.#checkAlways();
  }

  /** No more faults. The venue proves which requests never came, and ends what it still has. */
  heal(): void {
    this.#profile = {
      ...this.#profile,
      lostPushes: 0,
      repeatedPushes: 0,
      lostRequests: 0,
      badBooks: 0,
      others: 0,
      squareOffs: 0,
      restarts: 0,
    };
    this.#pushes = [];
    for (const orderId of this.#lost) {
      this.#push({ ...this.#ownReport(orderId), kind: 'rejected', reason: 'never_received' });
    }
    // The order core asks again for a cancel that went unanswered.
    for (const order of this.core.liveOrders()) {
      if (order.status === 'pending_cancel') this.#cancelAtVenue(order.orderId);
    }
    this.watch.onReconnect();
    this.quiet(400);
  }

  /** Time passes and queries are answered; nothing else happens. */
  quiet(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      this.core.timeMs += 1_000;
      this.#deliver();
      this.watch.onTimer(this.core.timeMs);
      this.#takeQueries();
      this.#checkAlways();
    }
  }

  get isHalted(): boolean {
    return this.core.halts.includes('account 0 recurring_difference');
  }

  /** OL-06 and ID-05 at every moment: nothing is over here that is not over there, and no fill is invented. */
  #checkAlways(): void {
    for (const order of this.core.orders.values()) {
      const truth = this.#byOrder.get(order.orderId);
      const isOver = truth === undefined ? this.#lost.has(order.orderId) : truth.status !== 'open';
      const isTrue = !isTerminal(order.status) || isOver;
      const isFilled = order.filledQuantity <= (truth?.cumulativeQuantity ?? 0);
      // Plain, because an expectation for each of a million orders takes minutes.
      if (!isTrue || !isFilled) throw new Error(`OL-06 or ID-05 is broken: ${order.status}`);
    }
  }

  #newWatch(): VenueWatch {
    const watch = createOrderWatch({
      port: this.core,
      settings: { ...DEFAULT_WATCH_SETTINGS, unattributed: this.#profile.policy },
      instrumentCount: INSTRUMENTS,
    });
    watch.restore(this.core.image);
    watch.onStart();
    return watch;
  }

  #send(): void {
    const orderId = this.core.orders.size + 1;
    const at = this.#below(INSTRUMENTS);
    const side = this.#chance(0.5) ? 1 : -1;
    this.watch.onSent(this.core.send(orderId, { instrumentIndex: at, side }));
    if (this.#chance(this.#profile.lostRequests)) this.#lost.add(orderId);
    else this.#open(orderId, at, side);
    if (this.#chance(0.3))
      this.#push({ ...this.#ownReport(orderId), kind: 'unknown', venueOrderId: 0 });
  }

  #open(orderId: number, at: number, side: Side): VenueOrder {
    const order: VenueOrder = {
      orderId,
      venueOrderId: 900 + this.venue.length,
      at,
      side,
      cumulativeQuantity: 0,
      status: 'open',
    };
    this.venue.push(order);
    if (orderId > 0) this.#byOrder.set(orderId, order);
    this.#report(order, 'accepted', 0);
    return order;
  }

  #placeExternal(): void {
    this.#open(0, this.#below(INSTRUMENTS), this.#chance(0.5) ? 1 : -1);
  }

  /** The broker closes a position by itself, and shows no order for it (F57). */
  #squareOff(): void {
    this.net[this.#below(INSTRUMENTS)] = 0;
  }

  #moveOrder(): void {
    const open = this.venue.filter(({ status }) => status === 'open');
    const order = open[this.#below(open.length)];
    if (order === undefined) return;
    if (this.#chance(0.15)) {
      const ends = ['cancelled', 'rejected', 'expired'] as const;
      const status = ends[this.#below(order.cumulativeQuantity > 0 ? 1 : 3)] ?? 'cancelled';
      order.status = status;
      this.#report(order, status, 0);
      return;
    }
    const added = Math.min(100 - order.cumulativeQuantity, 10 * (1 + this.#below(5)));
    order.cumulativeQuantity += added;
    this.net[order.at] = (this.net[order.at] ?? 0) + order.side * added;
    if (order.cumulativeQuantity === 100) order.status = 'filled';
    this.#report(order, 'fill', added);
  }

  #cancelOwn(): void {
    const resting = [...this.core.liveOrders()].filter(({ status }) => status === 'working');
    const order = resting[this.#below(resting.length)];
    if (order === undefined) return;
    this.core.cancel(order);
    this.watch.onSent(order);
    if (this.#chance(0.5)) this.#cancelAtVenue(order.orderId);
  }

  #cancelAtVenue(ownOrderId: number): void {
    const truth = this.#byOrder.get(ownOrderId);
    if (truth?.status !== 'open') return;
    truth.status = 'cancelled';
    this.#report(truth, 'cancelled', 0);
  }

  #report(order: VenueOrder, kind: VenueReport['kind'], fillQuantity: number): void {
    const row = this.#rowOf(order);
    const push = { ...row, kind, bookStatus: '', fillQuantity } as const;
    this.#push({ ...push, fillPaise: fillQuantity > 0 ? PRICE_PAISE : 0 });
  }

  #push(report: VenueReport): void {
    if (this.#chance(this.#profile.lostPushes)) return;
    this.#pushes.push(report);
    if (this.#chance(this.#profile.repeatedPushes)) this.#pushes.push(report);
  }

  /** Some pushes, in any order; and the answers that are due. */
  #deliver(): void {
    while (this.#pushes.length > 0 && this.#chance(0.7)) {
      const [report] = this.#pushes.splice(this.#below(this.#pushes.length), 1);
      if (report === undefined) return;
      this.core.take(report);
      this.watch.onReport(report);
    }
    const due = this.#answers.filter(({ dueMs }) => dueMs <= this.core.timeMs);
    this.#answers = this.#answers.filter(({ dueMs }) => dueMs > this.core.timeMs);
    for (const { reports } of due) for (const report of reports) this.watch.onReport(report);
  }

  #takeQueries(): void {
    const snapshot = this.#snapshot();
    for (const { kind, orderId, queryId } of this.core.queries.slice(this.#answered)) {
      this.#answered += 1;
      const isBad = this.#chance(this.#profile.badBooks);
      if (isBad && this.#chance(0.4)) continue;
      let reports: VenueReport[];
      if (kind === 'query_order') reports = [this.#answerOne(orderId)];
      else {
        const rows = kind === 'query_orders' ? snapshot.orders : snapshot.positions;
        reports = isBad ? this.#badBook(rows) : this.#book(rows, rows.length);
      }
      const dueMs = this.core.timeMs + this.#below(4_000);
      this.#answers.push({ dueMs, reports: reports.map((report) => ({ ...report, queryId })) });
    }
  }

  #snapshot(): Snapshot {
    const timeMs = this.core.timeMs;
    const now = {
      timeMs,
      orders: this.venue.map((order) => this.#rowOf(order)),
      positions: this.#positions(),
    };
    this.#snapshots.push(now);
    this.#snapshots = this.#snapshots.filter((old) => old.timeMs >= timeMs - this.#profile.lagMs);
    return this.#snapshots[this.#below(this.#snapshots.length)] ?? now;
  }

  #answerOne(orderId: number): VenueReport {
    const order = this.#byOrder.get(orderId);
    return order === undefined ? reportOf({ kind: 'not_found', orderId }) : this.#rowOf(order);
  }

  #positions(): VenueReport[] {
    const rows = this.net.map((quantity, at) => positionOf(at, quantity));
    return rows.filter(({ quantity }) => quantity !== 0 || this.#chance(0.5));
  }

  /** In any order, rows repeated by the transport. */
  #book(rows: readonly VenueReport[], count: number): VenueReport[] {
    const repeated = rows.filter(() => this.#chance(this.#profile.repeatedRows));
    const shuffled = [...rows, ...repeated]
      .map((row) => ({ row, place: this.#random() }))
      .sort((left, right) => left.place - right.place)
      .map(({ row }) => row);
    return [...shuffled, reportOf({ kind: 'book_end', quantity: count })];
  }

  /** It failed, is empty, or lacks rows. */
  #badBook(rows: readonly VenueReport[]): VenueReport[] {
    const dice = this.#random();
    if (dice < 0.4) return [reportOf({ kind: 'book_failed' })];
    const some = dice < 0.6 ? [] : rows.filter(() => this.#chance(0.6));
    return this.#book(some, rows.length);
  }

  #rowOf(order: VenueOrder): VenueReport {
    return rowOf({
      orderId: order.orderId,
      venueOrderId: order.venueOrderId,
      instrumentIndex: order.at,
      side: order.side,
      bookStatus: order.status,
      cumulativeQuantity: order.cumulativeQuantity,
      cumulativeValuePaise: order.cumulativeQuantity * PRICE_PAISE,
      timeMs: this.core.timeMs,
    });
  }

  #ownReport(orderId: number): VenueReport {
    return reportOf({ kind: 'accepted', orderId, tagPrefix: TAG_PREFIX, quantity: 100 });
  }

  #chance(part: number): boolean {
    return this.#random() < part;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}

/** PP-02 at quiescence, or a halt that says why not. */
function checkConverged(world: World): void {
  const { core, watch } = world;
  for (const order of core.orders.values()) {
    const truth = world.venue.find(({ orderId }) => orderId === order.orderId);
    if (truth === undefined) {
      expect(order.status).toBe('rejected');
      continue;
    }
    expect(order.filledQuantity).toBe(truth.cumulativeQuantity);
    expect(isTerminal(order.status)).toBe(truth.status !== 'open');
    expect(order.venueOrderId).toBe(truth.venueOrderId);
  }
  const others = world.venue.filter(({ orderId }) => orderId === 0);
  const found = new Map(watch.externalOrders().map((order) => [order.venueOrderId, order]));
  expect([...found.keys()].sort()).toEqual(others.map(({ venueOrderId }) => venueOrderId).sort());
  for (const { venueOrderId, cumulativeQuantity, status } of others) {
    expect(found.get(venueOrderId)).toMatchObject({ cumulativeQuantity, status });
  }
  if (world.isHalted) return;
  for (let at = 0; at < INSTRUMENTS; at += 1) {
    expect(core.netQuantity(at) + watch.unattributedQuantity(at)).toBe(world.net[at]);
  }
  expect(watch.isReconciled).toBe(true);
}

function checkBounded(world: World): void {
  const counts = new Map<string, number>();
  for (const row of world.core.image.rows(ADJUSTMENT_ROW)) {
    if (row.action === 'refused' || row.action === 'acknowledged') continue;
    const key = `${row.instrumentIndex} ${row.differenceQuantity}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const count of counts.values()) {
    expect(count).toBeLessThanOrEqual(DEFAULT_WATCH_SETTINGS.sameDifferenceMax);
  }
}

describe('the order watch over a venue that fails in every way', () => {
  it('PP-02 and PP-06 converges to the truth once faults end, and reconciling again changes nothing', () => {
    const seen = {
      notHalted: 0,
      adjustments: 0,
      missedFills: 0,
      failedBooks: 0,
      missing: 0,
      externals: 0,
    };
    fc.assert(
      fc.property(PROFILE, (profile) => {
        const world = new World(profile);
        for (let step = 0; step < 300; step += 1) world.step();
        checkBounded(world);
        const isExplained = profile.others === 0 && profile.squareOffs === 0;
        world.heal();
        checkConverged(world);
        checkBounded(world);
        // What our orders explain is never taken for a difference, however late we hear of it.
        if (isExplained) expect(world.core.image.log).toEqual([]);
        const rows = world.core.image.log.length;
        const applied = world.core.applied.length;
        world.watch.onStart();
        world.quiet(200);
        expect([world.core.image.log.length, world.core.applied.length]).toEqual([rows, applied]);
        const { stats } = world.watch;
        if (!world.isHalted) seen.notHalted += 1;
        seen.adjustments += world.core.image.rows(ADJUSTMENT_ROW).length;
        seen.missedFills += stats.missedFills;
        seen.failedBooks += stats.failedBooks;
        seen.missing += stats.missingOrders;
        seen.externals += stats.externalOrders;
      }),
      { numRuns: 80 },
    );
    for (const [what, count] of Object.entries(seen)) {
      expect(count, `${what} must occur for the test to mean anything`).toBeGreaterThan(0);
    }
  });

  it('PP-09 takes the same difference over three times at most, whatever the venue claims to hold', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 100, -100), { maxLength: 60 }), (claims) => {
        const world = new World({
          seed: 1,
          lostPushes: 0,
          repeatedPushes: 0,
          lostRequests: 0,
          badBooks: 0,
          repeatedRows: 0,
          lagMs: 0,
          others: 0,
          squareOffs: 0,
          restarts: 0,
          policy: 'report',
        });
        for (const claim of claims) {
          world.net[0] = claim;
          world.quiet(70);
        }
        checkBounded(world);
        const refused = world.core.image
          .rows(ADJUSTMENT_ROW)
          .filter((row) => row.action === 'refused');
        expect(world.isHalted).toBe(refused.length > 0);
        expect(refused.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});
