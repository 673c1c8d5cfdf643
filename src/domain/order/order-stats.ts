/** What the order core counts. Plain numbers, read by metrics; none of them survives a restart. */

export interface OrderCounters {
  /** Reports of orders that are not ours. */
  unknownOrderReports: number;
  /** Fill reports that brought nothing new. */
  repeatedFills: number;
  /** Reports about forgotten orders that said nothing new. */
  lateDuplicates: number;
  /** Fills of orders that were already cancelled, rejected or expired; applied (OL-05). */
  lateFills: number;
  /** Exit intents that found nothing to close. */
  idleExits: number;
  /** Entries that never left: kill latch, pause, halt, rate budget, self-trade, parent, end of day, restart. */
  deniedEntries: number;
  abandonedCancels: number;
  exhaustedChases: number;
  stuckExits: number;
  refusedTargets: number;
  refusedStops: number;
  /** Exits that closed more than was open and were compensated (OC-03). */
  overshoots: number;
  /** Orders whose place was not answered in time. */
  unknownOrders: number;
  /** Commands the rate budget put off. */
  throttledCommands: number;
  /** Groups whose open quantity went without a stop for too long (OC-04). */
  unprotectedGroups: number;
  /** Corrections of a position by reconciliation (PP-06). */
  adjustments: number;
  alarms: number;
}

export interface OrderCoreStats extends Readonly<OrderCounters> {
  readonly openGroups: number;
  /** Groups whose entry waits for a parent's. */
  readonly waitingGroups: number;
  /** Closed groups of which only the quantities of their orders are known. */
  readonly forgottenGroups: number;
  readonly isKilled: boolean;
  readonly isPaused: boolean;
  readonly isHalted: boolean;
}

export function newCounters(): OrderCounters {
  return {
    unknownOrderReports: 0,
    repeatedFills: 0,
    lateDuplicates: 0,
    lateFills: 0,
    idleExits: 0,
    deniedEntries: 0,
    abandonedCancels: 0,
    exhaustedChases: 0,
    stuckExits: 0,
    refusedTargets: 0,
    refusedStops: 0,
    overshoots: 0,
    unknownOrders: 0,
    throttledCommands: 0,
    unprotectedGroups: 0,
    adjustments: 0,
    alarms: 0,
  };
}
