/** The loops that run an agent: one that blocks while idle, one that shares its thread with an event loop. */
import { COMMAND_DRAIN, STATE_RUNNING, STATE_STOPPED } from '../ring/control-block.ts';
import { waitStrategy } from '../ring/wait-strategy.ts';
import type { Agent } from './agent.ts';
import { EventLoopIdle } from './event-loop-idle.ts';
import type { ThreadContext } from './thread-context.ts';

/** A blocked thread looks around this often even if nobody rings. */
const IDLE_TIMEOUT_MS = 50;

/** Empty cycles after which a draining thread is done: its writers were drained before it. */
const DRAINED_CYCLES = 3;

/** Runs an agent on a thread of its own that blocks while idle. */
export async function runBlocking(agent: Agent, context: ThreadContext): Promise<void> {
  const { control } = context.session;
  const { doorbell } = context;
  const wait = waitStrategy(context.init.settings.engine.waitStrategy);
  await agent.onStart();
  control.setState(context.slot, STATE_RUNNING);
  let emptyWhileDraining = 0;
  while (emptyWhileDraining < DRAINED_CYCLES) {
    // Before the rings are looked at: whatever is published later changes the word.
    const seen = doorbell.read();
    const isDraining = control.command(context.slot) === COMMAND_DRAIN;
    const work = context.cycle(agent, isDraining);
    if (work > 0) emptyWhileDraining = 0;
    else if (isDraining) emptyWhileDraining++;
    else wait.idle(doorbell, seen, IDLE_TIMEOUT_MS);
  }
  await agent.onClose();
  control.setState(context.slot, STATE_STOPPED);
}

/** Runs an agent on an event loop: sockets are served between cycles. */
export async function runOnEventLoop(agent: Agent, context: ThreadContext): Promise<void> {
  const { control } = context.session;
  const { doorbell } = context;
  await agent.onStart();
  control.setState(context.slot, STATE_RUNNING);
  const idle = new EventLoopIdle(doorbell, agent.lookAroundMs);
  let emptyWhileDraining = 0;
  while (emptyWhileDraining < DRAINED_CYCLES) {
    const seen = doorbell.read();
    const isDraining = control.command(context.slot) === COMMAND_DRAIN;
    const work = context.cycle(agent, isDraining);
    if (work > 0 || isDraining) await new Promise((resolve) => setImmediate(resolve));
    else await idle.wait(seen);
    emptyWhileDraining = work === 0 && isDraining ? emptyWhileDraining + 1 : 0;
  }
  idle.end();
  await agent.onClose();
  control.setState(context.slot, STATE_STOPPED);
}
