/** A session in shared memory with positions and an account as the risk thread writes them, for tests of those who read them. */
import type { FieldKind, Layout } from '../../src/contract/layout.ts';
import type { ThreadInit } from '../../src/contract/messages.ts';
import { POSITION_STATE, RISK_STATE } from '../../src/contract/records/state.ts';
import { TRADING_STATES, type TradingState } from '../../src/domain/risk/deny-reason.ts';
import type { LastValueTable } from '../../src/ring/last-value-table.ts';
import { mapSession, type Session } from '../../src/threads/session.ts';
import { instruments } from './instruments.ts';

type PositionField = keyof typeof POSITION_STATE.at;
type AccountField = Exclude<keyof typeof RISK_STATE.at, 'tradingState'>;

export function sharedSession(): Session {
  return mapSession({ tickRingCapacity: 1024, instruments: instruments.length });
}

/** What a reader of the state looks at in its init. */
export function viewerInit(threads: readonly string[] = ['risk']): ThreadInit {
  return {
    instruments,
    threads,
    strategies: [{ index: 3, settings: { id: 'ema-cross' } }],
    settings: { feed: { streamUrl: 'ws://127.0.0.1:1/smart-stream' } },
    version: '0.0.0',
    configSha: 'c0ffee',
  } as unknown as ThreadInit;
}

/** Fields that are left out are 0. */
export function writePosition(
  session: Session,
  instrumentIndex: number,
  fields: Partial<Record<PositionField, number>>,
): void {
  writeRecord(session.positionState, { layout: POSITION_STATE, slot: instrumentIndex }, fields);
}

export function writeAccount(
  session: Session,
  {
    tradingState,
    ...fields
  }: Partial<Record<AccountField, number>> & {
    tradingState: TradingState;
  },
): void {
  writeRecord(
    session.riskState,
    { layout: RISK_STATE, slot: 0 },
    { ...fields, tradingState: 1 + TRADING_STATES.indexOf(tradingState) },
  );
}

function writeRecord(
  table: LastValueTable,
  { layout, slot }: { layout: Layout<Record<string, FieldKind>>; slot: number },
  fields: Readonly<Record<string, number>>,
): void {
  const base = table.begin(slot);
  table.records.u32.fill(0, base, base + table.stride);
  for (const [name, value] of Object.entries(fields)) {
    const at = layout.at[name] ?? 0;
    const kind = layout.fields[name];
    if (kind === 'f64') table.records.f64[(base >> 1) + at] = value;
    else if (kind === 'i32') table.records.i32[base + at] = value;
    else table.records.u32[base + at] = value;
  }
  table.commit(slot);
}
