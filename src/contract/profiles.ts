/** Schema of `config/market/profiles.yaml`, read by the composition root. The parsed value is the domain's `ProfileEntry` list. */
import { z } from 'zod';
import type { ProfileEntry } from '../domain/risk/instrument-profile.ts';

const volumeSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

const profileSchema = z.strictObject({
  sector: z.string().regex(/^[a-z][a-z_]*$/, 'is not a sector written in lower case'),
  /** Units a day, by kind of instrument; without one it is not known. */
  equity: volumeSchema.optional(),
  future: volumeSchema.optional(),
  option: volumeSchema.optional(),
});

/** By short name, as the scrip master has it: `SBIN`, `M&M`, `NIFTY`. */
export const profilesSchema = z
  .strictObject({
    profiles: z.record(
      z.string().regex(/^[A-Z0-9&-]{1,40}$/, 'is not a short name'),
      profileSchema,
    ),
  })
  .transform(({ profiles }): readonly ProfileEntry[] =>
    Object.entries(profiles).map(([name, profile]) => ({
      name,
      sector: profile.sector,
      equityVolume: profile.equity ?? 0,
      futureVolume: profile.future ?? 0,
      optionVolume: profile.option ?? 0,
    })),
  );
