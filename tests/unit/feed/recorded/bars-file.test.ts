import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readBarsFile } from '../../../../src/feed/recorded/bars-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tickring-bars-'));
const text = 'timestamp,open,high,low,close\n2025-08-26 09:15:00,100.5,101,100,100.75\n';

afterAll(() => rmSync(folder, { recursive: true }));

describe('readBarsFile', () => {
  it('reads plain and packed files alike, whatever they are called', () => {
    const plain = join(folder, 'a.csv.gz');
    const packed = join(folder, 'b.csv');
    writeFileSync(plain, text);
    writeFileSync(packed, gzipSync(text));
    expect(readBarsFile(plain).bars).toHaveLength(1);
    expect(readBarsFile(packed)).toEqual(readBarsFile(plain));
  });

  it('says what to give it when a file is missing or broken', () => {
    const broken = join(folder, 'c.csv.gz');
    writeFileSync(broken, gzipSync(text).subarray(0, 30));
    for (const path of [broken, join(folder, 'none.csv')]) {
      expect(() => readBarsFile(path)).toThrow(
        expect.objectContaining({ code: 'file_unreadable' }),
      );
    }
  });
});
