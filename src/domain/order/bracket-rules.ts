/**
 * What a bracket needs next. The rules compare what is with what should be and ask for the difference, so the order in which
 * reports arrive does not matter: after every input the order core calls `settle`, and again until nothing is missing.
 */
import { assert } from '../assert.ts';
import { EXIT_LEGS_RESERVED, EXIT_OFFSET_BPS_MAX } from '../limits.ts';
import type { QuoteTable } from '../position/quote-table.ts';
import type { Tick } from '../tick/tick.ts';
import type { Bracket } from './bracket.ts';
import { marketableLimit, touchPaise } from './limit-price.ts';
import { isLive, isSettled } from './order.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderSettings } from './order-settings.ts';
import type { Side } from './types.ts';

export class BracketRules {
  /** Exits re-priced as often as allowed that still rest (KS-07). */
  exhaustedChases = 0;
  /** Brackets that need an exit and have no leg left for one. */
  stuckExits = 0;
  refusedTargets = 0;
  /** Exits that closed more than was open and were compensated (OC-03). */
  overshoots = 0;
  readonly #desk: OrderDesk;
  readonly #quotes: QuoteTable;
  readonly #settings: OrderSettings;

  constructor(desk: OrderDesk, quotes: QuoteTable, settings: OrderSettings) {
    this.#desk = desk;
    this.#quotes = quotes;
    this.#settings = settings;
  }

  settle(bracket: Bracket): void {
    const open = bracket.openQuantity;
    const isStopGone = bracket.stop !== undefined && !isLive(bracket.stop);
    // Too much was closed, or the entry filled after its protection had ended: close what is there.
    if (!bracket.isExiting && (open < 0 || (open > 0 && isStopGone))) this.beginExit(bracket);
    if (bracket.isExiting) this.#settleExit(bracket, open);
    else this.#settleProtection(bracket, open);
  }

  /** From here on everything is closed: entry and target are cancelled, then the rest is sold (or bought) back. */
  beginExit(bracket: Bracket): void {
    bracket.isExiting = true;
    bracket.isEntryOver = true;
    this.#desk.endStop(bracket.stop, 'stop_released');
  }

  /**
   * Looks at one tick of the bracket's instrument. A stop triggers on the extremes of the last price, so a crossing inside a
   * conflated tick counts, and on a quote that lies wholly beyond the trigger; a wide spread alone does not trigger it.
   */
  watch(bracket: Bracket, tick: Tick): void {
    const stop = bracket.stop;
    if (bracket.isExiting) {
      this.settle(bracket);
      this.#chase(bracket);
    } else if (
      stop?.status === 'held' &&
      tick.exchangeTimeMs >= bracket.armedFromMs &&
      isCrossed(bracket.side, stop.triggerPaise, tick)
    ) {
      this.#desk.endStop(stop, 'stop_triggered');
      this.beginExit(bracket);
      this.settle(bracket);
    } else if (bracket.isEntryOver && isLive(bracket.entry)) {
      this.settle(bracket);
    }
  }

