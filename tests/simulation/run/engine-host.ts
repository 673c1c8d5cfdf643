/** Keeps an engine running on the simulated machine: starts it from its journal, lets it die, starts it again. */
import { istDateKey, istDay } from '../../../src/domain/instrument/ist-date.ts';
import { EMPTY_IMAGE, type StateImage } from '../../../src/domain/journal-row.ts';
import { sentTimesOf } from '../../../src/domain/order/messages-sent.ts';
import { orderTag, tagPrefixOf } from '../../../src/domain/order/order-tag.ts';
import { CUSTODY_ROW } from '../../../src/domain/order/rows.ts';
import type { RejectReason, VenueCommand, VenueReport } from '../../../src/domain/order/types.ts';
import { MessageThrottle } from '../../../src/domain/risk/message-throttle.ts';
import { accountRate } from '../../../src/domain/risk/risk-limits.ts';
import { MODE } from '../../../src/domain/session/rows.ts';
import { StateHash } from '../../../src/domain/state-hash.ts';
import { DiskError } from '../../../src/journal/disk.ts';
import { JournalError } from '../../../src/journal/journal-error.ts';
import type { KnownOrder } from '../check/order-ledger.ts';
import { EngineProcess } from '../process/engine-process.ts';
import type { EngineSettings } from '../process/engine-settings.ts';
import type { JournalStore, Recovered, Step } from '../process/journal-store.ts';
import { type DeathWindow, isOpening } from '../process/process-options.ts';
import { adoptedIn, killedIn, ordersIn } from '../process/recovered-state.ts';
import type { RecordedRow } from '../process/state-fold.ts';
import type { StationSettings } from '../process/station-settings.ts';
import type { ClientRequest, Told } from '../workload/api-clients.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import type { World } from '../world/world.ts';
import type { Checks } from './checks.ts';
import type { RunLog } from './run-log.ts';

export interface EngineHostOptions {
  readonly world: World;
  readonly profile: FaultProfile;
  readonly store: JournalStore;
  readonly checks: Checks;
  readonly log: RunLog;
  readonly settings: EngineSettings;
  readonly stations: StationSettings;
  readonly isRacy: boolean;
  /** The latch in durable rows changed. */
  killChanged(isKilled: boolean): void;
}

const CUSTODY = CUSTODY_ROW as unknown as RecordedRow['kind'];
/** How long a disk stays full. */
const FULL_MS = { from: 30_000, to: 600_000 };
const RESTART_MS = { from: 500, to: 20_000 };

