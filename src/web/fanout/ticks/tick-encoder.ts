/**
 * Tick messages as bytes, straight from columns. In msgpack each instrument has a ready-made element with room for the five
 * numbers, so a tick costs one copy and five stores. Publish thread.
 *
 *   86 "instrument" <name> "lastPaise" d2 <i32> "bidPaise" d2 <i32> "askPaise" d2 <i32>
 *      "volume" ce <u32> "exchangeTimeMs" cb <f64>
 */
import { f64At, i32At, u32At } from '../../../domain/cells.ts';
import type { MessageArena } from './message-arena.ts';
import type { TickColumns } from './tick-batch.ts';

export interface TickMessageHead {
  readonly channel: string;
  readonly type: 'snapshot' | 'update';
  readonly seq: number;
}

/** Encodes rows `rows[0 … count − 1]` of `columns` as one message. The bytes live until the arena is reset. */
export interface TickEncoder {
  encode(head: TickMessageHead, columns: TickColumns, rows: Uint32Array, count: number): Uint8Array;
}

const INT32 = 0xd2;
const UINT32 = 0xce;
const FLOAT64 = 0xcb;
const ARRAY32 = 0xdd;
const MAX_UINT32 = 0xffff_ffff;
/** Room for channel, type, seq and the array header; a channel name has at most 80 characters. */
const HEAD_BYTES = 512;

/** From one number to the next: its own 4 bytes, the next key and the type byte. */
const BID_AFTER_LAST = 4 + 1 + 'bidPaise'.length + 1;
const ASK_AFTER_BID = 4 + 1 + 'askPaise'.length + 1;
const VOLUME_AFTER_ASK = 4 + 1 + 'volume'.length + 1;

interface ElementTemplates {
  /** For a volume below 2^32, and for a larger one (as float64, which holds integers to 2^53). */
  readonly small: Uint8Array;
  readonly large: Uint8Array;
  /** Offset of the number of `lastPaise`. */
  readonly lastAt: number;
}

/** msgpack str of at most 255 bytes. */
function str(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return bytes.length < 32 ? [0xa0 | bytes.length, ...bytes] : [0xd9, bytes.length, ...bytes];
}

function templatesOf(instrument: string): ElementTemplates {
  const head = [0x86, ...str('instrument'), ...str(instrument), ...str('lastPaise'), INT32];
  const upToVolume = [
    ...head,
    ...[0, 0, 0, 0, ...str('bidPaise'), INT32],
    ...[0, 0, 0, 0, ...str('askPaise'), INT32],
    ...[0, 0, 0, 0, ...str('volume')],
  ];
  const time = [...str('exchangeTimeMs'), FLOAT64, 0, 0, 0, 0, 0, 0, 0, 0];
  return {
    small: Uint8Array.from([...upToVolume, UINT32, 0, 0, 0, 0, ...time]),
    large: Uint8Array.from([...upToVolume, FLOAT64, 0, 0, 0, 0, 0, 0, 0, 0, ...time]),
    lastAt: head.length,
  };
}

export class MsgpackTickEncoder implements TickEncoder {
  readonly #arena: MessageArena;
  readonly #templates: readonly ElementTemplates[];
  readonly #largestElement: number;

  /** `names[i]` is the public name of instrument i. */
  constructor(arena: MessageArena, names: readonly string[]) {
    this.#arena = arena;
    this.#templates = names.map(templatesOf);
    this.#largestElement = this.#templates.reduce(
      (most, { large }) => Math.max(most, large.length),
      0,
    );
  }

  encode(
    head: TickMessageHead,
    columns: TickColumns,
    rows: Uint32Array,
    count: number,
  ): Uint8Array {
    const start = this.#arena.reserve(HEAD_BYTES + count * this.#largestElement);
    let at = this.#writeHead(start, head, count);
    const { bytes, view } = this.#arena;
    for (let i = 0; i < count; i++) {
      const row = u32At(rows, i);
      const volume = f64At(columns.volume, row);
      const isLarge = volume > MAX_UINT32;
      const templates = this.#templates[u32At(columns.instrumentIndex, row)] as ElementTemplates;
      const template = isLarge ? templates.large : templates.small;
      bytes.set(template, at);
      let number = at + templates.lastAt;
      view.setInt32(number, i32At(columns.lastPaise, row));
      number += BID_AFTER_LAST;
      view.setInt32(number, i32At(columns.bidPaise, row));
      number += ASK_AFTER_BID;
      view.setInt32(number, i32At(columns.askPaise, row));
      number += VOLUME_AFTER_ASK;
      if (isLarge) view.setFloat64(number, volume);
      else view.setUint32(number, volume);
      at += template.length;
      view.setFloat64(at - 8, f64At(columns.exchangeTimeMs, row));
    }
    return this.#arena.commit(start, at);
  }

  #writeHead(start: number, head: TickMessageHead, count: number): number {
    const isLarge = head.seq > MAX_UINT32;
    const text = [0x84, ...str('channel'), ...str(head.channel), ...str('type'), ...str(head.type)];
    const { bytes, view } = this.#arena;
    const upToSeq = [...text, ...str('seq'), isLarge ? FLOAT64 : UINT32];
    bytes.set(upToSeq, start);
    let at = start + upToSeq.length;
    if (isLarge) view.setFloat64(at, head.seq);
    else view.setUint32(at, head.seq);
    at += isLarge ? 8 : 4;
    const upToCount = [...str('data'), ARRAY32];
    bytes.set(upToCount, at);
    at += upToCount.length;
    view.setUint32(at, count);
    return at + 4;
  }
}

export class JsonTickEncoder implements TickEncoder {
  /** Everything of an element up to the first number. */
  readonly #prefixes: readonly string[];

  constructor(names: readonly string[]) {
    this.#prefixes = names.map((name) => `{"instrument":${JSON.stringify(name)},"lastPaise":`);
  }

  encode(
    head: TickMessageHead,
    columns: TickColumns,
    rows: Uint32Array,
    count: number,
  ): Uint8Array {
    const { channel, type, seq } = head;
    let text = `{"channel":${JSON.stringify(channel)},"type":"${type}","seq":${seq},"data":[`;
    for (let i = 0; i < count; i++) {
      const row = u32At(rows, i);
      if (i > 0) text += ',';
      text +=
        (this.#prefixes[u32At(columns.instrumentIndex, row)] as string) +
        i32At(columns.lastPaise, row) +
        ',"bidPaise":' +
        i32At(columns.bidPaise, row) +
        ',"askPaise":' +
        i32At(columns.askPaise, row) +
        ',"volume":' +
        f64At(columns.volume, row) +
        ',"exchangeTimeMs":' +
        f64At(columns.exchangeTimeMs, row) +
        '}';
    }
    return Buffer.from(`${text}]}`);
  }
}
