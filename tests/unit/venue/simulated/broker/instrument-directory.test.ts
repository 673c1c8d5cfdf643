import { describe, expect, it } from 'vitest';
import { InstrumentDirectory } from '../../../../../src/venue/simulated/broker/instrument-directory.ts';
import { RIG_INSTRUMENTS } from '../../../../support/simulated-broker-rig.ts';

describe('InstrumentDirectory', () => {
  it('finds by exchange and token together', () => {
    const directory = new InstrumentDirectory(RIG_INSTRUMENTS);
    expect(directory.find('NSE', '1000')?.symbol).toBe('STOCK0-EQ');
    expect(directory.find('NFO', '1000')).toBeUndefined();
    expect(directory.find('NFO', '1002')?.kind).toBe('future');
  });

  it('searches the symbols of one exchange, whatever the case', () => {
    const directory = new InstrumentDirectory(RIG_INSTRUMENTS);
    expect(directory.search('NSE', 'stock').map(({ token }) => token)).toContain('1001');
    expect(directory.search('NFO', 'STOCK')).toEqual([]);
  });
});
