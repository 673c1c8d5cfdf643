/** Stream messages as bytes, for every channel but ticks (see `ticks/tick-encoder.ts`). Publish thread. */
import { Packr } from 'msgpackr';
import type {
  StreamErrorMessage,
  StreamMessage,
  StreamPong,
} from '../../contract/wire/client-stream.ts';
import type { Encoding } from './port.ts';

/** Plain maps with string keys: every msgpack library reads them, no record extension is used. */
const packr = new Packr({ useRecords: false, variableMapSize: true });

/** The bytes are never written to again. */
export function encodeMessage(
  message: StreamMessage | StreamPong | StreamErrorMessage,
  encoding: Encoding,
): Uint8Array {
  return encoding === 'json' ? Buffer.from(JSON.stringify(message)) : packr.pack(message);
}
