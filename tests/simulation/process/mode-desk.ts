/** The trading mode of a simulated process: what a human arms, what ends it, and with what evidence. Beside the risk station. */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import { istDateKey } from '../../../src/domain/instrument/ist-date.ts';
import type { SessionCalendar } from '../../../src/domain/instrument/session-calendar.ts';
import type { RecordRow, StateImage } from '../../../src/domain/journal-row.ts';
import { ORDER_ROW } from '../../../src/domain/order/rows.ts';
import type { OrderStatus } from '../../../src/domain/order/types.ts';
import type { ArmEvidence, LiveFootprint } from '../../../src/domain/session/arm-evidence.ts';
import { MODE } from '../../../src/domain/session/rows.ts';
import { SessionMode, sessionEndMs } from '../../../src/domain/session/session-mode.ts';
import { armPhrase, type ModeDecision } from '../../../src/domain/session/trading-mode.ts';
import type { OrderStation } from '../../../src/domain/station/order-station.ts';
import { isOver } from '../check/order-ledger.ts';

export interface ModeDeskOptions {
  readonly image: StateImage;
  readonly orders: OrderStation;
  readonly instruments: readonly Instrument[];
  readonly calendar: SessionCalendar;
  readonly tagPrefix: number;
  readonly start: number;
  readonly record: RecordRow;
  wallMs(): number;
}

/** What a human does at the keyboard: arms as the screen says, or by habit with what was right another time. */
export interface ArmAttempt {
  readonly isHonest: boolean;
  readonly isKilled: boolean;
  readonly isLoggedIn: boolean;
  readonly isJournalHealthy: boolean;
  readonly newestTickMs: number;
  readonly clockOffsetMs: number;
}

export const SIMULATED_ACCOUNT = 'SIMULATED';
const DAY_MS = 86_400_000;
const CONFIG_SHA = 'simulated';
const KILL_OPS_PER_SECOND = 8;
const AT_VENUE: ReadonlySet<OrderStatus> = new Set([
  'sending',
  'working',
  'partially_filled',
  'pending_cancel',
  'pending_update',
]);

export class ModeDesk {
  readonly mode: SessionMode;
  readonly #options: ModeDeskOptions;

  constructor(options: ModeDeskOptions) {
    const { image, tagPrefix, start, record } = options;
    this.#options = options;
    this.mode = new SessionMode(
      {
        account: SIMULATED_ACCOUNT,
        sessionId: tagPrefix,
        epoch: start,
        footprint: footprintIn(image),
        timeMs: options.wallMs(),
      },
      record,
    );
  }

  arm({ isHonest, ...readings }: ArmAttempt): ModeDecision {
    const { start, calendar, wallMs } = this.#options;
    const timeMs = wallMs();
    const evidence: ArmEvidence = {
      ...readings,
      ...this.#evidence(timeMs),
      riskConfigSha: CONFIG_SHA,
      sessionEndMs: sessionEndMs(calendar, timeMs),
      clockFault: '',
      epoch: start,
      paperOpenItems: 0,
      killOpsPerSecond: KILL_OPS_PER_SECOND,
    };
    const phrase = armPhrase(SIMULATED_ACCOUNT, istDateKey(isHonest ? timeMs : timeMs - DAY_MS));
    const riskConfigSha = CONFIG_SHA;
    return this.mode.run({
      ...{ kind: 'arm', actor: 'operator', phrase, riskConfigSha, evidence, timeMs },
    });
  }

  release(): ModeDecision {
    const timeMs = this.#options.wallMs();
    const evidence = this.#evidence(timeMs);
    return this.mode.run({ kind: 'release', actor: 'operator', evidence, timeMs });
  }

  #evidence(timeMs: number): { readonly footprint: LiveFootprint; readonly reconciledMs: number } {
    const { orders, instruments } = this.#options;
    let openOrders = 0;
    let unknownOrders = 0;
    for (const { status } of orders.core.orders()) {
      if (status === 'unknown') unknownOrders += 1;
      if (AT_VENUE.has(status)) openOrders += 1;
    }
    const held = instruments.filter(({ index }) => orders.core.netQuantity(index) !== 0);
    const footprint = { openPositions: held.length, openOrders, unknownOrders };
    return { footprint, reconciledMs: orders.isReconciled ? timeMs : 0 };
  }
}

/** What the live ledger left behind: orders and positions count where the last mode was no paper one. */
function footprintIn(image: StateImage): LiveFootprint {
  const last = image.rows(MODE)[0];
  if (last === undefined || last.mode === 'paper') {
    return { openPositions: 0, openOrders: 0, unknownOrders: 0 };
  }
  const nets = new Map<number, number>();
  let openOrders = 0;
  for (const { instrumentIndex, side, filledQuantity, status } of image.rows(ORDER_ROW)) {
    nets.set(instrumentIndex, (nets.get(instrumentIndex) ?? 0) + side * filledQuantity);
    if (!isOver(status)) openOrders += 1;
  }
  const openPositions = [...nets.values()].filter((net) => net !== 0).length;
  return { openPositions, openOrders, unknownOrders: 0 };
}
