/**
 * The bench instruments as a SmartAPI scrip master file, for a daemon that loads its instruments
 * like from the broker.
 */
import { writeFileSync } from 'node:fs';
import { benchInstruments } from '../pipeline/instruments.ts';

/** Units; what has none is not traded. */
const FREEZE_QUANTITY = 100_000;

export function writeScripMaster(path: string): void {
  const rows = benchInstruments().map((instrument) => ({
    token: instrument.token,
    symbol: instrument.symbol,
    name: instrument.name,
    expiry: '',
    strike: '-1.000000',
    lotsize: String(instrument.lotSize),
    instrumenttype: '',
    exch_seg: instrument.exchange,
    tick_size: `${instrument.priceIncrementPaise}.000000`,
    freeze_qty: String(FREEZE_QUANTITY),
  }));
  writeFileSync(path, JSON.stringify(rows));
}
