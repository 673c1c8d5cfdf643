/** What `npx tickring simulate --help` prints: every flag, one line each. */
import { EPISODE_PLACES, HORIZONS } from '../world/day-plan.ts';
import { FAULT_DIMENSIONS, PROFILES } from '../world/fault-profile.ts';

const FAULTS_A_LINE = 6;

function faultLines(): string {
  const lines: string[] = [];
  for (let at = 0; at < FAULT_DIMENSIONS.length; at += FAULTS_A_LINE) {
    lines.push(`  ${FAULT_DIMENSIONS.slice(at, at + FAULTS_A_LINE).join(', ')}`);
  }
  return lines.join(',\n');
}

export const USAGE = `tickring simulate: seeded runs of the engine's cores and journal in a world that fails

which runs
  --seeds N           runs, one seed each (100)
  --from N            first seed (1)
  --seed HEX          this seed alone, with its log
  --profile NAME      how faults are drawn: ${PROFILES.join(', ')} (swarm)
  --horizon NAME      length of a run: ${HORIZONS.join(', ')} (drawn by the seed)
  --days              the same as --horizon day
  --place NAME        part of the day an episode lies in: ${EPISODE_PLACES.join(', ')} (drawn)
  --instruments N     instruments traded (drawn)
  --activity X        share of slots with a signal, 0 to 1 (drawn)
  --safety-ms N       faults end this long after the start (with the day)
  --off A,B           leave these faults out
  --with A,B          these faults at their strongest
  --budget-ms N       start no run after this long; 0 for never (0)
  --workers N         processes (2)

what is done with them
  --keep-going        go on after a failure
  --shrink            make the first failure small
  --log-lines N       lines of log shown with a failure (60)
  --json              one line of JSON per run
  --require-coverage  fail when something that has to happen never did
  --plant NAME        with this bug planted, which has to be found
  --list-plants       names of the planted bugs
  --help, -h          this text

faults
${faultLines()}

Exit codes: 0, 127 assertion or crash, 128 not at rest after healing, 129 invariant, 130 the same seed did something else,
1 coverage missing, 64 wrong flag.
`;
