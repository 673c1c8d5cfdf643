/** Entry of the venue thread. The paper venue has no socket, so its thread blocks while idle: it wakes faster than an event loop. */
import { runBlocking } from './duty-cycle.ts';
import { enterThread } from './thread-entry.ts';
import { VenueAgent } from './venue-agent.ts';

await enterThread((context) => new VenueAgent(context), runBlocking);
