/** Checks of the wall clock: against the monotonic one, and against the broker's, on which login codes depend. */
import { CLOCK_TOLERANCE_MS } from '../../domain/session/clock-guard.ts';
import { type CheckResult, fail, failWhen, ok, warn } from './check.ts';

/** The wall clock may be slewed while we look; this much is a step. */
const STEP_MS = 50;
/** Half of the 30 seconds a login code stands for (RFC 6238): beyond it the broker may see another code. */
const CODE_SKEW_MS = 15_000;
/** The Date header counts whole seconds. */
const HEADER_STEP_MS = 1000;

export interface ClockReading {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** Two clocks cannot be read at once: of a few attempts the one that was interrupted least. */
const READINGS = 10;

/** Both clocks as of one moment. */
export function readClocks(
  wallMs: () => number = Date.now,
  monotonicMs: () => number = () => performance.now(),
): ClockReading {
  const readings = Array.from({ length: READINGS }, () => {
    const before = monotonicMs();
    const wall = wallMs();
    const gapMs = monotonicMs() - before;
    return { wallMs: wall, monotonicMs: before + gapMs / 2, gapMs };
  });
  return readings.reduce((best, next) => (next.gapMs < best.gapMs ? next : best));
}

/** Two readings of both clocks, the whole run of the other checks apart. */
export function checkSteadyClock(first: ClockReading, second: ClockReading): CheckResult {
  const monotonicMs = second.monotonicMs - first.monotonicMs;
  const driftMs = Math.round(second.wallMs - first.wallMs - monotonicMs);
  const during = `in ${Math.round(monotonicMs)} ms`;
  if (Math.abs(driftMs) <= STEP_MS) {
    return ok(
      'clock-steady',
      `wall and monotonic clock apart by ${Math.abs(driftMs)} ms ${during}`,
    );
  }
  return fail(
    'clock-steady',
    `the wall clock moved by ${driftMs} ms against the monotonic one ${during}`,
    'Something sets the clock: let one time service (chrony, systemd-timesyncd) slew it',
  );
}

export interface ClockAnswer {
  /** When the request left and when its answer came, wall clock. */
  readonly sentMs: number;
  readonly receivedMs: number;
  /** `Date` header of the answer; '' when it had none. */
  readonly date: string;
}

/**
 * Our clock less the broker's is between these; the header is a whole second that had begun when the answer was written, somewhere
 * between the two stamps. Undefined without a readable date.
 */
export function skewRange(
  answer: ClockAnswer,
): { readonly minMs: number; readonly maxMs: number } | undefined {
  const brokerMs = Date.parse(answer.date);
  if (Number.isNaN(brokerMs)) return undefined;
  return {
    minMs: answer.sentMs - (brokerMs + HEADER_STEP_MS),
    maxMs: answer.receivedMs - brokerMs,
  };
}

/** `ask` rejects when the network does not answer. `host` is for people. */
export async function checkBrokerClock(
  host: string,
  ask: () => Promise<ClockAnswer>,
  isLive: boolean,
): Promise<CheckResult> {
  const name = 'clock-broker';
  let answer: ClockAnswer;
  try {
    answer = await ask();
  } catch (error) {
    const why = (error as Error).message;
    const toDo =
      'Check the network, or the time service by hand; a login needs the time within 15 s';
    return failWhen(isLive)(name, `${host} does not answer (${why})`, toDo);
  }
  const range = skewRange(answer);
  if (range === undefined) {
    return warn(name, `${host} does not say what time it is`, 'Check the time service by hand');
  }
  // The least difference the readings leave possible: whoever is warned is wrong for certain.
  const leastMs = Math.max(range.minMs, -range.maxMs, 0);
  const side = range.minMs > 0 ? 'ahead of' : 'behind';
  if (leastMs === 0) return ok(name, `agrees with ${host}`);
  const detail = `at least ${Math.ceil(leastMs)} ms ${side} ${host}`;
  if (leastMs <= CLOCK_TOLERANCE_MS) return warn(name, detail, 'Run a time service');
  const toDo = 'Run a time service: beyond 2 s the engine opens nothing';
  if (leastMs <= CODE_SKEW_MS) return failWhen(isLive)(name, detail, toDo);
  return fail(name, detail, `${toDo}, and the broker refuses login codes`);
}
