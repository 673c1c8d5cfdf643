/** How far the host clock is from the broker's, told from the date of an answer; venue thread. */

/** Less is within what a one-time password forgives and what a date of whole seconds can tell. */
const SKEW_NAMED_MS = 15_000;

/** Above 0: the host is ahead. `midFlightMs` is the wall clock half way between request and answer, `dateHeader` an HTTP date. */
export function clockSkewMs(
  midFlightMs: number,
  dateHeader: string | undefined,
): number | undefined {
  if (dateHeader === undefined) return undefined;
  const brokerMs = Date.parse(dateHeader);
  // The date was cut to whole seconds: on average it is half a second early.
  return Number.isNaN(brokerMs) ? undefined : Math.round(midFlightMs - (brokerMs + 500));
}

/** Why one-time passwords are refused and what to do, as sentences. */
export function totpDiagnosis(skewMs: number | undefined): string {
  const refused = 'The broker refused the one-time password twice, in two windows.';
  if (skewMs === undefined) {
    return `${refused} Its answers had no date: check the host clock for clock skew, then the TOTP secret.`;
  }
  if (Math.abs(skewMs) <= SKEW_NAMED_MS) {
    return `${refused} The host clock agrees with the broker's: check the TOTP secret.`;
  }
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return `${refused} Clock skew: the host clock is ${seconds} s ${direction} the broker's; set it, then log in again.`;
}
