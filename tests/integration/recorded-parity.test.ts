/** The threaded engine and the lockstep run the same domain code: over the same recorded ticks the strategies say the same. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { loadCalendar } from '../../src/app/calendar-loader.ts';
import { loadSettings } from '../../src/app/settings-loader.ts';
import { assignStrategies } from '../../src/app/strategy-assignment.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import type { Settings } from '../../src/contract/settings.ts';
import type { DecisionView, StreamMessage } from '../../src/contract/wire/client-stream.ts';
import { createEngine } from '../../src/domain/engine.ts';
import { type Instrument, instrumentName } from '../../src/domain/instrument/instrument.ts';
import { CalendarHours } from '../../src/domain/instrument/market-hours.ts';
import { SessionCalendar } from '../../src/domain/instrument/session-calendar.ts';
import type { OrderEvent, Signal } from '../../src/domain/order/types.ts';
import type { StrategySpec } from '../../src/domain/strategy/strategy.ts';
import { createStrategyCore } from '../../src/domain/strategy/strategy-core.ts';
import { type RecordedSession, readRecordedSession } from '../../src/feed/recorded/ring-session.ts';
import { TickView } from '../../src/ring/tick-view.ts';
import { startDaemon } from '../support/daemon.ts';

const MINUTE = 60_000;
const SIGNALS_WANTED = 60;

/** What identifies a signal and its content, whichever way it was seen. */
type Seen = string;

const seenOf = (decision: DecisionView): Seen =>
  [
    decision.strategy,
    decision.signalSequence,
    decision.kind,
    decision.instrument,
    decision.side,
  ].join();

/** The strategies of the settings as the cores take them. */
function specsOf(settings: Settings, instruments: readonly Instrument[]): StrategySpec[] {
  return assignStrategies(settings, instruments).map((assignment) => ({
    id: assignment.settings.id,
    index: assignment.index,
    kind: assignment.settings.kind,
    params: assignment.settings.params,
    instruments: assignment.instruments,
  }));
}

describe('a recorded session', () => {
  let session: RecordedSession;
  const live: Seen[] = [];

  beforeAll(async () => {
    const daemon = await startDaemon(['--speed', '40'], { TICKRING_DATA__RECORD_TICKS: 'true' });
    const socket = new WebSocket(`${daemon.url.replace('http', 'ws')}/ws/stream?encoding=json`);
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => socket.send('{"op":"subscribe","channels":["signals"]}'));
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as StreamMessage<DecisionView[]>;
        if (message.channel === 'signals') live.push(...message.data.map(seenOf));
        if (live.length >= SIGNALS_WANTED) resolve();
      });
    });
    socket.close();
    // The engine is ended before its folder is read, so that the recording is whole.
    daemon.child.kill('SIGTERM');
    await new Promise((resolve) => daemon.child.once('exit', resolve));
    const folder = join(daemon.folder, 'var', 'recordings');
    session = readRecordedSession(join(folder, readdirSync(folder)[0] ?? ''));
    await daemon.end();
  }, 2 * MINUTE);

  afterAll(() => {
    live.length = 0;
  });

  it('holds every published tick in order', () => {
    expect(session.tornBytes).toBe(0);
    expect(session.gaps).toBe(0);
    expect(session.blocks[0]?.sequence).toBe(0);
  });

  it('gives the same signals in lockstep as the threads gave live', () => {
    const { settings } = loadSettings({ environment: {} });
    const signals: Signal[] = [];
    const core = createStrategyCore({
      strategies: specsOf(settings, session.instruments),
      instruments: session.instruments,
      effects: { signal: (signal) => signals.push(signal) },
    });
    for (const block of session.blocks) {
      const tick = new TickView(block.records);
      for (let k = 0; k < block.count; k++) {
        tick.moveTo(k * TICK.words, block.sequence + k);
        core.onTick(tick);
      }
    }
    const replayed = new Set(
      signals.map((signal) => {
        const instrument = session.instruments[signal.instrumentIndex];
        return [
          settings.strategies[signal.strategyIndex]?.id,
          signal.sequence,
          signal.kind,
          instrument && instrumentName(instrument),
          signal.side === 1 ? 'BUY' : 'SELL',
        ].join();
      }),
    );
    expect(live.length).toBeGreaterThanOrEqual(SIGNALS_WANTED);
    expect(live.filter((seen) => !replayed.has(seen))).toEqual([]);
  });

  it('drives the whole lockstep engine to protected positions, twice the same', () => {
    const { settings } = loadSettings({ environment: {} });
    const run = () => {
      const events: OrderEvent[] = [];
      const engine = createEngine(
        {
          instruments: session.instruments,
          strategies: specsOf(settings, session.instruments),
          limits: settings.risk,
          capitalPaise: settings.risk.capitalPaise,
          orders: { ...settings.orders, maxSlices: settings.risk.maxSlices },
          paper: settings.paper,
          hours: new CalendarHours(new SessionCalendar(loadCalendar())),
        },
        { event: (event) => events.push(event) },
      );
      for (const block of session.blocks) {
        const tick = new TickView(block.records);
        for (let k = 0; k < block.count; k++) {
          tick.moveTo(k * TICK.words, block.sequence + k);
          engine.onTick(tick);
        }
      }
      return { events, hash: engine.stateHash() };
    };
    const first = run();
    const filled = first.events.filter(
      ({ role, status }) => role === 'entry' && status === 'filled',
    );
    expect(filled.length).toBeGreaterThan(0);
    for (const { groupId } of filled) {
      const roles = first.events
        .filter((event) => event.groupId === groupId)
        .map(({ role }) => role);
      expect(roles).toContain('stop');
      expect(roles).toContain('target');
    }
    expect(run().hash).toBe(first.hash);
  });
});
