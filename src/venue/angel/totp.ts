/** The one-time passwords of a login: RFC 6238, SHA-1, six digits, 30 seconds; venue thread. */
import { createGuardrails, generateSync } from 'otplib';
import type { ErrorCode } from '../../contract/errors.ts';
import { TOTP_PERIOD_MS, type TotpSource } from './totp-source.ts';

/** 80 bits is the least that is in use; the library's own bound is 128. */
const GUARDRAILS = createGuardrails({ MIN_SECRET_BYTES: 10 });
const BASE32 = /^[A-Z2-7]+$/;

export class TotpSecretError extends Error {
  override readonly name = 'TotpSecretError';
  readonly code = 'credentials_invalid' satisfies ErrorCode;

  constructor() {
    super(
      'The TOTP secret is not base32 of 16 characters or more; copy it from the QR page again.',
    );
  }
}

/** `secret` is base32; blanks, padding and case do not matter. Throws `TotpSecretError`, which does not quote it. */
export function totpOf(secret: string): TotpSource {
  const cleaned = secret.replace(/[\s=-]/g, '').toUpperCase();
  const codeAt: TotpSource = (timeMs) =>
    generateSync({
      secret: cleaned,
      epoch: Math.floor(timeMs / 1000),
      period: TOTP_PERIOD_MS / 1000,
      guardrails: GUARDRAILS,
    });
  if (!BASE32.test(cleaned) || !isUsable(codeAt)) throw new TotpSecretError();
  return codeAt;
}

/** The library's errors may quote the secret, so none of them leaves. */
function isUsable(codeAt: TotpSource): boolean {
  try {
    return codeAt(0).length === 6;
  } catch {
    return false;
  }
}
