/** Rows of a scrip master as the venue writes them, and a small list with a chain. */

export type ScripRow = Record<string, unknown>;

export function stockRow(changes: ScripRow = {}): ScripRow {
  return {
    token: '3045',
    symbol: 'SBIN-EQ',
    name: 'SBIN',
    expiry: '',
    strike: '-1.000000',
    lotsize: '1',
    instrumenttype: '',
    exch_seg: 'NSE',
    tick_size: '5.000000',
    freeze_qty: '87389',
    is_cas_enabled: true,
    ...changes,
  };
}

export function indexRow(changes: ScripRow = {}): ScripRow {
  return stockRow({
    token: '99926000',
    symbol: 'Nifty 50',
    name: 'NIFTY',
    strike: '0.000000',
    instrumenttype: 'AMXIDX',
    tick_size: '0.000000',
    freeze_qty: '0',
    is_cas_enabled: false,
    ...changes,
  });
}

export function optionRow(changes: ScripRow = {}): ScripRow {
  return stockRow({
    token: '63915',
    symbol: 'NIFTY29DEC2623500CE',
    name: 'NIFTY',
    expiry: '29DEC2026',
    strike: '2350000.000000',
    lotsize: '65',
    instrumenttype: 'OPTIDX',
    exch_seg: 'NFO',
    freeze_qty: '1800',
    is_cas_enabled: false,
    ...changes,
  });
}

export function futureRow(changes: ScripRow = {}): ScripRow {
  return optionRow({
    token: '61093',
    symbol: 'NIFTY29DEC26FUT',
    strike: '-1.000000',
    instrumenttype: 'FUTIDX',
    tick_size: '10.000000',
    ...changes,
  });
}

/** An index, `stocks` stocks of NSE, one of BSE, a future and `strikes` pairs of options. */
export function smallList(stocks = 6, strikes = 3): ScripRow[] {
  return [
    indexRow(),
    ...Array.from({ length: stocks }, (_, at) =>
      stockRow({ token: `${100 + at}`, symbol: `STOCK${at}-EQ`, name: `STOCK${at}` }),
    ),
    stockRow({ token: '500112', symbol: 'SBIN', exch_seg: 'BSE' }),
    futureRow(),
    ...Array.from({ length: strikes * 2 }, (_, at) => {
      const strike = 23_500 + 50 * (at >> 1);
      const type = at % 2 === 0 ? 'CE' : 'PE';
      return optionRow({
        token: `${63_915 + at}`,
        symbol: `NIFTY29DEC26${strike}${type}`,
        strike: `${strike * 100}.000000`,
      });
    }),
  ];
}
