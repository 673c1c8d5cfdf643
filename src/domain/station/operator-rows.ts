/** What the operator desk keeps beside the keys and contents of its requests. Pure declarations. */
import { defineRowKind } from '../journal-row.ts';

/** The newest signal an operator's request became: its sequence is never used again, whatever became of it. */
export interface OperatorSignalRow {
  readonly sequence: number;
  readonly timeMs: number;
}

export const OPERATOR_SIGNAL_ROW = defineRowKind<OperatorSignalRow>({
  kind: 'operator_signal',
  version: 1,
  fields: { sequence: 'int', timeMs: 'int' },
  keyOf: () => 'last',
});
