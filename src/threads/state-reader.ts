/**
 * The positions and the account as the risk thread last wrote them, with what follows from them. Read by the publish thread and by the
 * status line.
 */
import { recordViews } from '../contract/layout.ts';
import { POSITION_STATE, RISK_STATE } from '../contract/records/state.ts';
import type { PositionView, RiskView } from '../contract/wire/client-stream.ts';
import { f64At, i32At, u32At } from '../domain/cells.ts';
import { BPS_PER_UNIT } from '../domain/money.ts';
import { TRADING_STATES } from '../domain/risk/deny-reason.ts';
import { STATE_CAUSES } from '../domain/risk/trading-state.ts';
import type { Session } from './session.ts';

export type PositionReading = Omit<PositionView, 'instrument'>;
export type AccountReading = Omit<RiskView, 'isKilled'>;

export interface Protection {
  /** Instruments with open units. */
  readonly open: number;
  /** Those of them whose every unit has a live stop. */
  readonly covered: number;
}

export class StateReader {
  readonly #positions;
  readonly #account;
  readonly #position = recordViews(new ArrayBuffer(POSITION_STATE.byteLength));
  readonly #risk = recordViews(new ArrayBuffer(RISK_STATE.byteLength));
  #lastAccount: AccountReading;

  constructor({ positionState, riskState }: Pick<Session, 'positionState' | 'riskState'>) {
    this.#positions = positionState;
    this.#account = riskState;
    this.#lastAccount = this.#loadAccount();
  }

  /** undefined before the first fill of the instrument. */
  position(instrumentIndex: number): PositionReading | undefined {
    if (this.#positions.version(instrumentIndex) === 0) return undefined;
    if (this.#positions.read(instrumentIndex, this.#position) <= 0) return undefined;
    const { f64, i32, u32 } = this.#position;
    const { at } = POSITION_STATE;
    if (u32At(u32, at.fillCount) === 0) return undefined;
    const netQuantity = i32At(i32, at.netQuantity);
    const protectedQuantity = i32At(i32, at.protectedQuantity);
    return {
      netQuantity,
      averagePaise: i32At(i32, at.averagePaise),
      lastPaise: i32At(i32, at.lastPaise),
      ...profitOf(f64, at),
      protectedQuantity,
      isProtected: protectedQuantity >= Math.abs(netQuantity),
      timeMs: f64At(f64, at.timeMs),
    };
  }

  /** All zeros and halted before the risk thread has written; the last one while it is being written. */
  account(): AccountReading {
    if (this.#account.read(0, this.#risk) >= 0) this.#lastAccount = this.#loadAccount();
    return this.#lastAccount;
  }

  protection(): Protection {
    let open = 0;
    let covered = 0;
    for (let index = 0; index < this.#positions.slots; index++) {
      const position = this.position(index);
      if (position === undefined || position.netQuantity === 0) continue;
      open += 1;
      if (position.isProtected) covered += 1;
    }
    return { open, covered };
  }

  #loadAccount(): AccountReading {
    const { f64, u32 } = this.#risk;
    const { at } = RISK_STATE;
    const profit = profitOf(f64, at);
    const capitalPaise = f64At(f64, at.capitalPaise);
    return {
      tradingState: TRADING_STATES[u32At(u32, at.tradingState) - 1] ?? 'halted',
      tradingCause: STATE_CAUSES[u32At(u32, at.tradingCause) - 1] ?? '',
      ...profit,
      dayPnlPaise: f64At(f64, at.dayPnlPaise),
      drawdownBps: drawdownBps(capitalPaise + profit.netPnlPaise, f64At(f64, at.peakEquityPaise)),
      grossExposurePaise: f64At(f64, at.grossExposurePaise),
      netExposurePaise: f64At(f64, at.netExposurePaise),
      capitalPaise,
      openPositions: u32At(u32, at.openPositions),
      signals: f64At(f64, at.signals),
      approved: f64At(f64, at.approved),
      denied: f64At(f64, at.denied),
      timeMs: f64At(f64, at.timeMs),
    };
  }
}

interface ProfitFields {
  readonly realisedPnlPaise: number;
  readonly unrealisedPnlPaise: number;
  readonly chargesPaise: number;
}

/** The profit fields of one record; `at` says where they are. */
function profitOf(f64: Float64Array, at: ProfitFields): ProfitFields & { netPnlPaise: number } {
  const realisedPnlPaise = f64At(f64, at.realisedPnlPaise);
  const unrealisedPnlPaise = f64At(f64, at.unrealisedPnlPaise);
  const chargesPaise = f64At(f64, at.chargesPaise);
  const netPnlPaise = realisedPnlPaise + unrealisedPnlPaise - chargesPaise;
  return { realisedPnlPaise, unrealisedPnlPaise, chargesPaise, netPnlPaise };
}

/** The peak is written in steps, so the equity may be a little above it. */
function drawdownBps(equityPaise: number, peakPaise: number): number {
  if (peakPaise <= 0) return 0;
  return Math.max(0, Math.round(((peakPaise - equityPaise) * BPS_PER_UNIT) / peakPaise));
}
