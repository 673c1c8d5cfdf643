/** SmartAPI session, profile and funds: bodies and answers. Client and simulator. */
import { z } from 'zod';
import { rupees } from './smartapi-numbers.ts';

/** `loginByPassword`. `password` is the trading PIN. */
export const loginBodySchema = z.object({
  clientcode: z.string().min(1),
  password: z.string().min(1),
  totp: z.string().regex(/^\d{6}$/),
  state: z.string().optional(),
});

/** `generateTokens`; sent with the current access token. */
export const refreshBodySchema = z.object({ refreshToken: z.string().min(1) });

export const logoutBodySchema = z.object({ clientcode: z.string().min(1) });

/** Of login and refresh; a refresh rotates all three. */
export interface WireTokens {
  readonly jwtToken: string;
  readonly refreshToken: string;
  readonly feedToken: string;
  /** Echo of the request's. */
  readonly state?: string;
}

/** Printable ASCII: what may go into a header. */
const token = z.string().regex(/^[\x21-\x7e]+$/);

export const tokensSchema = z.object({ jwtToken: token, refreshToken: token, feedToken: token });
export type Tokens = z.infer<typeof tokensSchema>;

export interface WireProfile {
  readonly clientcode: string;
  readonly name: string;
  readonly email: string;
  readonly mobileno: string;
  /** `nse_cm`, `nse_fo`, …; the documentation shows one quoted list. */
  readonly exchanges: readonly string[];
  readonly products: readonly string[];
  readonly lastlogintime: string;
  readonly brokerid: string;
}

/** Exchanges and products are opaque, contact details are nobody's business here: neither is read. */
export const profileSchema = z
  .object({ clientcode: z.string().min(1), name: z.string().nullish() })
  .transform(({ clientcode, name }) => ({ clientCode: clientcode, name: name ?? '' }));
export type Profile = z.infer<typeof profileSchema>;

/** Any data: what a logout answers means nothing. */
export const logoutDataSchema = z.unknown();

/** Every field is a decimal string in rupees, or null. */
export interface WireFunds {
  readonly net: string | null;
  readonly availablecash: string | null;
  readonly availableintradaypayin: string | null;
  readonly availablelimitmargin: string | null;
  readonly collateral: string | null;
  readonly m2munrealized: string | null;
  readonly m2mrealized: string | null;
  readonly utiliseddebits: string | null;
  readonly utilisedspan: string | null;
  readonly utilisedoptionpremium: string | null;
  readonly utilisedholdingsales: string | null;
  readonly utilisedexposure: string | null;
  readonly utilisedturnover: string | null;
  readonly utilisedpayout: string | null;
}

const fund = rupees.nullable();

/** Integer paise, null where the broker wrote null. `availableCashPaise` is net of what is used, not free cash. */
export const fundsSchema = z
  .object({
    net: fund,
    availablecash: fund,
    collateral: fund,
    m2munrealized: fund,
    m2mrealized: fund,
    utiliseddebits: fund,
    utilisedspan: fund,
    utilisedoptionpremium: fund,
    utilisedexposure: fund,
  })
  .transform((row) => ({
    netPaise: row.net,
    availableCashPaise: row.availablecash,
    collateralPaise: row.collateral,
    unrealisedPaise: row.m2munrealized,
    realisedPaise: row.m2mrealized,
    usedPaise: row.utiliseddebits,
    usedSpanPaise: row.utilisedspan,
    usedPremiumPaise: row.utilisedoptionpremium,
    usedExposurePaise: row.utilisedexposure,
  }));
export type Funds = z.infer<typeof fundsSchema>;
