/** A journal as readable lines, one per record. Reads only. CLI. */

import type { AnyRow, AnyRowKind } from '../domain/journal-row.ts';
import type { Disk } from './disk.ts';
import { listSegments } from './journal-files.ts';
import { decodeRow } from './row-codec.ts';
import { kindOfRecord, type RowRegistry } from './row-registry.ts';
import { BEGINNING, scanJournal } from './scan.ts';

export interface DumpOptions {
  readonly disk: Disk;
  readonly registry: RowRegistry;
  /** Only rows of the kind of this name. */
  readonly kind?: string;
  /** Only rows with this key, or with this value in a field that ends in `Id` or is a `tag`. */
  readonly id?: string;
  readonly onLine: (line: string) => void;
}

/** Returns what ended the reading before the end of the journal, or ''. Throws `DiskError` and `JournalError`. */
export function dumpJournal(options: DumpOptions): string {
  const { disk, registry } = options;
  const segments = listSegments(disk);
  const first = segments[0]?.header;
  const sequence = (first?.firstSequence ?? 1) - 1;
  const from = { ...BEGINNING, sequence, recordCrc: first?.previousCrc ?? 0 };
  let lines: string[] = [];
  const { problem } = scanJournal(
    disk,
    { segments, from },
    {
      record: (record) => {
        const kind = kindOfRecord(registry, record);
        const row = decodeRow(kind, record.payload);
        if (!isWanted(options, kind, row)) return;
        const time = new Date(record.wallMs).toISOString();
        lines.push(`${record.sequence} ${time} ${kind.kind} ${fieldsText(row)}`);
      },
      stepEnd: () => {
        for (const line of lines) options.onLine(line);
        lines = [];
      },
    },
  );
  return problem;
}

function isWanted(options: DumpOptions, kind: AnyRowKind, row: AnyRow): boolean {
  if (options.kind !== undefined && kind.kind !== options.kind) return false;
  if (options.id === undefined) return true;
  if (kind.keyOf !== undefined && String(kind.keyOf(row as never)) === options.id) return true;
  return Object.entries(row).some(
    ([name, value]) => /(Id|^id|^tag|Tag)$/.test(name) && String(value) === options.id,
  );
}

/** `name=value`, with JSON for texts that hold anything but plain characters and for lists. */
function fieldsText(row: AnyRow): string {
  return Object.entries(row)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ');
}

function valueText(value: unknown): string {
  return typeof value === 'string' && /^[\w:.-]+$/.test(value) ? value : JSON.stringify(value);
}
