/** Entry of the ingest thread. */
import { runOnEventLoop } from './duty-cycle.ts';
import { IngestAgent } from './ingest-agent.ts';
import { enterThread } from './thread-entry.ts';

await enterThread((context) => new IngestAgent(context), runOnEventLoop);
