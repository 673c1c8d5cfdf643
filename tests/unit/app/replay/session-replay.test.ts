/** A session of both stations in one thread, with every kind of input, written down as the threads write it, and replayed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../../src/app/calendar-loader.ts';
import { loadCharges } from '../../../../src/app/charges-loader.ts';
import { SessionReplay } from '../../../../src/app/replay/session-replay.ts';
import {
  RECORDING_MAGIC,
  type RecordingHeader,
} from '../../../../src/contract/records/recording.ts';
import { TICK } from '../../../../src/contract/records/tick.ts';
import { SESSION_ROW } from '../../../../src/domain/input-rows.ts';
import { CalendarHours } from '../../../../src/domain/instrument/market-hours.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import type { AnyRow, AnyRowKind } from '../../../../src/domain/journal-row.ts';
import { EMPTY_IMAGE, type RecordRow } from '../../../../src/domain/journal-row.ts';
import { createPaperVenue } from '../../../../src/domain/matching/paper-venue.ts';
import type { OrderEvent, VenueReport } from '../../../../src/domain/order/types.ts';
import type { Decision } from '../../../../src/domain/risk/deny-reason.ts';
import { OrderStation } from '../../../../src/domain/station/order-station.ts';
import { RiskStation } from '../../../../src/domain/station/risk-station.ts';
import type { Tick } from '../../../../src/domain/tick/tick.ts';
import type { StoredRow, StoredStep } from '../../../../src/journal/journal-reader.ts';
import { JournalImage } from '../../../../src/journal/state-image.ts';
import {
  orderStationOptions,
  riskStationOptions,
  type StationInit,
} from '../../../../src/threads/station-options.ts';
import { reportOf } from '../../../support/order-rig.ts';
import { recordingHeader } from '../../../support/recording-header.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../support/tick-stream.ts';
import { stock } from '../../../support/trading-instruments.ts';

const STEP_MS = 100;
const TICKS = 900;
const WHO = { actor: 'test', reason: 'why' };
const INSTRUMENTS = [stock(0), stock(1)];
/** Somebody else's order to buy 10 at 90.00. */
const STRANGER = reportOf({
  kind: 'accepted',
  venueOrderId: 99,
  quantity: 10,
  limitPaise: 9_000,
});
const GTT = {
  kind: 'entry',
  instrumentIndex: 0,
  side: 1,
  quantity: 10,
  condition: 'at_or_above',
  triggerPaise: 10_010,
  limitPaise: 0,
  otherTriggerPaise: 0,
  otherLimitPaise: 0,
  lastDay: 0,
  stopOffsetPaise: 100,
  targetOffsetPaise: 200,
  secondTargetOffsetPaise: 0,
  firstTargetShareBps: 0,
  trailOffsetPaise: 0,
} as const;

const folder = mkdtempSync(join(tmpdir(), 'tickring-replay-'));
const path = join(folder, 'x.ticks');
afterAll(() => rmSync(folder, { recursive: true }));

const base = recordingHeader();
const header: RecordingHeader = {
  ...base,
  instruments: INSTRUMENTS.map((instrument) => ({ ...instrument })),
  calendar: { ...loadCalendar() },
  charges: { ...loadCharges() },
  settings: {
    ...base.settings,
    risk: { ...base.settings.risk, unknownProfile: 'allow' },
  },
};

/** Rises by an increment each second, so that the trigger and then the target are reached. */
function tickAt(sequence: number): Tick {
  const at = Math.floor(sequence / 2);
  return tickOf({
    sequence,
    instrumentIndex: sequence % 2,
    exchangeTimeMs: SESSION_OPEN_MS + 60_000 + at * STEP_MS,
    receiveTimeNs: at * STEP_MS * 1e6,
    lastPaise: 10_000 + Math.floor(at / 10) * 5,
    volume: 1000 + at,
  });
}

function tickBytes(tick: Tick): Buffer {
  const bytes = Buffer.alloc(TICK.byteLength);
  for (const [field, word] of Object.entries(TICK.at)) {
    const value = field === 'flags' ? 0 : (tick[field as keyof Tick] as number);
    const isWide = ['exchangeTimeMs', 'receiveTimeNs', 'volume'].includes(field);
    if (isWide) bytes.writeDoubleLE(value, word * 8);
    else bytes.writeInt32LE(value, word * 4);
  }
  return bytes;
}

