/** Entry of the oco thread. */
import { runBlocking } from './duty-cycle.ts';
import { OcoAgent } from './oco-agent.ts';
import { enterThread } from './thread-entry.ts';

await enterThread((context) => new OcoAgent(context), runBlocking);
