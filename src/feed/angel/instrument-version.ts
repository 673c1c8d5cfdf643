/** One dated version of the scrip master on disk: a gzip file, and beside it the facts of it. Read and written by the store. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { EXCHANGE_TYPES, type Exchange } from '../../domain/instrument/instrument.ts';
import { type DateKey, dayOfDateKey } from '../../domain/instrument/ist-date.ts';

const CONTENT_SUFFIX = '.json.gz';
const FACTS_SUFFIX = '.facts.json';

const exchangeSchema = z.enum(Object.keys(EXCHANGE_TYPES) as [Exchange, ...Exchange[]]);
const shaSchema = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
const epochMs = z.number().int().min(0);

const factsSchema = z.strictObject({
  /** Session date for which it was fetched. */
  date: z.string().refine((text) => dayOfDateKey(text) >= 0),
  /** SHA-256 of the gzip file. */
  sha256: shaSchema,
  /** SHA-256 of the text in it: tells a new version from the same one sent again. */
  textSha256: shaSchema,
  source: z.string().max(4096),
  etag: z.string().max(256),
  lastModified: z.string().max(256),
  /** When this text first came. */
  downloadedAtMs: epochMs,
  /** When the source last said that it is the newest. */
  checkedAtMs: epochMs,
  /** Instruments in it, and of each exchange. */
  rows: count,
  rowsByExchange: z.record(exchangeSchema, count),
  /** Values of the version before that stand in for unbelievable ones. */
  carried: z.array(
    z.strictObject({
      exchange: exchangeSchema,
      token: z.string().min(1),
      lotSize: z.number().int().min(1),
      priceIncrementPaise: z.number().min(0),
    }),
  ),
});
export type VersionFacts = z.infer<typeof factsSchema>;

/** `before`: the facts of the content that these are about to replace. The content on disk is one or the other. */
const factsFileSchema = z.strictObject({ facts: factsSchema, before: factsSchema.nullable() });
export type FactsFile = z.infer<typeof factsFileSchema>;

export function contentName(date: DateKey): string {
  return `${date}${CONTENT_SUFFIX}`;
}

export function factsName(date: DateKey): string {
  return `${date}${FACTS_SUFFIX}`;
}

/** The date of a content file; '' for any other name. */
export function dateOfContentName(name: string): DateKey | '' {
  const date = name.slice(0, -CONTENT_SUFFIX.length);
  return name.endsWith(CONTENT_SUFFIX) && dayOfDateKey(date) >= 0 ? date : '';
}

/** The date of a facts file; '' for any other name. */
export function dateOfFactsName(name: string): DateKey | '' {
  const date = name.slice(0, -FACTS_SUFFIX.length);
  return name.endsWith(FACTS_SUFFIX) && dayOfDateKey(date) >= 0 ? date : '';
}

export function encodeFacts(file: FactsFile): Uint8Array {
  return Buffer.from(`${JSON.stringify(file)}\n`);
}

/** Null when the bytes are no facts. */
export function decodeFacts(bytes: Uint8Array): FactsFile | null {
  try {
    return factsFileSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
