/** The seal of a session: the SHA-256 of each of its segments, in a file that names the seal before it. CLI and the engine's end. */
import { createHash } from 'node:crypto';
import { type Disk, readWhole } from './disk.ts';

const MANIFEST_VERSION = 1;
const MANIFEST_NAME = /^\d{4}-\d{2}-\d{2}\.manifest$/;
const COPY_BYTES = 1024 * 1024;

export interface SealedSegment {
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly firstSequence: number;
  /** One less than `firstSequence` in a segment without records. */
  readonly lastSequence: number;
}

export interface Manifest {
  readonly version: number;
  readonly sessionDate: string;
  readonly sealedAtMs: number;
  readonly segments: readonly SealedSegment[];
  /** SHA-256 of the manifest file before this one by date, hex; '' for the first. */
  readonly previousSha256: string;
}

export function manifestName(sessionDate: string): string {
  return `${sessionDate}.manifest`;
}

/** Names by rising date. */
export function listManifests(disk: Disk): readonly string[] {
  return disk.list().filter((name) => MANIFEST_NAME.test(name));
}

export function encodeManifest(manifest: Omit<Manifest, 'version'>): Uint8Array {
  return Buffer.from(
    `${JSON.stringify({ version: MANIFEST_VERSION, ...manifest }, undefined, 2)}\n`,
  );
}

/** Undefined when the file is no manifest of this version. */
function readManifest(disk: Disk, name: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(Buffer.from(readWhole(disk, name)).toString('utf8')) as Manifest;
    const isKnown = manifest.version === MANIFEST_VERSION && Array.isArray(manifest.segments);
    return isKnown ? manifest : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** SHA-256 of a file, hex, and its length. */
export function digestOf(disk: Disk, name: string): { sha256: string; bytes: number } {
  const hash = createHash('sha256');
  const file = disk.open(name, 'read');
  try {
    const buffer = Buffer.allocUnsafe(COPY_BYTES);
    let bytes = 0;
    for (;;) {
      const count = file.read(buffer, bytes);
      if (count === 0) return { sha256: hash.digest('hex'), bytes };
      hash.update(buffer.subarray(0, count));
      bytes += count;
    }
  } finally {
    file.close();
  }
}

/** What is not as it was sealed, one sentence each. Segments that are no longer here were archived and are not looked at. */
export function sealProblems(disk: Disk): readonly string[] {
  const problems: string[] = [];
  const present = new Set(disk.list());
  let previousName = '';
  for (const name of listManifests(disk)) {
    const manifest = readManifest(disk, name);
    if (manifest === undefined) {
      problems.push(`${name}: it is no manifest`);
      continue;
    }
    for (const sealed of manifest.segments) {
      if (!present.has(sealed.name)) continue;
      const { sha256, bytes } = digestOf(disk, sealed.name);
      if (sha256 !== sealed.sha256 || bytes !== sealed.bytes) {
        problems.push(`${sealed.name}: it was changed after it was sealed`);
      }
    }
    const previous = previousName === '' ? '' : digestOf(disk, previousName).sha256;
    if (previousName !== '' && manifest.previousSha256 !== previous) {
      problems.push(`${previousName}: it was changed after the seal of ${manifest.sessionDate}`);
    }
    previousName = name;
  }
  return problems;
}
