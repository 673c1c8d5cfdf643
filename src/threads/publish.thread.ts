/** Entry of the publish thread. */
import { runOnEventLoop } from './duty-cycle.ts';
import { PublishAgent } from './publish-agent.ts';
import { enterThread } from './thread-entry.ts';

await enterThread((context) => new PublishAgent(context), runOnEventLoop);
