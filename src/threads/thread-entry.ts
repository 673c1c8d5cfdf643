/** The first lines of every thread: handshake, wait for the start, run, report the end. */
import { parentPort, workerData } from 'node:worker_threads';
import { type FromThread, LAYOUT_FINGERPRINTS, type ThreadInit } from '../contract/messages.ts';
import { assert } from '../domain/assert.ts';
import { COMMAND_HOLD } from '../ring/control-block.ts';
import type { Agent } from './agent.ts';
import { ThreadContext } from './thread-context.ts';

/** How long a started thread waits for the supervisor's go before it gives up. */
const GO_TIMEOUT_MS = 30_000;

type Run = (agent: Agent, context: ThreadContext) => Promise<void>;

/**
 * Called once by each `*.thread.ts`. An exception leaves the thread as an uncaught error: the supervisor sees it and applies
 * the thread's policy.
 */
export async function enterThread(
  createAgent: (context: ThreadContext) => Agent,
  run: Run,
): Promise<void> {
  const port = parentPort;
  assert(port !== null, 'a thread entry runs in a worker');
  const init = workerData as ThreadInit;
  const post = (message: FromThread) => port.postMessage(message);
  post({ type: 'ready', thread: init.thread, fingerprints: LAYOUT_FINGERPRINTS });
  const context = new ThreadContext(init, post);
  context.session.control.waitWhileHeld(context.slot, GO_TIMEOUT_MS);
  if (context.session.control.command(context.slot) === COMMAND_HOLD) {
    throw new Error(`Thread ${init.thread} was never told to start`);
  }
  try {
    await run(createAgent(context), context);
  } catch (error) {
    // A failure with a code is one a user can mend: its sentence goes ahead of the stack.
    const { code, message } = error as { code?: unknown; message: string };
    if (typeof code === 'string') post({ type: 'failed', code, message });
    throw error;
  }
  post({ type: 'stopped', thread: init.thread });
}
