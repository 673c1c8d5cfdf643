/** Control-plane messages between the supervisor and its threads. Everything else crosses in shared memory. */

import type { OperatorAction } from '../domain/input-rows.ts';
import type { CalendarData } from '../domain/instrument/calendar-data.ts';
import type { Instrument } from '../domain/instrument/instrument.ts';
import type { ChargeSchedule } from '../domain/position/charge-tariff.ts';
import type { InstrumentProfile } from '../domain/risk/instrument-profile.ts';
import {
  COMMAND,
  DECISION,
  EXTERNAL_EXPOSURE,
  INTENT,
  ORDER_EVENT,
  REPORT,
  SIGNAL,
} from './records/order-path.ts';
import { MARKET_STATE, POSITION_STATE, RISK_STATE, SESSION_TIME } from './records/state.ts';
import { TICK } from './records/tick.ts';
import type { Settings, StrategySettings } from './settings.ts';
import type { Role } from './topology.ts';

/** A strategy with its dense index and its instruments resolved. */
export interface StrategyAssignment {
  readonly index: number;
  readonly settings: StrategySettings;
  readonly instruments: readonly number[];
}

/** The shared memory of one engine session; every thread maps all of it and uses its part. */
export interface SessionBuffers {
  readonly control: SharedArrayBuffer;
  readonly doorbells: SharedArrayBuffer;
  readonly metrics: SharedArrayBuffer;
  readonly ticks: SharedArrayBuffer;
  readonly signals: readonly SharedArrayBuffer[];
  readonly intents: SharedArrayBuffer;
  readonly commands: SharedArrayBuffer;
  readonly reports: SharedArrayBuffer;
  readonly fills: SharedArrayBuffer;
  readonly orderEvents: SharedArrayBuffer;
  readonly decisions: SharedArrayBuffer;
  readonly marketState: SharedArrayBuffer;
  readonly positionState: SharedArrayBuffer;
  readonly riskState: SharedArrayBuffer;
  readonly requests: SharedArrayBuffer;
  readonly externals: SharedArrayBuffer;
  readonly answers: SharedArrayBuffer;
  readonly sessionTime: SharedArrayBuffer;
  /** By place in `JOURNAL_WRITERS`. */
  readonly journalRows: readonly SharedArrayBuffer[];
  readonly durable: SharedArrayBuffer;
}

/** The last rows of one kind that the journal held at start. */
export interface RestoredRows {
  readonly kind: string;
  readonly rows: readonly object[];
}

/** One thing a human asked for. */
export interface OperatorOrder {
  readonly action: OperatorAction;
  readonly actor: string;
  readonly reason: string;
}

/** Where the journal goes on, as its recovery found it. */
export interface JournalStart {
  /** Folder of the account's journal. */
  readonly folder: string;
  readonly account: string;
  /** Indian date of this start, `YYYY-MM-DD`, by the wall clock. */
  readonly date: string;
  /** Starts on that date before this one. */
  readonly epoch: number;
  /** When the journal was opened; with the date and the epoch it names this start. */
  readonly startWallMs: number;
  /** Plain data of the recovery (`src/journal/recover.ts`), of use to the journal thread alone. */
  readonly recovery: object;
}

/** What a thread is started with. Plain data: it is cloned into the worker. */
export interface ThreadInit {
  readonly role: Role;
  /** `risk`, `strategy_0`, … */
  readonly thread: string;
  /** 0 for the first start of the thread, one more with every restart. */
  readonly incarnation: number;
  /** 0-based among threads of its role. */
  readonly position: number;
  /** Threads of the session, by name; a queue whose reader is not among them is not written. */
  readonly threads: readonly string[];
  readonly buffers: SessionBuffers;
  readonly settings: Settings;
  readonly instruments: readonly Instrument[];
  readonly strategies: readonly StrategyAssignment[];
  readonly calendar: CalendarData;
  /** Origin of every `…Ns` stamp: `process.hrtime.bigint()` at engine start. */
  readonly originNs: bigint;
  /** Charge tables of `config/market/charges.yaml`. */
  readonly charges: ChargeSchedule;
  /** Sector and usual volume by instrument index. */
  readonly profiles: readonly InstrumentProfile[];
  readonly configSha: string;
  readonly version: string;
  /** Shared by the tags of all orders of this start, see `domain/order/order-tag.ts`. */
  readonly tagPrefix: number;
  /** What the journal knew at start; empty on a first start. Given to risk, oco, venue and strategy threads. */
  readonly restored: readonly RestoredRows[];
  readonly journal: JournalStart;
  /** What the operator asked for at this start. */
  readonly orders: readonly OperatorOrder[];
  /** Folder of the browser terminal's files. */
  readonly terminalFolder: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type FromThread =
  /** First message of a thread, before it touches a ring. */
  | { readonly type: 'ready'; readonly thread: string; readonly fingerprints: readonly string[] }
  /** The publish thread listens. */
  | {
      readonly type: 'listening';
      readonly url: string;
      readonly webSocketEngine: 'uWebSockets' | 'ws';
    }
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: Readonly<Record<string, string | number | boolean>>;
    }
  /** The thread cannot go on; `code` is one of `contract/errors.ts`. It ends after this. */
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  /** Last message after a drain. */
  | { readonly type: 'stopped'; readonly thread: string };

/** Fingerprints of every layout this build knows, in fixed order; both sides of the handshake must have the same. */
export const LAYOUT_FINGERPRINTS: readonly string[] = [
  TICK,
  SIGNAL,
  INTENT,
  COMMAND,
  REPORT,
  ORDER_EVENT,
  EXTERNAL_EXPOSURE,
  DECISION,
  MARKET_STATE,
  POSITION_STATE,
  RISK_STATE,
  SESSION_TIME,
].map((layout) => layout.fingerprint);
