/**
 * Which rows belong to one story: an intent's group, the signals merged into it, the exits that closed it, the group it waited for, the GTT that
 * asked for it. Pure; `tickring audit`.
 */
import {
  ANSWER_ROW,
  FILL_ROW,
  INTENT_ROW,
  REPORT_ROW,
  SESSION_ROW,
  SIGNAL_ROW,
} from '../../domain/input-rows.ts';
import type { AnyRow } from '../../domain/journal-row.ts';
import { GTT_ROW } from '../../domain/order/gtt/rows.ts';
import { COMMAND_ROW, GROUP_ROW, ORDER_ROW } from '../../domain/order/rows.ts';
import { GTT_STRATEGY, groupIdOf, intentIdOf } from '../../domain/order/types.ts';
import { CHARGED_ORDER_ROW, POSITION_ROW } from '../../domain/position/rows.ts';
import { APPROVAL_ROW, DECISION_ROW } from '../../domain/risk/rows.ts';
import type { StoredRow, StoredStep } from '../../journal/journal-reader.ts';
import type { AuditQuery } from './audit-id.ts';

/** `group:<id>` or `gtt:<id>`. */
export type AuditNode = string;

const BY_ORDER = new Set(
  [COMMAND_ROW, REPORT_ROW, FILL_ROW, POSITION_ROW, CHARGED_ORDER_ROW].map(({ kind }) => kind),
);

export function groupNode(id: number): AuditNode {
  return `group:${id}`;
}

/** The story a row belongs to; undefined for rows about everything. */
export function nodeOf({ kind, row }: StoredRow): AuditNode | undefined {
  if (BY_ORDER.has(kind.kind)) {
    const orderId = numberOf(row, 'orderId');
    return orderId === 0 ? undefined : groupNode(groupIdOf(orderId));
  }
  switch (kind.kind) {
    case SIGNAL_ROW.kind:
      return signalNode(row, 'sequence');
    case DECISION_ROW.kind:
    case ANSWER_ROW.kind:
      return signalNode(row, 'signalSequence');
    case APPROVAL_ROW.kind:
    case INTENT_ROW.kind:
      return groupNode(numberOf(row, 'intentId'));
    case GROUP_ROW.kind:
    case ORDER_ROW.kind:
      return groupNode(numberOf(row, 'groupId'));
    case GTT_ROW.kind:
      return `gtt:${numberOf(row, 'gttId')}`;
    default:
      return undefined;
  }
}

function signalNode(row: AnyRow, field: string): AuditNode {
  return groupNode(intentIdOf(numberOf(row, 'strategyIndex'), numberOf(row, field)));
}

function numberOf(row: AnyRow, field: string): number {
  const value = row[field];
  return typeof value === 'number' ? value : 0;
}

/** First reading of a journal: what the query names, and which stories are one. */
export class AuditLinks {
  readonly #queries: readonly AuditQuery[];
  readonly #links = new Map<AuditNode, AuditNode[]>();
  readonly #found = new Map<AuditQuery, AuditNode>();
  #strategies: readonly string[] = [];

  constructor(queries: readonly AuditQuery[]) {
    this.#queries = queries;
  }

  /** The readings of the id that exist, and the story of each. */
  get found(): ReadonlyMap<AuditQuery, AuditNode> {
    return this.#found;
  }

  take(step: StoredStep): void {
    const intent = step[0]?.kind.kind === INTENT_ROW.kind ? nodeOf(step[0]) : undefined;
    for (const stored of step) {
      const { kind, row } = stored;
      if (kind.kind === SESSION_ROW.kind) this.#strategies = row['strategies'] as readonly string[];
      const node = nodeOf(stored);
      if (node === undefined) continue;
      this.#linkRow(node, stored);
      // What an exit closes changes in the step in which the intent is taken.
      if (intent !== undefined) this.#link(node, intent);
      for (const query of this.#queries) {
        if (this.#matches(query, stored)) this.#found.set(query, node);
      }
    }
  }

  /** All stories that are one with `node`, itself included. */
  storiesOf(node: AuditNode): ReadonlySet<AuditNode> {
    const all = new Set([node]);
    // A set goes on to be walked over what is added meanwhile.
    for (const one of all) for (const other of this.#links.get(one) ?? []) all.add(other);
    return all;
  }

  #linkRow(node: AuditNode, { kind, row }: StoredRow): void {
    if (kind.kind === DECISION_ROW.kind) this.#linkGroup(node, numberOf(row, 'mergedIntoId'));
    if (kind.kind === INTENT_ROW.kind || kind.kind === GROUP_ROW.kind) {
      this.#linkGroup(node, numberOf(row, 'parentGroupId'));
    }
    const signalSequence = numberOf(row, 'signalSequence');
    if (kind.kind === GTT_ROW.kind && signalSequence > 0) {
      this.#linkGroup(node, intentIdOf(GTT_STRATEGY, signalSequence));
    }
  }

  #linkGroup(node: AuditNode, groupId: number): void {
    if (groupId !== 0) this.#link(node, groupNode(groupId));
  }

  #link(one: AuditNode, other: AuditNode): void {
    if (one === other) return;
    this.#add(one, other);
    this.#add(other, one);
  }

  #add(from: AuditNode, to: AuditNode): void {
    const known = this.#links.get(from);
    if (known === undefined) this.#links.set(from, [to]);
    else if (!known.includes(to)) known.push(to);
  }

  #matches(query: AuditQuery, { kind, row }: StoredRow): boolean {
    const is = (name: string) => kind.kind === name;
    switch (query.kind) {
      case 'group':
        return (
          (is(DECISION_ROW.kind) || is(INTENT_ROW.kind)) && numberOf(row, 'intentId') === query.id
        );
      case 'order':
        return is(ORDER_ROW.kind) && numberOf(row, 'orderId') === query.id;
      case 'venue':
        return is(ORDER_ROW.kind) && query.id !== 0 && numberOf(row, 'venueOrderId') === query.id;
      case 'tag':
        return (
          is(ORDER_ROW.kind) &&
          numberOf(row, 'orderId') === query.orderId &&
          numberOf(row, 'tagPrefix') === query.tagPrefix
        );
      case 'gtt':
        return is(GTT_ROW.kind) && numberOf(row, 'gttId') === query.id;
      case 'signal':
        return (
          is(SIGNAL_ROW.kind) &&
          numberOf(row, 'sequence') === query.sequence &&
          this.#isStrategy(numberOf(row, 'strategyIndex'), query.strategy)
        );
      default:
        return query satisfies never;
    }
  }

  #isStrategy(index: number, named: string): boolean {
    return String(index) === named || this.#strategies[index] === named;
  }
}
