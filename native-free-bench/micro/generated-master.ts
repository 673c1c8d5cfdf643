/**
 * A scrip master as large as they get, for machines without a real one: one part stocks, nine parts
 * options, in chains of the size of real ones.
 */

interface GeneratedRow {
  readonly token: string;
  readonly symbol: string;
  readonly name: string;
  readonly expiry: string;
  readonly strike: string;
  readonly lotsize: string;
  readonly instrumenttype: string;
  readonly exch_seg: string;
  readonly tick_size: string;
  readonly freeze_qty: string;
  readonly is_cas_enabled: boolean;
}

const STOCK_EVERY = 10;
const EXPIRIES = ['23NOV2026', '29DEC2026', '25JAN2027', '30MAR2027'] as const;
/** Strikes of one expiry. */
const STRIKES = 110;
const CONTRACTS_PER_UNDERLYING = EXPIRIES.length * STRIKES * 2;

/** `rows` rows, all tradable, no two alike. */
export function generatedMaster(rows: number): readonly GeneratedRow[] {
  return Array.from({ length: rows }, (_, row) =>
    row % STOCK_EVERY === 0 ? stockRow(row) : optionRow(row),
  );
}

function stockRow(row: number): GeneratedRow {
  const name = `STOCK${row / STOCK_EVERY}`;
  return {
    token: String(1000 + row),
    symbol: `${name}-EQ`,
    name,
    expiry: '',
    strike: '-1.000000',
    lotsize: '1',
    instrumenttype: '',
    exch_seg: 'NSE',
    tick_size: '5.000000',
    freeze_qty: '50000',
    is_cas_enabled: true,
  };
}

function optionRow(row: number): GeneratedRow {
  const contract = row - Math.floor(row / STOCK_EVERY) - 1;
  const place = contract % CONTRACTS_PER_UNDERLYING;
  const name = `STOCK${(contract - place) / CONTRACTS_PER_UNDERLYING}`;
  const expiry = EXPIRIES[place % EXPIRIES.length] ?? EXPIRIES[0];
  const pair = Math.floor(place / EXPIRIES.length);
  const strike = 1000 + 20 * (pair >> 1);
  const type = pair % 2 === 0 ? 'CE' : 'PE';
  return {
    token: String(1000 + row),
    symbol: `${name}${expiry.slice(0, 5)}${expiry.slice(7)}${strike}${type}`,
    name,
    expiry,
    strike: `${strike * 100}.000000`,
    lotsize: '500',
    instrumenttype: 'OPTSTK',
    exch_seg: 'NFO',
    tick_size: '5.000000',
    freeze_qty: '20000',
    is_cas_enabled: false,
  };
}
