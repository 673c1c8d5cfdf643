/** What a person may have in hand of an order's story: which kinds of id a text can be. Pure; `tickring audit`. */
import { parseOrderTag } from '../../domain/order/order-tag.ts';

export type AuditQuery =
  | { readonly kind: 'group' | 'order' | 'venue' | 'gtt'; readonly id: number }
  | { readonly kind: 'tag'; readonly tagPrefix: number; readonly orderId: number }
  /** `strategy`: its id or its index. */
  | { readonly kind: 'signal'; readonly strategy: string; readonly sequence: number };

/** Words before the colon that say which kind of number follows. An intent and its group have one id. */
const NUMBERED = {
  intent: 'group',
  group: 'group',
  order: 'order',
  venue: 'venue',
  gtt: 'gtt',
} as const;

/** Every reading of `text`; a bare number has several, and the journal tells which of them exist. Empty: it is no id. */
export function auditQueries(text: string): readonly AuditQuery[] {
  const named = /^([^:]+):(\d{1,16})$/.exec(text);
  if (named !== null) {
    const [, name = '', digits] = named;
    const id = Number(digits);
    const kind = Object.entries(NUMBERED).find(([word]) => word === name)?.[1];
    if (kind !== undefined) return [{ kind, id }];
    return [{ kind: 'signal', strategy: name, sequence: id }];
  }
  const queries: AuditQuery[] = [];
  const tag = parseOrderTag(text);
  if (tag !== null) queries.push({ kind: 'tag', ...tag });
  if (/^\d{1,16}$/.test(text)) {
    const id = Number(text);
    queries.push({ kind: 'group', id }, { kind: 'order', id }, { kind: 'venue', id });
  }
  return queries;
}