export class EngineHost {
  readonly hash = new StateHash();
  starts = 0;
  /** What the newest start began with. */
  image: StateImage = EMPTY_IMAGE;
  /** The operator has asked for the end of the last kill. */
  isResetAsked = false;
  process!: EngineProcess;
  readonly #options: EngineHostOptions;
  /** The shared word every thread reads before it opens anything. */
  #isKilled = false;
  #fullUntilMs = 0;
  /** Who waits for the answer to a request. */
  readonly #told = new WeakMap<ClientRequest, Told>();
  /** Orders that left since the disk was full. */
  #sentWithoutRoom: number[] = [];

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.process.isAlive;
  }

  start(): void {
    const { world, profile, store, checks, log, isRacy, settings } = this.#options;
    const nowMs = world.heap.nowMs;
    if (nowMs < this.#fullUntilMs && !world.isHealed) {
      // Space is freed before the engine is started.
      world.heap.at(this.#fullUntilMs, () => this.start());
      return;
    }
    this.starts += 1;
    const start = this.starts;
    const recovered = this.#recover(nowMs);
    if (recovered === null) return;
    this.image = recovered.image;
    const orders = ordersIn(recovered.image);
    this.#disown(orders);
    this.#isKilled = killedIn(recovered.image);
    // A reset that was on its way to the disk may have come through.
    if (this.isResetAsked && !this.#isKilled) this.#options.killChanged(false);
    const adopted = adoptedIn(recovered.image);
    checks.onStart({ image: recovered.image, orders, adopted }, this.#isKilled);
    // Starts are counted over the run: never fewer than those of the day.
    const tagPrefix = tagPrefixOf(istDay(nowMs), (start - 1) % 1_296);
    log.line(nowMs, '^', 'start', `${start} with ${orders.length} orders`);
    const pacer = new MessageThrottle({ ...accountRate(settings.limits), exitReserveBps: 0 });
    pacer.restore(sentTimesOf(recovered.image));
    this.process = new EngineProcess({
      pacer,
      heap: world.heap,
      random: world.random,
      marks: world.marks,
      ...{ profile, store, start, isRacy, recovered, tagPrefix },
      stations: this.#options.stations,
      isHealed: () => world.isHealed,
      calendar: world.calendar,
      nowNs: () => world.feed.nowNs,
      wallMs: () => world.wall.read(world.heap.nowMs),
      ports: {
        send: (command, isDurable) => this.#send(command, { start, isDurable }),
        asked: (command) => checks.onAsked(command, this.process.isFull),
        shown: (event) => checks.recovery.onShown(event),
        decided: (decision) => {
          this.hash.addRecord(decision);
          world.marks.hit(`decision.${decision.reason === '' ? 'approved' : decision.reason}`);
        },
        event: (event) => {
          this.hash.addRecord(event);
          if (log.isOn) {
            log.line(
              world.heap.nowMs,
              '=',
              event.status,
              `${event.orderId} ${event.role} ${event.side * event.quantity} filled ${event.filledQuantity} @${event.limitPaise} t${event.triggerPaise} ${event.reason}`,
            );
          }
          checks.onEvent(event);
        },
        intent: (intent) => {
          checks.approvals.onIntent(intent);
          if (this.process.isFull) checks.fullDisk.onApproved(intent);
          checks.gtts.onIntent(intent);
          checks.clocks.onIntent(intent);
          const { kind, intentId, side, quantity } = intent;
          if (kind === 'oco') checks.context.ledger.adopted.set(intentId, { side, quantity });
        },
        written: (steps) => checks.recovery.onWritten(steps),
        durable: (steps) => this.#durable(steps),
        answered: (outcome) => {
          this.hash.addRecord(outcome.answer);
          const isFinal = checks.requests.onAnswer(outcome);
          this.#told.get(outcome.request)?.({ isFinal });
        },
        modeChanged: (mode) => checks.modes.onChanged(mode),
        died: (window) => this.#died(window, start),
      },
    });
    this.process.begin(this.#isKilled);
    const before = recovered.image.rows(MODE)[0]?.mode ?? '';
    if (this.isUp) checks.modes.onStart(this.process.operator.mode, before);
  }

  /** What left while not even the reserve had room (KS-05) is not in the journal: after a restart it is a stranger’s. */
  #disown(orders: readonly KnownOrder[]): void {
    const { world, checks } = this.#options;
    const known = new Set(orders.map(({ orderId }) => orderId));
    for (const orderId of this.#sentWithoutRoom) {
      if (known.has(orderId)) continue;
      world.venue.disown(checks.sends.tagOf(orderId));
      checks.sends.disown(orderId);
      world.marks.hit('recovery.disowned');
    }
    this.#sentWithoutRoom = [];
  }

  /** Null: the disk failed while the journal was opened, or what it holds is damaged; the process ends and is started again. */
  #recover(nowMs: number): Recovered | null {
    const { store, world } = this.#options;
    try {
      return store.recover(istDateKey(nowMs), nowMs);
    } catch (problem) {
      const code = problem instanceof JournalError ? problem.code : '';
      if (code === 'journal_quarantined') {
        // Somebody brings the intact copy back, and starts the engine again.
        world.heap.after(world.random.integer(RESTART_MS, 'rot', this.starts, 3), () => {
          this.start();
        });
        return null;
      }
      const isDisk = code === 'journal_failed';
      if (!isDisk && !(problem instanceof DiskError)) throw problem;
      world.marks.hit('death.while_opening');
      store.crash(this.starts);
      world.heap.after(RESTART_MS.from, () => this.start());
      return null;
    }
  }

  /** Ends it and starts it again at once, as a planned restart does. */
  restart(): void {
    if (this.isUp) this.process.die();
  }

  /** It dies. On a full disk what left has a record then: what has none could not be told from a stranger’s. */
  crash(): void {
    if (!this.isUp) return;
    const { world, checks } = this.#options;
    const { isFull } = this.process;
    if (isFull) {
      const isRecorded = (orderId: number) => checks.recovery.isOrderDurable(orderId);
      if (!this.process.isJournalIdle || !this.#sentWithoutRoom.every(isRecorded)) return;
      world.marks.hit('death.on_a_full_disk');
    }
    this.process.die();
  }

  /** The disk fills up; later somebody frees space and starts the engine again. */
  fillDisk(n: number): void {
    const { world, store } = this.#options;
    if (!this.isUp || this.process.isFull) return;
    store.fill(n);
    this.#fullUntilMs = world.heap.nowMs + world.random.integer(FULL_MS, 'disk_full', 1, n);
    world.heap.at(this.#fullUntilMs, () => {
      store.clear();
      if (this.process.isFull) this.restart();
    });
  }

  kill(): void {
    this.isResetAsked = false;
    this.#isKilled = true;
    this.process.operator.kill();
    this.process.operator.disarm('kill');
  }

  resetKill(): void {
    this.isResetAsked = true;
    this.#isKilled = false;
    this.process.operator.resetKill();
  }

  /** A human arms, with today’s phrase or with one that is typed by habit. */
  arm(isHonest: boolean, newestTickMs: number): void {
    const { world, checks } = this.#options;
    const { process } = this;
    process.operator.changeMode((desk) => {
      const decision = desk.arm({
        isHonest,
        newestTickMs,
        isKilled: this.#isKilled,
        isLoggedIn: world.link.hasSession,
        isJournalHealthy: !process.isFull,
        clockOffsetMs: world.wall.offsetMs(world.heap.nowMs),
      });
      checks.modes.onArmed(desk.mode, decision, isHonest);
    });
  }

  /** A client’s request; to a process that is down it is lost, and so is the answer when it dies first. */
  request(request: ClientRequest, told: Told): void {
    if (!this.isUp) return;
    this.#told.set(request, told);
    this.process.operator.request(request);
  }

  /** A human gives CUSTODY up; refused while anything is open. */
  release(): void {
    const { checks } = this.#options;
    this.process.operator.changeMode((desk) => {
      if (desk.release().events.length > 0) checks.modes.onChanged(desk.mode);
    });
  }

  heal(): void {
    this.#options.store.heal();
  }

  #send(
    command: VenueCommand,
    { start, isDurable }: { readonly start: number; readonly isDurable: boolean },
  ): void {
    const { world, checks, log } = this.#options;
    const tag = orderTag(command.tagPrefix, command.orderId);
    this.hash.addRecord(command);
    world.marks.hit(`command.${command.kind}`);
    if (log.isOn && command.queryId === 0) {
      const terms = `${command.side * command.quantity} @${command.limitPaise} t${command.triggerPaise}`;
      log.line(world.heap.nowMs, '>', command.kind, `${command.orderId} ${terms} `);
    }
    const process = this.process;
    const reason = this.#refusal(command, isDurable);
    if (reason !== '') {
      world.marks.hit(`port.${reason}`);
      if (command.kind === 'place') checks.sends.withheld(command.orderId, tag);
      process.onReport(refusedByPort(command, reason, world.heap.nowMs));
      return;
    }
    const { isFull } = process;
    if (isOpening(command)) checks.modes.onOpening(process.operator.mode, command.orderId);
    if (isFull && command.kind === 'place') this.#sentWithoutRoom.push(command.orderId);
    checks.onSend(command, { tag, start, isFull });
    world.link.send(command, (reports) => {
      const [only] = reports;
      if (reports.length === 1 && only !== undefined) this.#answer(process, command, only);
      else this.#book(process, reports);
    });
  }

  /** Asked immediately before the order is submitted: what was approved before the latch was set does not leave. */
  #refusal(command: VenueCommand, isDurable: boolean): RejectReason | '' {
    if (!isOpening(command)) return '';
    if (this.#isKilled) return 'kill_latch';
    if (!isDurable) return 'not_durable';
    return this.process.operator.mode.allowsEntries ? '' : 'halted';
  }

  #answer(process: EngineProcess, command: VenueCommand, report: VenueReport): void {
    const { world, checks, log } = this.#options;
    if (log.isOn) logReport(log, world.heap.nowMs, 'answer', report);
    world.marks.hit(`report.${report.kind}`);
    if (report.kind === 'rejected') checks.sends.refused(command.orderId);
    checks.sends.heard(report);
    process.onReport(report);
  }

  #book(process: EngineProcess, reports: readonly VenueReport[]): void {
    const { world, checks } = this.#options;
    world.marks.hit('report.book_order', reports.length - 1);
    checks.sends.heardBook(reports);
    process.onBook(reports);
  }

  #durable(steps: readonly Step[]): void {
    this.#options.checks.onDurable(steps);
    for (const { rows } of steps) {
      for (const { kind, row } of rows) {
        if (kind !== CUSTODY) continue;
        this.#options.killChanged((row as { readonly isKilled: boolean }).isKilled);
      }
    }
  }

  #died(window: DeathWindow, start: number): void {
    const { world, store, log } = this.#options;
    world.marks.hit(`death.${window}`);
    log.line(world.heap.nowMs, '!', 'death', window);
    store.crash(start);
    const delayMs = world.random.integer(RESTART_MS, 'crash', start, 7);
    world.heap.after(world.isHealed ? RESTART_MS.from : delayMs, () => this.start());
  }
}

export function logReport(log: RunLog, timeMs: number, how: string, report: VenueReport): void {
  const { kind, orderId, quantity, cumulativeQuantity, bookStatus, reason } = report;
  if (kind === 'book_order' && report.queryId !== 0 && orderId === 0) return;
  if (kind === 'book_end' || (kind === 'book_order' && how === 'book')) return;
  log.line(
    timeMs,
    '<',
    `${how} ${kind}`,
    `${orderId} ${cumulativeQuantity} of ${quantity} ${bookStatus} ${reason}`,
  );
}

function refusedByPort(command: VenueCommand, reason: RejectReason, timeMs: number): VenueReport {
  return {
    kind: command.kind === 'place' ? 'rejected' : 'modify_rejected',
    orderId: command.orderId,
    tagPrefix: command.tagPrefix,
    queryId: 0,
    venueOrderId: 0,
    bookStatus: '',
    instrumentIndex: command.instrumentIndex,
    side: command.side,
    quantity: 0,
    limitPaise: 0,
    triggerPaise: 0,
    cumulativeQuantity: 0,
    cumulativeValuePaise: 0,
    fillQuantity: 0,
    fillPaise: 0,
    reason,
    timeMs,
  };
}
