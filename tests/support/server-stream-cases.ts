/** Server byte streams by name, well formed and not, with what a client must make of them (RFC 6455, `ws` 8). */
import { closeFrame, serverFrame } from './server-frames.ts';

export interface StreamCase {
  readonly name: string;
  readonly bytes: Buffer;
  /** Lines of `RecordingFrameHandler`. */
  readonly expected: readonly string[];
}

/** The payload limit the cases are written for. */
export const CASE_PAYLOAD_MAX = 1000;

const BINARY = 0x2;
const TEXT = 0x1;
const PING = 0x9;
const PONG = 0xa;
const CLOSE = 0x8;

const hello = Buffer.from('hello');
const ok = serverFrame({ opcode: BINARY, payload: Buffer.from([1, 2, 3]) });
const OK = 'binary 010203';
const after = serverFrame({ opcode: TEXT, payload: Buffer.from('never') });

function binary(length: number): Buffer {
  return Buffer.alloc(length, 0xab);
}

function lengthHeader(opcode: number, highWord: number, lowWord: number): Buffer {
  const header = Buffer.alloc(10);
  header.writeUInt8(0x80 | opcode, 0);
  header.writeUInt8(127, 1);
  header.writeUInt32BE(highWord, 2);
  header.writeUInt32BE(lowWord, 6);
  return header;
}

const WELL_FORMED: readonly StreamCase[] = [
  {
    name: 'an empty binary message',
    bytes: serverFrame({ opcode: BINARY }),
    expected: ['binary '],
  },
  { name: 'an empty text message', bytes: serverFrame({ opcode: TEXT }), expected: ['text '] },
  ...[1, 51, 123, 125, 126, 127, 379, CASE_PAYLOAD_MAX].map((length) => ({
    name: `a binary message of ${length} bytes`,
    bytes: serverFrame({ opcode: BINARY, payload: binary(length) }),
    expected: [`binary ${binary(length).toString('hex')}`],
  })),
  {
    name: 'lengths in longer fields than needed',
    bytes: Buffer.concat([
      serverFrame({ opcode: BINARY, payload: hello, lengthField: 16 }),
      serverFrame({ opcode: BINARY, payload: hello, lengthField: 64 }),
      serverFrame({ opcode: BINARY, lengthField: 16 }),
      serverFrame({ opcode: BINARY, lengthField: 64 }),
    ]),
    expected: ['binary 68656c6c6f', 'binary 68656c6c6f', 'binary ', 'binary '],
  },
  {
    name: 'a text message of several scripts',
    bytes: serverFrame({ opcode: TEXT, payload: Buffer.from('price ₹ परीक्षा 😀 \uFEFF.') }),
    expected: ['text price ₹ परीक्षा 😀 \uFEFF.'],
  },
  {
    name: 'a text message that begins with a byte order mark',
    bytes: serverFrame({ opcode: TEXT, payload: Buffer.from('\uFEFFx') }),
    expected: ['text \uFEFFx'],
  },
  {
    name: 'several messages in a row',
    bytes: Buffer.concat([ok, serverFrame({ opcode: TEXT, payload: hello }), ok]),
    expected: [OK, 'text hello', OK],
  },
  {
    name: 'a fragmented binary message',
    bytes: Buffer.concat([
      serverFrame({ opcode: BINARY, payload: binary(2), isFinal: false }),
      serverFrame({ opcode: 0, payload: binary(0), isFinal: false }),
      serverFrame({ opcode: 0, payload: binary(1) }),
      ok,
    ]),
    expected: ['binary ababab', OK],
  },
  {
    name: 'a fragmented text message that splits a character',
    bytes: Buffer.concat([
      serverFrame({ opcode: TEXT, payload: Buffer.from('₹').subarray(0, 1), isFinal: false }),
      serverFrame({ opcode: 0, payload: Buffer.from('₹').subarray(1) }),
    ]),
    expected: ['text ₹'],
  },
  {
    name: 'an empty fragmented message',
    bytes: Buffer.concat([
      serverFrame({ opcode: BINARY, isFinal: false }),
      serverFrame({ opcode: 0 }),
      ok,
    ]),
    expected: ['binary ', OK],
  },
  {
    name: 'control frames between fragments',
    bytes: Buffer.concat([
      serverFrame({ opcode: BINARY, payload: binary(600), isFinal: false }),
      serverFrame({ opcode: PING, payload: hello }),
      serverFrame({ opcode: 0, payload: binary(390), isFinal: false }),
      serverFrame({ opcode: PONG }),
      serverFrame({ opcode: 0, payload: binary(10) }),
    ]),
    expected: ['ping 68656c6c6f', 'pong ', `binary ${binary(1000).toString('hex')}`],
  },
  {
    name: 'a ping of 125 bytes',
    bytes: serverFrame({ opcode: PING, payload: binary(125) }),
    expected: [`ping ${binary(125).toString('hex')}`],
  },
  {
    name: 'a close frame between fragments',
    bytes: Buffer.concat([
      serverFrame({ opcode: BINARY, payload: binary(6), isFinal: false }),
      closeFrame(1001, 'away'),
      serverFrame({ opcode: 0, payload: binary(1) }),
    ]),
    expected: ['close 1001 away'],
  },
  {
    name: 'a close frame without a code',
    bytes: Buffer.concat([serverFrame({ opcode: CLOSE }), after]),
    expected: ['close 1005 '],
  },
  ...[1000, 1001, 1002, 1003, 1007, 1011, 1012, 1014, 3000, 4999].map((code) => ({
    name: `close code ${code} and bytes after it`,
    bytes: Buffer.concat([ok, closeFrame(code, 'bye ₹'), after]),
    expected: [OK, `close ${code} bye ₹`],
  })),
];

