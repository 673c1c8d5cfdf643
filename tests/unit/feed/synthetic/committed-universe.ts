/** The universe file of this repository, for tests. */
import { fileURLToPath } from 'node:url';
import {
  loadUniverseData,
  type UniverseData,
} from '../../../../src/feed/synthetic/universe-data.ts';

export const UNIVERSE_PATH = fileURLToPath(
  new URL('../../../../config/market/universe.yaml', import.meta.url),
);

export function committedUniverse(): UniverseData {
  return loadUniverseData(UNIVERSE_PATH);
}

/** A Thursday; the monthly contracts expire on the Monday after. */
export const TEST_DATE = '2026-11-19';
