/**
 * How far the journal is known to be durable, kept in a file of its own: damage in the last records looks like a torn write, and only
 * this tells the two apart. Two slots are written in turn, so that one is always whole. Journal thread and recovery.
 */
import { crc32c } from './crc32c.ts';
import { type Disk, type DiskFile, readWhole, replaceFile, writeFully } from './disk.ts';
import { SIDECAR_FILE } from './journal-files.ts';
import { setWide, wideAt } from './record.ts';

/** Slots lie in different blocks of the disk. */
const SLOT_DISTANCE_BYTES = 4096;
const SLOT_BYTES = 24;
/** 'TRJD'. */
const SLOT_MAGIC = 0x444a5254;
const AT = { magic: 0, crc: 4, sequence: 8, recordCrc: 16, turn: 20 } as const;

export interface DurableMark {
  readonly sequence: number;
  /** CRC of the record with that sequence; 0 for sequence 0. */
  readonly recordCrc: number;
}

interface Slot extends DurableMark {
  readonly turn: number;
}

export class Sidecar {
  readonly #file: DiskFile;
  readonly #slot = new Uint8Array(SLOT_BYTES);
  #turn: number;

  private constructor(file: DiskFile, turn: number) {
    this.#file = file;
    this.#turn = turn;
  }

  /** Creates it when absent. */
  static open(disk: Disk): Sidecar {
    if (!disk.list().includes(SIDECAR_FILE)) {
      const bytes = new Uint8Array(SLOT_DISTANCE_BYTES + SLOT_BYTES);
      writeSlot(bytes, { sequence: 0, recordCrc: 0, turn: 0 });
      writeSlot(bytes.subarray(SLOT_DISTANCE_BYTES), { sequence: 0, recordCrc: 0, turn: 1 });
      replaceFile(disk, SIDECAR_FILE, bytes);
    }
    const turn = newestSlot(readWhole(disk, SIDECAR_FILE))?.turn ?? 1;
    return new Sidecar(disk.open(SIDECAR_FILE, 'update'), turn);
  }

  write(mark: DurableMark): void {
    this.#turn = (this.#turn + 1) >>> 0;
    writeSlot(this.#slot, { ...mark, turn: this.#turn });
    writeFully(this.#file, this.#slot, (this.#turn & 1) * SLOT_DISTANCE_BYTES);
    this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}

/** `absent` before the first start; `damaged` when no slot is whole, which no crash leaves behind. */
export function readSidecar(disk: Disk): DurableMark | 'absent' | 'damaged' {
  if (!disk.list().includes(SIDECAR_FILE)) return 'absent';
  return newestSlot(readWhole(disk, SIDECAR_FILE)) ?? 'damaged';
}

function writeSlot(bytes: Uint8Array, slot: Slot): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, SLOT_BYTES);
  view.setUint32(AT.magic, SLOT_MAGIC, true);
  setWide(view, AT.sequence, slot.sequence);
  view.setUint32(AT.recordCrc, slot.recordCrc, true);
  view.setUint32(AT.turn, slot.turn, true);
  view.setUint32(AT.crc, crc32c(bytes, AT.sequence, SLOT_BYTES), true);
}

function newestSlot(bytes: Uint8Array): Slot | undefined {
  const first = slotAt(bytes, 0);
  const second = slotAt(bytes, SLOT_DISTANCE_BYTES);
  if (first === undefined || second === undefined) return first ?? second;
  return first.turn > second.turn ? first : second;
}

function slotAt(bytes: Uint8Array, at: number): Slot | undefined {
  if (at + SLOT_BYTES > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, SLOT_BYTES);
  if (view.getUint32(AT.magic, true) !== SLOT_MAGIC) return undefined;
  const crc = crc32c(bytes, at + AT.sequence, at + SLOT_BYTES);
  if (view.getUint32(AT.crc, true) !== crc) return undefined;
  return {
    sequence: wideAt(view, AT.sequence),
    recordCrc: view.getUint32(AT.recordCrc, true),
    turn: view.getUint32(AT.turn, true),
  };
}