  #settleProtection(bracket: Bracket, open: number): void {
    if (open > 0) {
      this.#protect(bracket, open);
      this.#aim(bracket, open);
    } else {
      this.#desk.endStop(bracket.stop, 'stop_released');
    }
    if (bracket.target !== undefined && bracket.target.filledQuantity > 0) {
      bracket.isEntryOver = true;
    }
    if (bracket.isEntryOver) this.#desk.cancel(bracket.entry);
    assert(
      open <= 0 || (bracket.stop?.status === 'held' && bracket.stop.quantity === open),
      'OC-04 an open quantity has a stop of just that size',
    );
  }

  /** The stop follows the confirmed fills in the step that brings them. */
  #protect(bracket: Bracket, open: number): void {
    const triggerPaise = bracket.triggerPaise;
    assert(
      (bracket.entryPaise - triggerPaise) * bracket.side > 0,
      'OC-07 a stop lies on the losing side of the entry',
    );
    if (bracket.stop !== undefined) {
      this.#desk.resizeStop(bracket.stop, open, triggerPaise);
      return;
    }
    bracket.armedFromMs = this.#desk.timeMs;
    bracket.stop = this.#desk.hold(bracket, {
      role: 'stop',
      side: opposite(bracket.side),
      quantity: open,
      limitPaise: 0,
      triggerPaise,
    });
  }

  /** The target at the venue never exceeds the confirmed fills (OC-01). */
  #aim(bracket: Bracket, open: number): void {
    const target = bracket.target;
    const limitPaise = bracket.targetPaise;
    if (limitPaise === 0 || bracket.isTargetRefused) return;
    if (target !== undefined && isLive(target)) {
      const quantity = target.filledQuantity + open;
      assert(quantity <= bracket.entry.filledQuantity, 'OC-01 a target is covered by entry fills');
      this.#desk.amend(target, quantity, limitPaise);
      return;
    }
    if (target !== undefined && target.status !== 'filled') {
      bracket.isTargetRefused = true;
      this.refusedTargets += 1;
      return;
    }
    if (!this.#desk.hasLegFor(bracket, EXIT_LEGS_RESERVED)) return;
    bracket.target = this.#desk.place(bracket, {
      role: 'target',
      side: opposite(bracket.side),
      quantity: open,
      limitPaise,
      triggerPaise: 0,
    });
  }

  /** An exit is sent once entry and target are known to be gone, so that it neither trades with them nor closes twice. */
  #settleExit(bracket: Bracket, open: number): void {
    this.#desk.cancel(bracket.entry);
    if (bracket.target !== undefined) this.#desk.cancel(bracket.target);
    const exit = bracket.liveExit;
    for (const order of bracket.orders) if (order !== exit && !isSettled(order)) return;
    const side = open > 0 ? opposite(bracket.side) : bracket.side;
    const quantity = Math.abs(open);
    if (exit === undefined) {
      if (quantity > 0) this.#placeExit(bracket, side, quantity);
    } else if (quantity === 0 || exit.side !== side) {
      this.#desk.cancel(exit);
    } else {
      this.#desk.amend(exit, exit.filledQuantity + quantity, exit.limitPaise);
    }
  }

  #placeExit(bracket: Bracket, side: Side, quantity: number): void {
    const desk = this.#desk;
    const isRefused = bracket.exit?.status === 'rejected';
    if (isRefused && desk.timeMs < bracket.nextExitActionMs) return;
    const touch = touchPaise(this.#quotes, bracket.instrument.index, side);
    if (touch === 0) return;
    if (!desk.hasLegFor(bracket)) {
      if (!bracket.isStuck) this.stuckExits += 1;
      bracket.isStuck = true;
      return;
    }
    if (side === bracket.side) this.overshoots += 1;
    bracket.chases = 0;
    bracket.nextExitActionMs = desk.timeMs + this.#settings.chaseIntervalMs;
    bracket.exit = desk.place(bracket, {
      role: 'exit',
      side,
      quantity,
      limitPaise: marketableLimit(bracket.instrument, side, {
        touchPaise: touch,
        offsetBps: this.#settings.marketableOffsetBps,
      }),
      triggerPaise: 0,
    });
  }

  /** Re-prices an exit that the market has left behind, further through the touch each time. */
  #chase(bracket: Bracket): void {
    const exit = bracket.liveExit;
    const { chaseIntervalMs, marketableOffsetBps, maxChases } = this.#settings;
    if (exit === undefined || this.#desk.timeMs < bracket.nextExitActionMs) return;
    const touch = touchPaise(this.#quotes, bracket.instrument.index, exit.side);
    const isLeftBehind = (exit.limitPaise - touch) * exit.side < 0;
    if (!isLeftBehind || bracket.chases > maxChases) return;
    if (bracket.chases === maxChases) {
      this.exhaustedChases += 1;
      bracket.chases += 1;
      return;
    }
    const offsetBps = Math.min(marketableOffsetBps * (bracket.chases + 2), EXIT_OFFSET_BPS_MAX);
    const limitPaise = marketableLimit(bracket.instrument, exit.side, {
      touchPaise: touch,
      offsetBps,
    });
    const quantity = exit.filledQuantity + Math.abs(bracket.openQuantity);
    if (!this.#desk.amend(exit, quantity, limitPaise)) return;
    bracket.chases += 1;
    bracket.nextExitActionMs = this.#desk.timeMs + chaseIntervalMs;
  }
}

function isCrossed(side: Side, triggerPaise: number, tick: Tick): boolean {
  if (side === 1) {
    return tick.lowPaise <= triggerPaise || (tick.askPaise > 0 && tick.askPaise <= triggerPaise);
  }
  return tick.highPaise >= triggerPaise || tick.bidPaise >= triggerPaise;
}

function opposite(side: Side): Side {
  return side === 1 ? -1 : 1;
}
