/** What a client sent, as a request or as the reason it is none. Total: never throws, whatever the bytes. Publish thread. */
import { Unpackr } from 'msgpackr';
import { type ClientRequest, clientRequestSchema } from '../../contract/wire/client-stream.ts';

export type ParsedRequest =
  | { readonly isValid: true; readonly request: ClientRequest }
  | {
      readonly isValid: false;
      readonly code: 'bad_encoding' | 'bad_request';
      readonly message: string;
    };

/** A text frame is JSON and a binary frame is msgpack, whichever encoding the client receives. */
export function parseRequest(bytes: Uint8Array, isBinary: boolean): ParsedRequest {
  let value: unknown;
  try {
    value = isBinary ? unpack(bytes) : JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    const form = isBinary ? 'msgpack (binary frame)' : 'JSON (text frame)';
    return { isValid: false, code: 'bad_encoding', message: `The message is not valid ${form}.` };
  }
  const result = clientRequestSchema.safeParse(value);
  if (result.success) return { isValid: true, request: result.data };
  const issue = result.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  const what = (issue?.message ?? 'unknown form').slice(0, 200);
  return {
    isValid: false,
    code: 'bad_request',
    message: `${where}${what} Send for example {"op":"subscribe","channels":["ticks:*"]}.`,
  };
}

/** A decoder per message, because one that is kept learns record structures from what strangers send. */
function unpack(bytes: Uint8Array): unknown {
  return new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' }).unpack(
    bytes,
  );
}
