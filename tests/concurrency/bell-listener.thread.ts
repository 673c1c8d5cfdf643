/** Waits for one ring on an event loop that nothing else keeps alive. */
import { workerData } from 'node:worker_threads';
import { Doorbell } from '../../src/ring/doorbell.ts';
import { report, say } from './thread-side.ts';

const FOREVER_MS = 1e9;

const bell = new Doorbell(workerData as SharedArrayBuffer);
const seen = bell.read();
const waiting = bell.waitAsync(seen, FOREVER_MS);
say('waiting');
await waiting;
report({ [bell.read() === seen ? 'woken for nothing' : 'woken']: 1 });
