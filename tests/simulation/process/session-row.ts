/** The row that opens one start of the simulated engine. */
import type { SessionRow } from '../../../src/domain/input-rows.ts';
import { instrumentName } from '../../../src/domain/instrument/instrument.ts';
import { SIMULATED_ACCOUNT } from './mode-desk.ts';
import type { ProcessOptions } from './process-options.ts';

export function sessionRowOf({ tagPrefix, start, stations, wallMs }: ProcessOptions): SessionRow {
  return {
    account: SIMULATED_ACCOUNT,
    mode: 'paper',
    date: '',
    epoch: start,
    tagPrefix,
    startWallMs: wallMs(),
    configSha: 'simulated',
    version: '',
    instruments: stations.orders.instruments.map(instrumentName),
    strategies: [],
  };
}
