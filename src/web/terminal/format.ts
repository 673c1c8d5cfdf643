/** Numbers and times as the page shows them. Browser. */

const rupeeFormat = new Intl.NumberFormat('en-IN', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const countFormat = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 0 });
const timeFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  timeStyle: 'medium',
});

/** Paise as rupees, two decimals. */
export function rupees(paise: number): string {
  return rupeeFormat.format(paise / 100);
}

/** A price, or a dash where the venue sent none. */
export function price(paise: number): string {
  return paise === 0 ? '–' : rupees(paise);
}

export function signedRupees(paise: number): string {
  return `${paise > 0 ? '+' : ''}${rupees(paise)}`;
}

export function count(value: number): string {
  return countFormat.format(value);
}

/** Basis points as a percentage. */
export function percent(bps: number): string {
  return `${(bps / 100).toFixed(2)} %`;
}

/** A code of the wire (`pending_cancel`) in the words it is made of. */
export function words(code: string): string {
  return code.replaceAll('_', ' ');
}

/** Epoch milliseconds as Indian time of day. */
export function istTime(timeMs: number): string {
  return timeMs === 0 ? '–' : timeFormat.format(timeMs);
}

/** Style class of a gain or a loss. */
export function direction(value: number): string {
  if (value === 0) return '';
  return value > 0 ? 'up' : 'down';
}
