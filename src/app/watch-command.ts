/** `tickring watch`: the flags of the watch client. */
import { parseArgs } from 'node:util';
import { runWatch } from './watch.ts';

const DEFAULT_URL = 'ws://127.0.0.1:8000/ws/stream';

export async function watchCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string', default: DEFAULT_URL },
      encoding: { type: 'string', default: 'msgpack' },
      channels: { type: 'string' },
      once: { type: 'boolean', default: false },
    },
  });
  const { url, encoding, channels, once } = values;
  if (encoding !== 'msgpack' && encoding !== 'json') {
    process.stderr.write(`tickring: --encoding is msgpack or json, not "${encoding}"\n`);
    return 64;
  }
  const ended = new AbortController();
  process.once('SIGINT', () => ended.abort());
  process.once('SIGTERM', () => ended.abort());
  return runWatch({
    url,
    encoding,
    ...(channels !== undefined && { channels: channels.split(',') }),
    isOnce: once,
    signal: ended.signal,
  });
}
