/** The body of one request to the simulator. Simulator process. */
import type { IncomingMessage } from 'node:http';

/** No request of the protocol is near this. */
const MAX_BODY_BYTES = 256 * 1024;

/** Parsed JSON; undefined when there is none, it is no JSON, or it is longer than any request. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  if (length === 0 || length > MAX_BODY_BYTES) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
