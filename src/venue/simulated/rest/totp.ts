/** One-time passwords as the broker's login checks them: RFC 6238 with SHA-1, six digits, 30 seconds. Simulator process. */
import { createHmac } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;
const DIGITS = 6;
/** Codes of the step before and after are taken as well. */
const DRIFT_STEPS = 1;

/** `secret`: base32 (RFC 4648), padding and case ignored. Throws `RangeError` on any other character. */
export function totpAt(secret: string, timeMs: number): string {
  return codeOf(decodeBase32(secret), Math.floor(timeMs / STEP_MS));
}

export function isTotpGood(secret: string, code: string, timeMs: number): boolean {
  const key = decodeBase32(secret);
  const step = Math.floor(timeMs / STEP_MS);
  for (let drift = -DRIFT_STEPS; drift <= DRIFT_STEPS; drift += 1) {
    if (codeOf(key, step + drift) === code) return true;
  }
  return false;
}

function codeOf(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.max(0, step)));
  const digest = createHmac('sha1', key).update(counter).digest();
  // RFC 4226 §5.3: the last nibble says where the 31 bits are.
  const at = (digest[digest.length - 1] ?? 0) & 0xf;
  const number = (digest.readUInt32BE(at) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

function decodeBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.toUpperCase().replace(/[=\s]/g, '')) {
    const value = BASE32.indexOf(character);
    if (value < 0) throw new RangeError('A TOTP secret is written in base32: A to Z and 2 to 7.');
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
