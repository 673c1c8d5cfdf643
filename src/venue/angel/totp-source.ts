/** What a login needs to know of one-time passwords, without the library that makes them; venue thread. */

/** How long one code holds; windows begin at multiples of it since 1970. */
export const TOTP_PERIOD_MS = 30_000;

/** Answers the code for a moment in epoch milliseconds. */
export type TotpSource = (timeMs: number) => string;
