import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  type ScripMasterRow,
  scripMasterRows,
} from '../../../../src/feed/synthetic/scrip-master.ts';
import { buildUniverse } from '../../../../src/feed/synthetic/universe.ts';
import { committedUniverse, TEST_DATE } from './committed-universe.ts';

const { instruments } = buildUniverse({ data: committedUniverse(), seed: 1, date: TEST_DATE });
const rows = scripMasterRows(instruments);

function rowOf(symbol: string): ScripMasterRow | undefined {
  return rows.find((row) => row.symbol === symbol);
}

describe('scripMasterRows', () => {
  it('writes an index as the venue does', () => {
    expect(rowOf('Nifty 50')).toEqual({
      token: '99926000',
      symbol: 'Nifty 50',
      name: 'NIFTY',
      expiry: '',
      strike: '0.000000',
      lotsize: '1',
      instrumenttype: 'AMXIDX',
      exch_seg: 'NSE',
      tick_size: '0.000000',
      freeze_qty: '0',
      is_cas_enabled: false,
    });
  });

  it('writes a stock as the venue does', () => {
    expect(rowOf('ICICIBANK-EQ')).toMatchObject({
      token: '4963',
      name: 'ICICIBANK',
      expiry: '',
      strike: '-1.000000',
      lotsize: '1',
      instrumenttype: '',
      exch_seg: 'NSE',
      tick_size: '10.000000',
      is_cas_enabled: true,
    });
  });

  it('writes futures and options as the venue does', () => {
    expect(rowOf('BANKNIFTY23NOV26FUT')).toMatchObject({
      name: 'BANKNIFTY',
      expiry: '23NOV2026',
      strike: '-1.000000',
      lotsize: '30',
      instrumenttype: 'FUTIDX',
      exch_seg: 'NFO',
      tick_size: '20.000000',
      freeze_qty: '600',
      is_cas_enabled: false,
    });
    expect(rowOf('NIFTY23NOV2625950PE')).toMatchObject({
      name: 'NIFTY',
      expiry: '23NOV2026',
      strike: '2595000.000000',
      lotsize: '65',
      instrumenttype: 'OPTIDX',
      exch_seg: 'NFO',
      tick_size: '5.000000',
    });
  });
});

const MASTER = fileURLToPath(
  new URL(
    '../../../../../shared/data/instruments/angel_OpenAPIScripMaster_B_130473.json.gz',
    import.meta.url,
  ),
);

describe('the tokens of the universe', () => {
  it.skipIf(!existsSync(MASTER))(
    'are those of a real scrip master (skipped without ../shared)',
    () => {
      const real = JSON.parse(
        gunzipSync(readFileSync(MASTER)).toString('utf8'),
      ) as ScripMasterRow[];
      const byKey = new Map(real.map((row) => [`${row.exch_seg}:${row.token}`, row]));
      for (const row of rows.filter((entry) => entry.exch_seg === 'NSE')) {
        // Listed as TATAMOTORS when that file was written; renamed at the demerger of October 2025.
        const symbol = row.symbol === 'TMPV-EQ' ? 'TATAMOTORS-EQ' : row.symbol;
        expect([row.token, byKey.get(`NSE:${row.token}`)?.symbol]).toEqual([row.token, symbol]);
      }
    },
  );
});
