/** The frame walker and the receiver of `ws` agree on any server byte stream, however it is cut. */
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { FrameReader } from '../../src/feed/websocket/frame-reader.ts';
import { RecordingFrameHandler } from '../support/recording-frame-handler.ts';
import { closeFrame, cut, type FrameParts, serverFrame } from '../support/server-frames.ts';
import { STREAM_CASES } from '../support/server-stream-cases.ts';

const MAX_PAYLOAD_BYTES = 300;

/** Exported by `ws`, absent from its published types. */
const { Receiver } = ws as unknown as {
  readonly Receiver: new (options: { maxPayload: number; isServer: boolean }) => Writable;
};

function readInPlace(chunks: readonly Uint8Array[]): string[] {
  const handler = new RecordingFrameHandler();
  const reader = new FrameReader(handler, { maxPayloadBytes: MAX_PAYLOAD_BYTES });
  for (const chunk of chunks) reader.push(chunk);
  return handler.events;
}

/** What the receiver of `ws` makes of the chunks, in the words of `RecordingFrameHandler`. */
async function readWithWs(chunks: readonly Uint8Array[]): Promise<string[]> {
  const events: string[] = [];
  let hasEnded = false;
  const receiver = new Receiver({ maxPayload: MAX_PAYLOAD_BYTES, isServer: false });
  receiver.on('message', (bytes: Buffer, isBinary: boolean) => {
    events.push(isBinary ? `binary ${bytes.toString('hex')}` : `text ${bytes.toString('utf8')}`);
  });
  receiver.on('ping', (bytes: Buffer) => events.push(`ping ${bytes.toString('hex')}`));
  receiver.on('pong', (bytes: Buffer) => events.push(`pong ${bytes.toString('hex')}`));
  receiver.on('conclude', (code: number, reason: Buffer) => {
    hasEnded = true;
    events.push(`close ${code} ${reason.toString('utf8')}`);
  });
  receiver.on('error', (error: Error) => {
    hasEnded = true;
    const status = Object.getOwnPropertySymbols(error).find(
      (symbol) => symbol.description === 'status-code',
    );
    events.push(`error ${status && (error as unknown as Record<symbol, number>)[status]}`);
  });
  for (const chunk of chunks) {
    if (hasEnded || receiver.destroyed) break;
    await new Promise<void>((resolve) => {
      receiver.write(Buffer.from(chunk), () => resolve());
    });
  }
  // An error is emitted one tick after the write that found it.
  await new Promise((resolve) => setImmediate(resolve));
  return events;
}

const payload = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const utf8 = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text, 'utf8'));

const control: fc.Arbitrary<Buffer> = fc
  .record({
    opcode: fc.constantFrom(0x9, 0xa),
    payload: payload(125),
  })
  .map(serverFrame);

/** A legal message, in one to four frames, with control frames between them. */
const message: fc.Arbitrary<Buffer> = fc
  .record({
    isText: fc.boolean(),
    text: utf8,
    bytes: payload(200),
    cuts: fc.array(fc.nat(200), { maxLength: 3 }),
    between: fc.array(fc.option(control), { minLength: 4, maxLength: 4 }),
    lengthField: fc.constantFrom<FrameParts['lengthField']>(undefined, undefined, 16, 64),
  })
  .map(({ isText, text, bytes, cuts, between, lengthField }) => {
    const body: Uint8Array = isText ? text : bytes;
    const pieces = body.length === 0 ? [body] : cut(body, cuts);
    const frames = pieces.flatMap((piece, index) => {
      const frame = serverFrame({
        opcode: index > 0 ? 0 : isText ? 0x1 : 0x2,
        payload: piece,
        isFinal: index === pieces.length - 1,
        ...(lengthField === undefined ? {} : { lengthField }),
      });
      const interleaved = between[index] ?? Buffer.alloc(0);
      return index === 0 ? [frame] : [interleaved, frame];
    });
    return Buffer.concat(frames);
  });

/** Mostly illegal in its place. */
const oddFrame: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .record({
      opcode: fc.nat(15),
      payload: payload(320),
      isFinal: fc.boolean(),
      reserved: fc.constantFrom(0, 0, 0, 0x40, 0x20, 0x10),
      isMasked: fc.constantFrom(false, false, false, true),
    })
    .map(serverFrame),
  fc.tuple(fc.integer({ min: 0, max: 5100 }), utf8).map(([code, reason]) => {
    return closeFrame(code, reason.subarray(0, 20));
  }),
  payload(40).map((bytes) => Buffer.from(bytes)),
);

const stream: fc.Arbitrary<Uint8Array[]> = fc
  .record({
    parts: fc.array(
      fc.oneof(
        { weight: 8, arbitrary: message },
        { weight: 2, arbitrary: control },
        { weight: 1, arbitrary: oddFrame },
      ),
      { maxLength: 12 },
    ),
    flips: fc.oneof(
      { weight: 3, arbitrary: fc.constant<number[]>([]) },
      { weight: 1, arbitrary: fc.array(fc.nat(8 * 600), { maxLength: 2 }) },
    ),
    cuts: fc.array(fc.nat(1200), { maxLength: 12 }),
    byteByByte: fc.constantFrom(false, false, false, true),
  })
  .map(({ parts, flips, cuts, byteByByte }) => {
    const bytes = Buffer.concat(parts);
    for (const bit of flips) {
      const at = bit >> 3;
      if (at < bytes.length) bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
    }
    return cut(bytes, byteByByte ? Array.from(bytes, (_, index) => index) : cuts);
  });

describe('FrameReader and the receiver of ws', () => {
  it('agree on generated streams of messages, faults and noise', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (chunks) => {
        expect(readInPlace(chunks)).toEqual(await readWithWs(chunks));
      }),
      { numRuns: 3000 },
    );
  });

  it('agree on arbitrary bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(payload(60), { maxLength: 6 }), async (chunks) => {
        expect(readInPlace(chunks)).toEqual(await readWithWs(chunks));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(STREAM_CASES)('agree on $name', async ({ bytes }) => {
    const chunks = cut(bytes, [1, 3, 7, bytes.length - 2]);
    expect(readInPlace(chunks)).toEqual(await readWithWs(chunks));
  });

  it('find the same messages wherever a legal stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 8 }).map((parts) => Buffer.concat(parts)),
        fc.array(fc.nat(2000), { maxLength: 20 }),
        (bytes, cuts) => {
          const whole = readInPlace([bytes]);
          expect(whole.some((event) => event.startsWith('error'))).toBe(false);
          expect(readInPlace(cut(bytes, cuts))).toEqual(whole);
        },
      ),
    );
  });
});