const BROKEN: readonly StreamCase[] = [
  ...[0x40, 0x20, 0x10, 0x70].map((reserved) => ({
    name: `reserved bits 0x${reserved.toString(16)}`,
    bytes: Buffer.concat([ok, serverFrame({ opcode: BINARY, reserved }), after]),
    expected: [OK, 'error 1002'],
  })),
  ...[0x3, 0x4, 0x5, 0x6, 0x7, 0xb, 0xc, 0xd, 0xe, 0xf].map((opcode) => ({
    name: `reserved opcode 0x${opcode.toString(16)}`,
    bytes: Buffer.concat([ok, serverFrame({ opcode }), after]),
    expected: [OK, 'error 1002'],
  })),
  ...[BINARY, TEXT, PING, CLOSE].map((opcode) => ({
    name: `a masked frame of opcode ${opcode}`,
    bytes: Buffer.concat([ok, serverFrame({ opcode, isMasked: true }), after]),
    expected: [OK, 'error 1002'],
  })),
  ...[PING, PONG, CLOSE].flatMap((opcode) => [
    {
      name: `a fragmented control frame of opcode ${opcode}`,
      bytes: Buffer.concat([ok, serverFrame({ opcode, isFinal: false }), after]),
      expected: [OK, 'error 1002'],
    },
    {
      name: `a control frame of opcode ${opcode} with 126 bytes`,
      bytes: Buffer.concat([ok, serverFrame({ opcode, payload: binary(126) }), after]),
      expected: [OK, 'error 1002'],
    },
    {
      name: `a control frame of opcode ${opcode} with a 64-bit length`,
      bytes: Buffer.concat([ok, serverFrame({ opcode, payload: hello, lengthField: 64 }), after]),
      expected: [OK, 'error 1002'],
    },
  ]),
  {
    name: 'a continuation of nothing',
    bytes: Buffer.concat([ok, serverFrame({ opcode: 0, payload: hello }), after]),
    expected: [OK, 'error 1002'],
  },
  {
    name: 'a continuation after a finished fragmented message',
    bytes: Buffer.concat([
      serverFrame({ opcode: TEXT, payload: hello, isFinal: false }),
      serverFrame({ opcode: 0 }),
      serverFrame({ opcode: 0 }),
    ]),
    expected: ['text hello', 'error 1002'],
  },
  ...[BINARY, TEXT].map((opcode) => ({
    name: `a new message of opcode ${opcode} inside a fragmented one`,
    bytes: Buffer.concat([
      serverFrame({ opcode: BINARY, payload: hello, isFinal: false }),
      serverFrame({ opcode, payload: hello }),
      after,
    ]),
    expected: ['error 1002'],
  })),
  {
    name: 'a close frame of one byte',
    bytes: Buffer.concat([ok, serverFrame({ opcode: CLOSE, payload: Buffer.from([3]) }), after]),
    expected: [OK, 'error 1002'],
  },
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535].map((code) => ({
    name: `illegal close code ${code}`,
    bytes: Buffer.concat([ok, closeFrame(code, 'x'), after]),
    expected: [OK, 'error 1002'],
  })),
  {
    name: 'a close reason that is not UTF-8',
    bytes: Buffer.concat([ok, closeFrame(1000, Buffer.from([0xff])), after]),
    expected: [OK, 'error 1007'],
  },
  ...['ff', 'c080', 'eda080', 'f4908080', 'e282', 'f0808080', '80', 'c3', '61e2'].map((hex) => ({
    name: `text bytes ${hex}`,
    bytes: Buffer.concat([
      ok,
      serverFrame({ opcode: TEXT, payload: Buffer.from(hex, 'hex') }),
      after,
    ]),
    expected: [OK, 'error 1007'],
  })),
  {
    name: 'long text with one bad byte near its end',
    bytes: serverFrame({
      opcode: TEXT,
      payload: Buffer.concat([Buffer.alloc(60, 0x61), Buffer.from([0xfe]), hello]),
    }),
    expected: ['error 1007'],
  },
  {
    name: 'a fragmented text message that is not UTF-8',
    bytes: Buffer.concat([
      serverFrame({ opcode: TEXT, payload: hello, isFinal: false }),
      serverFrame({ opcode: 0, payload: Buffer.from([0xe2, 0x82]) }),
      after,
    ]),
    expected: ['error 1007'],
  },
  ...[BINARY, TEXT].map((opcode) => ({
    name: `a message of opcode ${opcode} one byte too long`,
    bytes: Buffer.concat([ok, serverFrame({ opcode, payload: binary(1001) }), after]),
    expected: [OK, 'error 1009'],
  })),
  {
    name: 'fragments that add up to one byte too many',
    bytes: Buffer.concat([
      serverFrame({ opcode: BINARY, payload: binary(1000), isFinal: false }),
      serverFrame({ opcode: 0, payload: binary(1) }),
      after,
    ]),
    expected: ['error 1009'],
  },
  ...[
    [0, 65_536],
    [0, 0xffff_ffff],
    [1, 0],
    [0x001f_ffff, 0xffff_ffff],
    [0x0020_0000, 0],
    [0x8000_0000, 5],
    [0xffff_ffff, 0xffff_ffff],
  ].map(([high = 0, low = 0]) => ({
    name: `a 64-bit length of ${high.toString(16)}:${low.toString(16)}`,
    bytes: Buffer.concat([ok, lengthHeader(BINARY, high, low), hello]),
    expected: [OK, 'error 1009'],
  })),
];

export const STREAM_CASES: readonly StreamCase[] = [...WELL_FORMED, ...BROKEN];
