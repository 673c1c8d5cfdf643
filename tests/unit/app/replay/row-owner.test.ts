import { describe, expect, it } from 'vitest';
import { ownerOf, ticksBefore } from '../../../../src/app/replay/row-owner.ts';
import { CLOCK_ROW } from '../../../../src/domain/input-rows.ts';
import { JOURNAL_KINDS } from '../../../../src/domain/journal-kinds.ts';
import type { AnyRow, AnyRowKind } from '../../../../src/domain/journal-row.ts';

const rowOf = (kind: AnyRowKind, row: AnyRow = {}) => ({ sequence: 1, wallMs: 0, kind, row });
const OWNERS = { risk: [20, 29], positions: [30, 39], orders: [40, 59], door: [60, 69] } as const;

describe('ownerOf', () => {
  it('gives each kind to the core whose block of codes it is in', () => {
    for (const { code, kind } of JOURNAL_KINDS.filter(({ code }) => code >= 20)) {
      const [name] =
        Object.entries(OWNERS).find(([, [from, to]]) => code >= from && code <= to) ?? [];
      const owner = name === 'positions' ? 'risk' : name;
      expect([kind.kind, ownerOf(rowOf(kind))]).toEqual([kind.kind, owner]);
    }
  });

  it('gives each input to the core that takes it', () => {
    const of = (owner: string) =>
      JOURNAL_KINDS.filter(({ code, kind }) => code < 20 && !('core' in kind.fields))
        .map(({ kind }) => kind)
        .filter((kind) => ownerOf(rowOf(kind)) === owner)
        .map(({ kind }) => kind)
        .sort();
    expect(of('risk')).toEqual([
      'events_taken',
      'external_exposure',
      'previous_close',
      'risk_action',
      'round',
      'signal',
    ]);
    expect(of('orders')).toEqual([
      ...['answer', 'clock', 'fill', 'gtt_request', 'intent', 'report', 'session', 'watch_request'],
    ]);
  });

  it('reads from the row whose timer or operator it is', () => {
    for (const { kind } of JOURNAL_KINDS.filter(({ kind }) => 'core' in kind.fields)) {
      expect(ownerOf(rowOf(kind, { core: 'risk' }))).toBe('risk');
      expect(ownerOf(rowOf(kind, { core: 'orders' }))).toBe('orders');
    }
  });
});

describe('ticksBefore', () => {
  it('knows every kind that says how many ticks came before it, but the clock, which is no input', () => {
    for (const { kind } of JOURNAL_KINDS) {
      const isInput = 'tick' in kind.fields && kind.kind !== CLOCK_ROW.kind;
      expect([kind.kind, ticksBefore(rowOf(kind, { tick: 7 }))]).toEqual([
        kind.kind,
        isInput ? 7 : undefined,
      ]);
    }
  });
});
