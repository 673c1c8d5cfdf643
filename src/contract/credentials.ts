/**
 * The broker's credentials: their names outside, their shapes, and what each becomes. Values are never part of a message. Source of
 * the shapes: Angel One's public documentation of login and of API keys, read on 2026-11-20. Main thread.
 */
import { z } from 'zod';
import { Secret } from './secret.ts';

/** Environment variables, and the names of the same things in the credentials file. */
export const CREDENTIAL_VARIABLES = {
  clientCode: 'TICKRING_ANGEL_CLIENT_CODE',
  pin: 'TICKRING_ANGEL_PIN',
  totpSecret: 'TICKRING_ANGEL_TOTP_SECRET',
  apiKey: 'TICKRING_ANGEL_API_KEY',
  staticIp: 'TICKRING_ANGEL_STATIC_IP',
} as const;
export type CredentialName = keyof typeof CREDENTIAL_VARIABLES;

/** Everything that begins so is a credential, or a misspelt one: its value is not shown. */
export const CREDENTIAL_PREFIX = 'TICKRING_ANGEL_';

/** Environment variable that names the credentials file. */
export const CREDENTIALS_FILE_VARIABLE = 'TICKRING_CREDENTIALS_FILE';

/** The client code names the account, in folders and on screens; the static address is public. Neither is a secret. */
export const SECRET_CREDENTIALS = [
  'pin',
  'totpSecret',
  'apiKey',
] as const satisfies readonly CredentialName[];

/** Lengths that whole bytes of base32 without padding do not have, modulo 8. */
const BROKEN_BASE32_LENGTHS = [1, 3, 6];

const secret = (text: z.ZodString) => text.transform((value) => new Secret(value));

export const credentialsSchema = z.strictObject({
  clientCode: z
    .string()
    .regex(
      /^[A-Z0-9]{3,20}$/,
      'must be 3 to 20 capital letters and digits, as the broker writes it',
    ),
  pin: secret(z.string().regex(/^\d{4}$/, 'must be the four digits of the trading PIN')),
  totpSecret: secret(
    z
      .string()
      .regex(/^[A-Z2-7]{16,128}$/, {
        error:
          'must be the base32 text below the QR code (capital letters and the digits 2 to 7, no spaces), not a six-digit code',
        abort: true,
      })
      .refine(
        (text) => !BROKEN_BASE32_LENGTHS.includes(text.length % 8),
        'is base32 with a part missing; copy it again',
      ),
  ),
  apiKey: secret(
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{6,64}$/, 'must be 6 to 64 letters, digits, dashes and underscores'),
  ),
  /** IPv4 address registered for the API key; '' when none is. Orders are refused from any other. */
  staticIp: z.union([z.literal(''), z.ipv4('must be an IPv4 address, or left out')]),
});
export type BrokerCredentials = z.infer<typeof credentialsSchema>;
