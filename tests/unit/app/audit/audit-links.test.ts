import { describe, expect, it } from 'vitest';
import { auditQueries } from '../../../../src/app/audit/audit-id.ts';
import { AuditLinks, groupNode, nodeOf } from '../../../../src/app/audit/audit-links.ts';
import { JOURNAL_KINDS } from '../../../../src/domain/journal-kinds.ts';
import type { AnyRow } from '../../../../src/domain/journal-row.ts';
import { GTT_STRATEGY, intentIdOf, orderIdOf } from '../../../../src/domain/order/types.ts';
import type { StoredRow } from '../../../../src/journal/journal-reader.ts';

function rowOf(name: string, row: AnyRow): StoredRow {
  const kind = JOURNAL_KINDS.find((coded) => coded.kind.kind === name)?.kind;
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return { sequence: 1, wallMs: 0, kind, row };
}

function linksOf(id: string, ...steps: readonly (readonly StoredRow[])[]): AuditLinks {
  const links = new AuditLinks(auditQueries(id));
  for (const step of steps) links.take(step);
  return links;
}

const storyOf = (links: AuditLinks) => {
  const [node = ''] = links.found.values();
  return [...links.storiesOf(node)].sort();
};

const session = rowOf('session', { strategies: ['alpha', 'beta'], instruments: [] });

describe('nodeOf', () => {
  it('finds the group of every row that is about one', () => {
    const intentId = intentIdOf(1, 9);
    const orderId = orderIdOf(intentId, 3);
    for (const stored of [
      rowOf('signal', { strategyIndex: 1, sequence: 9 }),
      rowOf('decision', { strategyIndex: 1, signalSequence: 9, intentId: 0 }),
      rowOf('approval', { intentId }),
      rowOf('intent', { intentId }),
      rowOf('group', { groupId: intentId }),
      rowOf('order', { groupId: intentId, orderId }),
      rowOf('command', { orderId }),
      rowOf('report', { orderId }),
      rowOf('fill', { orderId }),
      rowOf('position', { orderId }),
      rowOf('charged_order', { orderId }),
    ]) {
      expect([stored.kind.kind, nodeOf(stored)]).toEqual([stored.kind.kind, groupNode(intentId)]);
    }
  });

  it('finds none in rows about everything', () => {
    expect(nodeOf(rowOf('clock', { timeMs: 1 }))).toBeUndefined();
    expect(nodeOf(rowOf('report', { orderId: 0, kind: 'book_end' }))).toBeUndefined();
    expect(nodeOf(rowOf('position', { orderId: 0, cause: 'unexplained' }))).toBeUndefined();
  });
});

describe('AuditLinks', () => {
  const entry = rowOf('intent', { intentId: 2, parentGroupId: 0 });
  const exit = rowOf('intent', { intentId: 5, parentGroupId: 0 });
  const group = rowOf('group', { groupId: 2, parentGroupId: 0 });

  it('joins an exit with the group it closes, from either end', () => {
    const steps = [
      [entry, group],
      [exit, group],
    ] as const;
    for (const id of ['intent:2', 'intent:5']) {
      expect(storyOf(linksOf(id, ...steps))).toEqual(['group:2', 'group:5']);
    }
  });

  it('joins a merged signal with the one that stands for it', () => {
    const merged = rowOf('decision', { strategyIndex: 1, signalSequence: 4, mergedIntoId: 2 });
    const signal = rowOf('signal', { strategyIndex: 1, sequence: 4 });
    const other = groupNode(intentIdOf(1, 4));
    expect(storyOf(linksOf('beta:4', [session], [signal], [merged]))).toEqual(['group:2', other]);
    expect(storyOf(linksOf('1:4', [session], [signal], [merged]))).toEqual(['group:2', other]);
  });

  it('joins a group with its parent, and a GTT with what it asked for', () => {
    const child = rowOf('intent', { intentId: 8, parentGroupId: 2 });
    expect(storyOf(linksOf('group:8', [entry], [child]))).toEqual(['group:2', 'group:8']);
    const gtt = rowOf('gtt', { gttId: 3, signalSequence: 6 });
    const waiting = rowOf('gtt', { gttId: 4, signalSequence: 0 });
    expect(storyOf(linksOf('gtt:3', [gtt], [waiting]))).toEqual([
      groupNode(intentIdOf(GTT_STRATEGY, 6)),
      'gtt:3',
    ]);
    expect(storyOf(linksOf('gtt:4', [gtt], [waiting]))).toEqual(['gtt:4']);
  });

  it('finds an order by its id, tag and venue id, and keeps different readings apart', () => {
    const order = { groupId: 2, orderId: 130, tagPrefix: 5, venueOrderId: 8 };
    const found = (id: string) => [
      ...linksOf(
        id,
        [entry],
        [rowOf('order', order)],
        [rowOf('decision', { intentId: 8 })],
      ).found.keys(),
    ];
    expect(found('order:130')).toHaveLength(1);
    expect(found('venue:8')).toHaveLength(1);
    expect(found('8').map(({ kind }) => kind)).toEqual(['venue', 'group']);
    expect(found('venue:0')).toEqual([]);
    expect(found('order:131')).toEqual([]);
  });
});
