/** Entry of the journal thread. */
import { runBlocking } from './duty-cycle.ts';
import { JournalAgent } from './journal-agent.ts';
import { enterThread } from './thread-entry.ts';

await enterThread((context) => new JournalAgent(context), runBlocking);