function writeRecording(): void {
  const json = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(Math.ceil((12 + json.length) / 64) * 64);
  head.write(RECORDING_MAGIC);
  head.writeUInt32LE(json.length, 8);
  head.set(json, 12);
  const block = (sequence: number, count: number) => {
    const bytes = Buffer.alloc(64);
    bytes.writeDoubleLE(sequence, 0);
    bytes.writeUInt32LE(count, 8);
    return bytes;
  };
  const ticks = Array.from({ length: TICKS }, (_, sequence) => tickBytes(tickAt(sequence)));
  writeFileSync(path, Buffer.concat([head, block(0, TICKS), ...ticks, block(TICKS, 0)]));
}

/** The two cores and a venue with queues between them; every step is written down. */
class Live {
  readonly steps: StoredStep[] = [];
  readonly events: OrderEvent[] = [];
  readonly orders: OrderStation;
  readonly risk: RiskStation;
  readonly #venue;
  readonly #reports: VenueReport[] = [];
  readonly #queue: (() => void)[] = [];
  #rows: StoredRow[] = [];
  #sequence = 0;
  #timeMs = SESSION_OPEN_MS;

  constructor() {
    const { settings, configSha } = header;
    const init = {
      ...{ settings, configSha, instruments: INSTRUMENTS, strategies: [], profiles: [] },
      ...{ calendar: header.calendar, charges: header.charges, tagPrefix: header.start.tagPrefix },
    } as unknown as StationInit;
    const record: RecordRow = (kind, row) => this.add(kind, row as AnyRow);
    const step = (input: () => void) => void this.#queue.push(() => this.step(input));
    this.orders = new OrderStation({
      ...orderStationOptions(init),
      effects: {
        command: (command) =>
          void this.#queue.push(() => this.#venue.onCommand(command, this.#timeMs)),
        event: (event) => void this.events.push(event),
        request: (signal) => step(() => this.risk.onSignal(signal, signal.originReceiveNs)),
        external: (exposure) => step(() => this.risk.onExternal(exposure)),
        record,
      },
    });
    this.risk = new RiskStation({
      ...riskStationOptions(init),
      effects: {
        approve: (intent) => {
          step(() => this.orders.onIntent(intent));
          return true;
        },
        decide: (decision: Decision) => {
          if (decision.origin === 'gtt') step(() => this.orders.onAnswer(decision));
        },
        record,
      },
    });
    this.#venue = createPaperVenue({
      instruments: INSTRUMENTS,
      settings: settings.paper,
      hours: new CalendarHours(new SessionCalendar(loadCalendar())),
      effects: { report: (report) => void this.#reports.push(report) },
    });
  }

  start(): void {
    this.step(() => {
      const { start, configSha, version } = header;
      this.add(SESSION_ROW, { ...start, configSha, version, instruments: [], strategies: [] });
      this.orders.restore(EMPTY_IMAGE, 0);
    });
    this.step(() => this.risk.restore(EMPTY_IMAGE, false));
    this.#settle();
  }

  tick(tick: Tick): void {
    this.#timeMs = tick.exchangeTimeMs;
    this.#venue.onTick(tick);
    this.step(() => this.orders.onTick(tick));
    this.step(() => this.risk.onTick(tick));
    this.#settle();
  }

  step(input: () => void): void {
    input();
    if (this.#rows.length > 0) this.steps.push(this.#rows);
    this.#rows = [];
  }

  add(kind: AnyRowKind, row: AnyRow): void {
    this.#rows.push({ sequence: ++this.#sequence, wallMs: 0, kind, row: structuredClone(row) });
  }

  #settle(): void {
    for (;;) {
      for (const report of this.#reports.splice(0)) {
        this.step(() => this.orders.onReport(report));
      }
      const events = this.events.splice(0);
      this.step(() => this.risk.onOrderEvents(events));
      const next = this.#queue.splice(0);
      for (const run of next) run();
      this.step(() => this.risk.onRoundEnd());
      if (next.length + events.length + this.#reports.length === 0) return;
    }
  }
}

