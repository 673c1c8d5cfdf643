/** Tags of the messages between the cores' threads and the journal thread: a row, or the end of a step. */

/** Not a row: the rows before it, back to the last such message, are one step. */
export const END_OF_STEP = 0x8000_0000;
/** The step opens no position: it may use the reserve of a full disk. */
export const REDUCING_STEP = 0x4000_0000;

/** `code` and `version`: 1 to 255. */
export function rowTag(code: number, version: number): number {
  return (code << 8) | version;
}

export function kindCodeOf(tag: number): number {
  return (tag >>> 8) & 0xff;
}

export function versionOf(tag: number): number {
  return tag & 0xff;
}
