/**
 * Counts the ticks of a msgpack stream message without decoding them: walks the four keys of the
 * envelope to the array header of `data`.
 */

const FIXMAP = 0x80;
const FIXARRAY = 0x90;
const FIXSTR = 0xa0;

/**
 * Bytes after the type byte of values with a fixed size: nil, false, true, floats, unsigned and
 * signed integers.
 */
const FIXED_SIZES: ReadonlyMap<number, number> = new Map([
  [0xc0, 0],
  [0xc2, 0],
  [0xc3, 0],
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
]);

/**
 * Elements of the `data` array of a `ticks:` message; 0 for a message of another channel or without
 * an array.
 */
export function tickCount(message: Buffer): number {
  const envelope = message[0] ?? 0;
  if ((envelope & 0xf0) !== FIXMAP) return 0;
  let at = 1;
  let isTicks = false;
  for (let entry = 0; entry < (envelope & 0x0f); entry++) {
    const keyEnd = skip(message, at);
    const key = textAt(message, at, keyEnd);
    if (key === 'data') return isTicks ? arrayLength(message, keyEnd) : 0;
    at = skip(message, keyEnd);
    if (key === 'channel') isTicks = textAt(message, keyEnd, at).startsWith('ticks:');
  }
  return 0;
}

/** First byte after the scalar at `at`. Envelopes hold strings and numbers before `data`. */
function skip(message: Buffer, at: number): number {
  const type = message.readUInt8(at);
  if (type < 0x80 || type >= 0xe0) return at + 1;
  if (type >= FIXSTR && type < 0xc0) return at + 1 + (type & 0x1f);
  if (type === 0xd9) return at + 2 + message.readUInt8(at + 1);
  const size = FIXED_SIZES.get(type);
  if (size === undefined) throw new Error(`type byte 0x${type.toString(16)} in an envelope`);
  return at + 1 + size;
}

function textAt(message: Buffer, from: number, to: number): string {
  const header = message.readUInt8(from) === 0xd9 ? 2 : 1;
  return message.toString('latin1', from + header, to);
}

function arrayLength(message: Buffer, at: number): number {
  const type = message.readUInt8(at);
  if ((type & 0xf0) === FIXARRAY) return type & 0x0f;
  if (type === 0xdc) return message.readUInt16BE(at + 1);
  if (type === 0xdd) return message.readUInt32BE(at + 1);
  return 0;
}
