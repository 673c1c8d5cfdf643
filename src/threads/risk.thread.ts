/** Entry of the risk thread. */
import { runBlocking } from './duty-cycle.ts';
import { RiskAgent } from './risk-agent.ts';
import { enterThread } from './thread-entry.ts';

await enterThread((context) => new RiskAgent(context), runBlocking);
