/** What makes one run: everything it does follows from these values and the code. */
import type { EpisodePlace, Horizon } from '../world/day-plan.ts';
import type { FaultDimension, ProfileName } from '../world/fault-profile.ts';

export interface RunConfig {
  readonly seed: number;
  readonly profile: ProfileName;
  /** Faults left out, as shrinking does. */
  readonly off: readonly FaultDimension[];
  /** Faults at their strongest, whatever the seed says. */
  readonly full?: readonly FaultDimension[];
  /** Where in the day an episode lies; drawn by the seed when absent. */
  readonly place?: EpisodePlace;
  /** Drawn by the seed when absent. */
  readonly horizon?: Horizon;
  readonly instruments?: number;
  /** Faults end this long after the start; the whole plan when absent. */
  readonly safetyMs?: number;
  /** Share of slots with a signal; drawn by the seed when absent. */
  readonly activity?: number;
  /** Keeps the log lines. */
  readonly isLogged?: boolean;
}

/** The command that does it again. */
export function reproLine(config: RunConfig): string {
  const flags = [`--seed ${config.seed.toString(16)}`];
  if (config.profile !== 'swarm') flags.push(`--profile ${config.profile}`);
  if (config.horizon !== undefined) flags.push(`--horizon ${config.horizon}`);
  if (config.full !== undefined) flags.push(`--with ${config.full.join(',')}`);
  if (config.place !== undefined) flags.push(`--place ${config.place}`);
  if (config.off.length > 0) flags.push(`--off ${config.off.join(',')}`);
  if (config.instruments !== undefined) flags.push(`--instruments ${config.instruments}`);
  if (config.safetyMs !== undefined) flags.push(`--safety-ms ${config.safetyMs}`);
  if (config.activity !== undefined) flags.push(`--activity ${config.activity}`);
  return `npx tickring simulate ${flags.join(' ')}`;
}
