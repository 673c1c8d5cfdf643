/** Whatever the secret and whatever is around it: it does not come through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/contract/redaction.ts';

const secrets = fc.oneof(
  fc
    .string({ unit: 'grapheme', minLength: 8, maxLength: 40 })
    .filter((text) => text.trim().length >= 8),
  fc.stringMatching(/^[A-Z2-7]{16,32}$/),
  fc.stringMatching(/^[\w-]{60,200}$/),
);

describe('the redactor', () => {
  it('SC-32 shows no part of a log line that holds a secret, and the line stays JSON', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.string({ maxLength: 30 }),
        fc.string({ maxLength: 30 }),
        (value, a, b) => {
          const redactor = new Redactor();
          redactor.register(value);
          const line = JSON.stringify({
            msg: `${a} ${value} ${b}`,
            [a]: { nested: [value] },
            inner: JSON.stringify({ value }),
            url: `/x?v=${encodeURIComponent(value)}`,
            basic: Buffer.from(`user:${value}`).toString('base64'),
          });
          const shown = JSON.parse(redactor.redact(line)) as Record<string, unknown>;
          const text = JSON.stringify(shown);
          expect(text).not.toContain(JSON.stringify(value).slice(1, -1));
          expect(text).not.toContain(encodeURIComponent(value));
          expect(JSON.stringify(shown['inner'])).not.toContain(JSON.stringify(value).slice(1, -1));
        },
      ),
      { numRuns: 100 },
    );
  });
});
