/** The one interface to GTTs: the book the engine holds itself implements it, and a venue that has its own can. */
import type { Gtt, GttProblem, GttRequest } from './gtt.ts';

export type GttAnswer =
  | { readonly isTaken: true; readonly gttId: number }
  | { readonly isTaken: false; readonly problem: GttProblem };

export interface GttPort {
  /** `timeMs` is session time, epoch milliseconds, as for all three. */
  create(request: GttRequest, timeMs: number): GttAnswer;
  /** Ends a GTT that waits; of an unresolved one it notes that the operator has dealt with it. */
  cancel(gttId: number, timeMs: number): GttAnswer;
  /** Watches a suspended GTT again, with the triggers it has. */
  resume(gttId: number, timeMs: number): GttAnswer;
  /** Every GTT the account ever had, oldest first. */
  list(): readonly Gtt[];
}
