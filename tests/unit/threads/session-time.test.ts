import { describe, expect, it } from 'vitest';
import { SessionTimeReader, SessionTimeWriter } from '../../../src/threads/session-time.ts';
import { sharedSession } from '../../support/shared-state.ts';

const NINE_FIFTEEN_MS = Date.UTC(2026, 10, 19, 3, 45);

function ends() {
  const session = sharedSession();
  return { writer: new SessionTimeWriter(session), reader: new SessionTimeReader(session) };
}

describe('the shared session time', () => {
  it('is 0 before ingest knows it', () => {
    const { writer, reader } = ends();
    expect(reader.nowMs(5e9)).toBe(0);
    writer.write(Number.NaN, 1e9, 1);
    writer.write(Number.NEGATIVE_INFINITY, 1e9, 1);
    expect(reader.nowMs(5e9)).toBe(0);
  });

  it.each([
    [1, 2500, 2500],
    [60, 2500, 150_000],
    [0, 2500, 0],
    [1, 0.999, 0],
  ])(
    'goes on from its anchor at speed %d: after %d ms it has moved %d ms',
    (speed, wallMs, moved) => {
      const { writer, reader } = ends();
      writer.write(NINE_FIFTEEN_MS, 7e9, speed);
      expect(reader.nowMs(7e9 + wallMs * 1e6)).toBe(NINE_FIFTEEN_MS + moved);
    },
  );

  it('follows a new anchor, whole milliseconds only', () => {
    const { writer, reader } = ends();
    writer.write(NINE_FIFTEEN_MS, 0, 1);
    writer.write(NINE_FIFTEEN_MS + 1000.75, 1e9, 2);
    expect(reader.nowMs(1e9)).toBe(NINE_FIFTEEN_MS + 1000);
    expect(reader.nowMs(1e9 + 1e6)).toBe(NINE_FIFTEEN_MS + 1002);
  });
});
