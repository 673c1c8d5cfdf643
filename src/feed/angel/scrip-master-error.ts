/** Why the instruments could not be loaded. Thrown at start, by whichever thread loads them, and by the sync. */

const SCRIP_MASTER_ERROR_CODES = [
  'scrip_master_unreachable',
  'scrip_master_address_refused',
  'scrip_master_too_large',
  'scrip_master_corrupt',
  'scrip_master_not_rows',
  'scrip_master_shrunk',
  'scrip_master_exchange_lost',
  'scrip_master_missing',
  'instrument_unknown',
  'instrument_not_served',
  'instrument_limit_exceeded',
] as const;
export type ScripMasterErrorCode = (typeof SCRIP_MASTER_ERROR_CODES)[number];

export class ScripMasterError extends Error {
  override readonly name = 'ScripMasterError';
  readonly code: ScripMasterErrorCode;

  /** `sentence` says what is wrong and what to do about it. */
  constructor(code: ScripMasterErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}
