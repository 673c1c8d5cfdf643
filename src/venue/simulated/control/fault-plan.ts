/** The faults that are scheduled, and which of them strikes an occasion. Simulator process. */

import type {
  SimulatorFault,
  SimulatorFaultName,
} from '../../../contract/wire/simulator-control.ts';
import type { EndpointName } from '../../../contract/wire/smartapi-rest.ts';
import { SeededDraws } from './seeded-draws.ts';

/** What happens that a fault may strike. */
export interface Occasion {
  readonly endpoint?: EndpointName;
  readonly tag?: string;
}

interface Scheduled {
  readonly fault: SimulatorFault;
  readonly draws: SeededDraws;
  toSkip: number;
  left: number;
}

const ANY: Occasion = {};

/** The same faults and the same occasions strike alike. */
export class FaultPlan {
  #scheduled: Scheduled[] = [];

  add(fault: SimulatorFault): void {
    const draws = new SeededDraws(fault.seed, fault.name);
    this.#scheduled.push({ fault, draws, toSkip: fault.skip, left: fault.count });
  }

  clear(): void {
    this.#scheduled = [];
  }

  /** Names of what has not struck as often as it may. */
  pending(): SimulatorFaultName[] {
    return this.#scheduled.map(({ fault }) => fault.name);
  }

  /** Nothing is scheduled: asked per packet, so that drawing costs nothing then. */
  get isEmpty(): boolean {
    return this.#scheduled.length === 0;
  }

  /** The first fault, in order of schedule, among `names` that strikes; null for none. */
  draw(names: readonly SimulatorFaultName[], occasion: Occasion = ANY): SimulatorFault | null {
    for (const entry of this.#scheduled) {
      if (!names.includes(entry.fault.name) || !fits(entry.fault, occasion)) continue;
      if (entry.toSkip > 0) {
        entry.toSkip -= 1;
        continue;
      }
      if (entry.draws.unit() >= entry.fault.probability) continue;
      entry.left -= 1;
      if (entry.left === 0) this.#scheduled = this.#scheduled.filter((other) => other !== entry);
      return entry.fault;
    }
    return null;
  }
}

function fits(fault: SimulatorFault, { endpoint, tag }: Occasion): boolean {
  if (fault.tag !== undefined && fault.tag !== tag) return false;
  if (fault.endpoints === undefined) return true;
  return endpoint !== undefined && fault.endpoints.includes(endpoint);
}
