/**
 * How a benchmark's writer waits for room: asleep, because on few cores the readers need the one it
 * runs on.
 */
const neverRung = new Int32Array(new SharedArrayBuffer(4));

/** A small part of the time the readers need for a full ring. */
const NAP_MS = 0.05;

export function nap(): void {
  Atomics.wait(neverRung, 0, 0, NAP_MS);
}
