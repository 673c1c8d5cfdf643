/** Schema of `config/market/lots.yaml`, read by the composition root; the parsed value is a list of the domain's `LotRule`. */
import { z } from 'zod';
import { dayOfDateKey } from '../domain/instrument/ist-date.ts';
import type { LotRule } from '../domain/instrument/lot-rules.ts';

const dateSchema = z
  .string()
  .refine((text) => dayOfDateKey(text) >= 0, 'is not an existing date written YYYY-MM-DD');

const ruleSchema = z
  .strictObject({
    lotSize: z.number().int().min(1).max(1_000_000),
    from: dateSchema.optional(),
    until: dateSchema.optional(),
  })
  .refine(({ from = '', until = '9999-12-31' }) => from <= until, 'until must not be before from');

export const lotRulesSchema = z
  .strictObject({ lots: z.record(z.string().min(1).max(40), z.array(ruleSchema).min(1)) })
  .transform(({ lots }) =>
    Object.entries(lots).flatMap(([name, rules]) =>
      rules.map(({ lotSize, from = '', until = '' }) => ({ name, lotSize, from, until })),
    ),
  ) satisfies z.ZodType<readonly LotRule[]>;