function live(): readonly StoredStep[] {
  const session = new Live();
  session.start();
  const { orders, risk } = session;
  const { steps } = session;
  const inputs = new Map([
    [20, () => void orders.requestGtt({ action: 'create', request: GTT }, WHO)],
    [22, () => void orders.requestGtt({ action: 'create', request: GTT }, WHO)],
    [24, () => void orders.requestGtt({ action: 'cancel', gttId: 2 }, WHO)],
    [26, () => orders.onReport(STRANGER)],
    [27, () => void orders.requestWatch({ action: 'claim_external', venueOrderId: 99 }, WHO)],
    [28, () => orders.onReport({ ...STRANGER, kind: 'cancelled' })],
    [
      29,
      () => void orders.requestWatch({ action: 'acknowledge_difference', instrumentIndex: 0 }, WHO),
    ],
    [30, () => orders.pause(WHO)],
    [32, () => orders.resume(WHO)],
    [40, () => risk.onReconciled(false)],
    [41, () => risk.onReconciled(true)],
    [
      44,
      () =>
        void risk.operate({
          ...WHO,
          kind: 'set_state',
          state: 'active',
          timeMs: risk.timeMs,
        }),
    ],
    [46, () => risk.onPreviousClose(1, 10_000)],
    [50, () => orders.onClock(orders.timeMs + 1000)],
    [51, () => risk.onClock(risk.timeMs + 1000)],
    [700, () => orders.kill(WHO)],
    [701, () => risk.kill(WHO)],
    [880, () => orders.resetKill(WHO)],
    [881, () => risk.resetKill(WHO)],
  ]);
  for (let sequence = 0; sequence < TICKS; sequence++) {
    session.tick(tickAt(sequence));
    const input = inputs.get(sequence);
    if (input !== undefined) session.step(input);
  }
  return steps;
}

function replay(steps: readonly StoredStep[]): SessionReplay {
  const session = new SessionReplay(header, path, new JournalImage());
  steps.every((step) => session.take(step));
  session.close();
  return session;
}

describe('SessionReplay', () => {
  let steps: readonly StoredStep[] = [];

  beforeAll(() => {
    writeRecording();
    steps = live();
  });

  it('makes every row again, whatever kind of input led to it', () => {
    const kinds = new Set(steps.map(([first]) => first?.kind.kind));
    for (const kind of [
      ...['session', 'signal', 'round', 'intent', 'report', 'events_taken', 'answer', 'timer'],
      ...['operator', 'previous_close', 'risk_action', 'gtt_request'],
    ]) {
      expect(kinds).toContain(kind);
    }
    const session = replay(steps);
    expect(session.difference).toBeUndefined();
    expect(session.hasStarted).toBe(true);
    expect(session.notes).toEqual([]);
    expect(session.counts.rows).toBe(steps.flat().length);
    expect(session.counts.fills).toBeGreaterThan(1);
    expect(session.counts.signals).toBe(1);
  });

  it('takes the steps of risk that stand before the session row', () => {
    const early = steps.findIndex(([first]) => first?.row['core'] === 'risk');
    expect(early).toBeGreaterThan(0);
    const [one = [], ...rest] = steps;
    const session = new SessionReplay(header, path, new JournalImage());
    const risk = rest.filter((step) => isOfRisk(step)).slice(0, 1);
    for (const step of [...risk, one]) session.take(step);
    expect(session.hasStarted).toBe(true);
    expect(session.difference).toBeUndefined();
    session.close();
  });

  it('stops at the very row of a core that was changed, whichever it is', () => {
    const isMade = ({ kind, row }: StoredRow) => kind.kind !== 'session' && !('tick' in row);
    const rows = steps.flat().filter(isMade);
    expect(rows.length).toBeGreaterThan(50);
    for (let at = 0; at < rows.length; at += Math.ceil(rows.length / 50)) {
      const target = rows[at];
      const field = 'timeMs' in (target?.row ?? {}) ? 'timeMs' : Object.keys(target?.row ?? {})[0];
      const changed = steps.map((step) => step.map((stored) => withChange(stored, target, field)));
      const { sequence } = target ?? {};
      expect(replay(changed).difference).toMatchObject({ sequence, field });
    }
  });

  it('finds a step that is missing and one that was invented', () => {
    const at = steps.findIndex(([first]) => first?.kind.kind === 'intent');
    expect(replay(steps.filter((_, index) => index !== at)).difference).toBeDefined();
    const twice = [...steps.slice(0, at + 1), ...steps.slice(at)];
    expect(replay(twice).difference).toMatchObject({
      kind: 'intent',
      replayed: 'no approved intent',
    });
  });
});

function isOfRisk(step: StoredStep): boolean {
  return step[0]?.kind.kind === 'account' || step[0]?.row['core'] === 'risk';
}

function withChange(stored: StoredRow, target: StoredRow | undefined, field = ''): StoredRow {
  if (stored !== target) return stored;
  const value = stored.row[field];
  const changed = typeof value === 'number' ? value + 1 : value === true ? false : [7];
  return { ...stored, row: { ...stored.row, [field]: changed } };
}
