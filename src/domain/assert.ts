/** The one assertion. A broken invariant is a bug: the thread dies and the supervisor's policy applies. */

export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws `InvariantError` with `rule` (the invariant, stated positively) when `condition` is false. On in production. */
export function assert(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new InvariantError(`Invariant: ${rule}`);
}
