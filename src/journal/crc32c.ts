/** CRC32C (Castagnoli), slicing by 8: guards every record, header, sidecar slot and snapshot. Journal thread, recovery, CLI. */
import { u8At, u32At } from '../domain/cells.ts';

// Bound here because they run per byte: under a module transformer every use of an import is a property read.
const u8 = u8At;
const u32 = u32At;

/** The Castagnoli polynomial, reflected (RFC 3720, appendix B.4). */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** Table `s` at `s * 256`: the effect of a byte that `s` bytes follow. */
const TABLES = buildTables();

function buildTables(): Uint32Array {
  const tables = new Uint32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? POLYNOMIAL : 0);
    tables[byte] = value;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = u32(tables, at - 256);
    tables[at] = (before >>> 8) ^ u32(tables, before & 0xff);
  }
  return tables;
}

/**
 * CRC of `bytes[start..end)`, 0 to 2^32 - 1. `initial` continues an earlier CRC: `crc32c(ab) === crc32c(b, …, crc32c(a))`.
 * Runs once per record, so it takes positions instead of a view.
 */
export function crc32c(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  let crc = ~initial;
  let at = start;
  for (const wholeEnd = end - ((end - start) % SLICES); at < wholeEnd; at += SLICES) {
    crc =
      u32(TABLES, 0x700 | ((crc ^ u8(bytes, at)) & 0xff)) ^
      u32(TABLES, 0x600 | (((crc >>> 8) ^ u8(bytes, at + 1)) & 0xff)) ^
      u32(TABLES, 0x500 | (((crc >>> 16) ^ u8(bytes, at + 2)) & 0xff)) ^
      u32(TABLES, 0x400 | ((crc >>> 24) ^ u8(bytes, at + 3))) ^
      u32(TABLES, 0x300 | u8(bytes, at + 4)) ^
      u32(TABLES, 0x200 | u8(bytes, at + 5)) ^
      u32(TABLES, 0x100 | u8(bytes, at + 6)) ^
      u32(TABLES, u8(bytes, at + 7));
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ u32(TABLES, (crc ^ u8(bytes, at)) & 0xff);
  return ~crc >>> 0;
}
