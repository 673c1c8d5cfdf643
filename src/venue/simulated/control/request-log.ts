/** What the simulated broker was asked, for tests that count requests. Simulator process. */

import type { SimulatedRequestState } from '../../../contract/wire/simulator-control.ts';
import { ENDPOINTS, type EndpointName } from '../../../contract/wire/smartapi-rest.ts';

/** Older ones are forgotten; the counts stay. */
const MOST_KEPT = 100_000;

export class RequestLog {
  readonly #counts = new Map<string, number>();
  #kept: SimulatedRequestState[] = [];
  #sequence = 0;

  /** Writes and authentication are kept one by one, reads are counted. */
  add(endpoint: EndpointName, request: Omit<SimulatedRequestState, 'sequence' | 'endpoint'>): void {
    this.#sequence += 1;
    this.#counts.set(endpoint, (this.#counts.get(endpoint) ?? 0) + 1);
    if (ENDPOINTS[endpoint].kind === 'read') return;
    this.#kept.push({ sequence: this.#sequence, endpoint, ...request });
    if (this.#kept.length > MOST_KEPT) this.#kept = this.#kept.slice(-MOST_KEPT / 2);
  }

  kept(): readonly SimulatedRequestState[] {
    return this.#kept;
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
