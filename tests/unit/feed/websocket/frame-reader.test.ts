/** The frame walker against the table of server streams, whole and cut, and its in-place and reuse promises. */
import { describe, expect, it } from 'vitest';
import { type FrameHandler, FrameReader } from '../../../../src/feed/websocket/frame-reader.ts';
import { RecordingFrameHandler } from '../../../support/recording-frame-handler.ts';
import { closeFrame, cut, serverFrame } from '../../../support/server-frames.ts';
import { CASE_PAYLOAD_MAX, STREAM_CASES } from '../../../support/server-stream-cases.ts';

function read(chunks: readonly Uint8Array[], maxPayloadBytes = CASE_PAYLOAD_MAX): string[] {
  const handler = new RecordingFrameHandler();
  const reader = new FrameReader(handler, { maxPayloadBytes });
  for (const chunk of chunks) reader.push(chunk);
  return handler.events;
}

function positions(length: number, step: number): number[] {
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
}

describe('FrameReader', () => {
  it.each(STREAM_CASES)('reads $name in one chunk', ({ bytes, expected }) => {
    expect(read([bytes])).toEqual(expected);
  });

  it.each(STREAM_CASES)('reads $name byte by byte', ({ bytes, expected }) => {
    expect(read(cut(bytes, positions(bytes.length, 1)))).toEqual(expected);
  });

  it.each(STREAM_CASES)('reads $name cut in two at every place', ({ bytes, expected }) => {
    for (let at = 1; at < Math.min(bytes.length, 160); at += 1) {
      expect(read(cut(bytes, [at]))).toEqual(expected);
    }
  });

  it('reports a bad header as soon as its two bytes are there', () => {
    expect(read([Buffer.from([0x83]), Buffer.from([0x05])])).toEqual(['error 1002']);
    expect(read([Buffer.from([0x82, 0xff])])).toEqual(['error 1002']);
  });

  it('reports an excessive length as soon as the length is there', () => {
    expect(read([Buffer.from([0x82, 126, 0x03]), Buffer.from([0xe9])])).toEqual(['error 1009']);
  });

  it('hands over a whole binary frame where it lies in the chunk', () => {
    const message = serverFrame({ opcode: 0x2, payload: Buffer.from([7, 8, 9]) });
    const chunk = new Uint8Array(64).subarray(10, 10 + 2 * message.length);
    chunk.set(message);
    chunk.set(message, message.length);
    const seen: { buffer: ArrayBufferLike; at: number; length: number; view: DataView }[] = [];
    const handler = new (class extends RecordingFrameHandler {
      override onBinary(view: DataView, offset: number, length: number): void {
        seen.push({ buffer: view.buffer, at: view.byteOffset + offset, length, view });
      }
    })();
    new FrameReader(handler, { maxPayloadBytes: 100 }).push(chunk);
    expect(seen.map(({ at, length }) => [at, length])).toEqual([
      [12, 3],
      [17, 3],
    ]);
    expect(seen.every(({ buffer }) => buffer === chunk.buffer)).toBe(true);
    expect(seen[0]?.view).toBe(seen[1]?.view);
  });

  it('keeps nothing of a chunk that the caller overwrites after push', () => {
    const bytes = serverFrame({ opcode: 0x2, payload: Buffer.from('abcdef') });
    const handler = new RecordingFrameHandler();
    const reader = new FrameReader(handler, { maxPayloadBytes: 100 });
    const chunk = new Uint8Array(4);
    chunk.set(bytes.subarray(0, 4));
    reader.push(chunk);
    chunk.set(bytes.subarray(4, 8));
    reader.push(chunk);
    chunk.fill(0xff);
    expect(handler.events).toEqual([`binary ${Buffer.from('abcdef').toString('hex')}`]);
  });

  it('completes large straddling messages up to the limit', () => {
    const payload = Buffer.alloc(70_000, 0x5a);
    const bytes = serverFrame({ opcode: 0x2, payload });
    const events = read(cut(bytes, positions(bytes.length, 997)), 70_000);
    expect(events).toEqual([`binary ${payload.toString('hex')}`]);
  });

  it('makes room for a large message of which only part of the header came first', () => {
    for (const length of [5000, 70_000]) {
      const bytes = serverFrame({ opcode: 0x2, payload: Buffer.alloc(length, 0x5b) });
      for (const at of [1, 2, 3, 4, 9, 10]) {
        const [event = '', ...others] = read([...cut(bytes, [at]), bytes], 70_000);
        expect(event).toHaveLength('binary '.length + 2 * length);
        expect(others).toEqual([event]);
      }
    }
  });

  it('takes an empty chunk as nothing', () => {
    const bytes = serverFrame({ opcode: 0x1, payload: Buffer.from('x') });
    const empty = new Uint8Array(0);
    expect(read([empty, bytes.subarray(0, 1), empty, bytes.subarray(1), empty])).toEqual([
      'text x',
    ]);
  });

  it('delivers nothing after a close frame, an error or end', () => {
    const message = serverFrame({ opcode: 0x2 });
    expect(read([closeFrame(1000), message])).toEqual(['close 1000 ']);
    expect(read([Buffer.from([0x83, 0]), message])).toEqual(['error 1002']);
    const handler = new RecordingFrameHandler();
    const reader = new FrameReader(handler, { maxPayloadBytes: 100 });
    reader.end();
    reader.push(message);
    expect(handler.events).toEqual([]);
    expect(reader.isEnded).toBe(true);
  });

  it('stops inside a chunk when the handler ends it', () => {
    const events: number[] = [];
    const handler: FrameHandler = {
      onBinary(_view, _offset, length) {
        events.push(length);
        if (events.length === 2) reader.end();
      },
      onText: () => events.push(-1),
      onPing: () => events.push(-1),
      onPong: () => events.push(-1),
      onClose: () => events.push(-1),
      onError: () => events.push(-1),
    };
    const reader = new FrameReader(handler, { maxPayloadBytes: 100 });
    const message = serverFrame({ opcode: 0x2, payload: Buffer.from('abc') });
    reader.push(Buffer.concat([message, message, message, closeFrame(1000)]));
    expect(events).toEqual([3, 3]);
  });

  it('gives the handler its own copy of a ping payload', () => {
    const payloads: Uint8Array[] = [];
    const handler = new (class extends RecordingFrameHandler {
      override onPing(payload: Uint8Array): void {
        payloads.push(payload);
      }
    })();
    const chunk = serverFrame({ opcode: 0x9, payload: Buffer.from('keep') });
    new FrameReader(handler, { maxPayloadBytes: 100 }).push(chunk);
    chunk.fill(0);
    expect(Buffer.from(payloads[0] ?? []).toString()).toBe('keep');
  });
});
