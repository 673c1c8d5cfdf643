/** Every row of one story in the order of the journal, with names and times for people. `tickring audit`. */
import { OPERATOR_ROW, SESSION_ROW } from '../../domain/input-rows.ts';
import type { AnyRow } from '../../domain/journal-row.ts';
import type { JournalReader, StoredRow, StoredStep } from '../../journal/journal-reader.ts';
import { type AuditQuery, auditQueries } from './audit-id.ts';
import { AuditLinks, type AuditNode, nodeOf } from './audit-links.ts';

export interface AuditEntry {
  readonly sequence: number;
  readonly kind: string;
  /** Session time, epoch milliseconds: the row's, its step's, or that of the rows before. */
  readonly timeMs: number;
  readonly wallMs: number;
  readonly row: AnyRow;
  /** The last row of the same order, group or GTT before it. */
  readonly previous: AnyRow | undefined;
}

/** Names by number, as the session of the story's first row has them. */
export interface AuditNames {
  readonly instruments: readonly string[];
  readonly strategies: readonly string[];
}

export interface AuditTrail {
  readonly stories: readonly AuditNode[];
  readonly names: AuditNames;
  readonly entries: readonly AuditEntry[];
}

export type AuditAnswer =
  | { readonly status: 'found'; readonly trail: AuditTrail }
  /** `queries`: the readings that exist, each of another story. */
  | { readonly status: 'ambiguous'; readonly queries: readonly AuditQuery[] }
  | { readonly status: 'unknown' };

/** Reads the journal twice: for the links, then for the rows. Throws `JournalError` and `DiskError`. */
export function auditTrail(open: () => JournalReader, id: string): AuditAnswer {
  const links = new AuditLinks(auditQueries(id));
  open().read((step) => {
    links.take(step);
    return true;
  });
  const nodes = [...new Set(links.found.values())];
  const [node] = nodes;
  if (node === undefined) return { status: 'unknown' };
  const stories = links.storiesOf(node);
  if (!nodes.every((other) => stories.has(other))) {
    return { status: 'ambiguous', queries: [...links.found.keys()] };
  }
  const collector = new TrailCollector(stories);
  open().read((step) => {
    collector.take(step);
    return true;
  });
  const { names, entries } = collector;
  return { status: 'found', trail: { stories: [...stories].sort(), names, entries } };
}

class TrailCollector {
  readonly entries: AuditEntry[] = [];
  names: AuditNames = { instruments: [], strategies: [] };
  readonly #stories: ReadonlySet<AuditNode>;
  readonly #last = new Map<string, AnyRow>();
  #session: AuditNames = this.names;
  /** Of the last row that said: a step that does not say is as old. */
  #timeMs = 0;

  constructor(stories: ReadonlySet<AuditNode>) {
    this.#stories = stories;
  }

  take(step: StoredStep): void {
    const session = step.find(({ kind }) => kind.kind === SESSION_ROW.kind)?.row;
    if (session !== undefined) this.#session = session as unknown as AuditNames;
    if (!step.some((stored) => this.#isMine(stored))) return;
    if (this.entries.length === 0) this.names = this.#session;
    let timeMs = step.map(({ row }) => timeOf(row)).find((time) => time > 0) ?? this.#timeMs;
    for (const stored of step) {
      timeMs = timeOf(stored.row) || timeMs;
      // Who asked for it is part of the story.
      const isMine = this.#isMine(stored) || stored.kind.kind === OPERATOR_ROW.kind;
      if (isMine) this.#add(stored, timeMs);
    }
    this.#timeMs = timeMs;
  }

  #isMine(stored: StoredRow): boolean {
    const node = nodeOf(stored);
    return node !== undefined && this.#stories.has(node);
  }

  #add({ sequence, wallMs, kind, row }: StoredRow, timeMs: number): void {
    const key = kind.keyOf === undefined ? '' : `${kind.kind}:${kind.keyOf(row as never)}`;
    const previous = key === '' ? undefined : this.#last.get(key);
    if (key !== '') this.#last.set(key, row);
    this.entries.push({ sequence, kind: kind.kind, timeMs, wallMs, row, previous });
  }
}

function timeOf(row: AnyRow): number {
  const time = row['timeMs'] ?? row['changedMs'];
  return typeof time === 'number' ? time : 0;
}
