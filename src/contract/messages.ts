/** Control-plane messages between the supervisor and its threads. Everything else crosses in shared memory. */

import type { CalendarData } from '../domain/instrument/calendar-data.ts';
import type { Instrument } from '../domain/instrument/instrument.ts';
import { COMMAND, DECISION, INTENT, ORDER_EVENT, REPORT, SIGNAL } from './records/order-path.ts';
import { MARKET_STATE, POSITION_STATE, RISK_STATE } from './records/state.ts';
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
  readonly configSha: string;
  readonly version: string;
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
  DECISION,
  MARKET_STATE,
  POSITION_STATE,
  RISK_STATE,
].map((layout) => layout.fingerprint);
