/** Entry of the strategy thread. */
import { runBlocking } from './duty-cycle.ts';
import { StrategyAgent } from './strategy-agent.ts';
import { enterThread } from './thread-entry.ts';

await enterThread((context) => new StrategyAgent(context), runBlocking);
