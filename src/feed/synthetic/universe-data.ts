/** The schema of `config/market/universe.yaml` and its loader; runs once, at start of the market simulator. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { dayOfDateKey } from '../../domain/instrument/ist-date.ts';

const date = z
  .string()
  .refine((text) => dayOfDateKey(text) >= 0, 'Use a calendar date, YYYY-MM-DD.');
const token = z.string().regex(/^\d{1,24}$/, 'Use a decimal string in quotes.');
const name = z.string().regex(/^[A-Z0-9&-]{1,20}$/);
const paise = z.number().int().positive();
const units = z.number().int().positive();
const annual = z.number().positive().max(5);
const updatesPerSecond = z.number().min(0.05).max(100);

const swing = z
  .strictObject({
    minSeconds: z.number().positive(),
    maxSeconds: z.number().positive(),
    amplitudeBps: z.number().min(0).max(500),
  })
  .refine((value) => value.minSeconds <= value.maxSeconds, 'minSeconds exceeds maxSeconds.');

const index = z.strictObject({
  name,
  symbol: z.string().min(1),
  token,
  previousClosePaise: paise,
  beta: z.number().positive(),
  sector: z.string().optional(),
  updatesPerSecond,
});

const future = z.strictObject({
  underlying: name,
  token,
  lotSize: units,
  incrementPaise: paise,
  freezeQuantity: z.number().int().min(0),
  dailyVolume: units,
  openInterest: units,
  updatesPerSecond,
  spreadBps: z.number().positive(),
});

const optionChain = z.strictObject({
  underlying: name,
  firstToken: units,
  lotSize: units,
  incrementPaise: paise,
  freezeQuantity: z.number().int().min(0),
  strikeStepPaise: paise,
  strikes: z.number().int().min(1).max(201),
  volatility: annual,
  skew: z.number(),
  smile: z.number(),
  dailyVolume: units,
  openInterest: units,
  updatesPerSecond: z.strictObject({ nearest: updatesPerSecond, farthest: updatesPerSecond }),
});

const stock = z.strictObject({
  name,
  token,
  sector: z.string(),
  previousClosePaise: paise,
  incrementPaise: paise,
  dailyVolume: units,
  volatility: annual,
  beta: z.number(),
  updatesPerSecond,
  freezeQuantity: z.number().int().min(0),
});

/** Rows of the stock table are written in this order; the file repeats it as a heading. */
const STOCK_COLUMNS = Object.keys(stock.shape);

const stockTable = z
  .strictObject({
    columns: z.array(z.string()).refine((columns) => String(columns) === String(STOCK_COLUMNS), {
      error: `Use ${STOCK_COLUMNS}.`,
      abort: true,
    }),
    rows: z.array(z.array(z.union([z.string(), z.number()])).length(STOCK_COLUMNS.length)),
  })
  .transform(({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]]))),
  )
  .pipe(z.array(stock));

const universe = z
  .strictObject({
    defaultDate: date,
    expiries: z.array(date).min(1),
    market: z.strictObject({
      volatility: annual,
      volatilityOfVolatility: z.number().min(0).max(2),
      rate: z.number().min(0).max(1),
      jumpsPerDay: z.number().min(0),
      jumpBps: z.number().min(0),
      swing,
    }),
    stockModel: z.strictObject({
      jumpsPerDay: z.number().min(0),
      jumpBps: z.number().min(0),
      swing,
      spreadBps: z.number().positive(),
    }),
    sectors: z.record(z.string(), annual),
    indices: z.array(index).min(1),
    futures: z.array(future),
    optionChain,
    stocks: stockTable,
  })
  .superRefine((value, context) => {
    const indexNames = new Set(value.indices.map((entry) => entry.name));
    const futureNames = new Set(value.futures.map((entry) => entry.underlying));
    for (const { underlying } of value.futures) {
      if (!indexNames.has(underlying)) {
        context.addIssue(`The future of ${underlying} has no index of that name.`);
      }
    }
    if (!futureNames.has(value.optionChain.underlying)) {
      context.addIssue(`The chain of ${value.optionChain.underlying} has no future of that name.`);
    }
    for (const { openInterest, lotSize } of [...value.futures, value.optionChain]) {
      if (openInterest % lotSize !== 0) context.addIssue('Open interest is whole lots.');
    }
    for (const entry of [...value.indices, ...value.stocks]) {
      if (entry.sector !== undefined && !(entry.sector in value.sectors)) {
        context.addIssue(`${entry.name} names the unknown sector ${entry.sector}.`);
      }
      if ('incrementPaise' in entry && entry.previousClosePaise % entry.incrementPaise !== 0) {
        context.addIssue(`The previous close of ${entry.name} is off its price increment.`);
      }
    }
    const cash = [...value.indices, ...value.stocks].map((entry) => entry.token);
    if (new Set(cash).size !== cash.length) context.addIssue('Two NSE rows share a token.');
  });

export type UniverseData = z.infer<typeof universe>;
export type SwingData = z.infer<typeof swing>;

/** The file cannot be used as a market; `message` has one line per problem. */
export class UniverseDataError extends Error {
  override readonly name = 'UniverseDataError';
  readonly code = 'universe_invalid';
}

/** Validates the parsed YAML. Throws `UniverseDataError` naming every offending key. */
export function parseUniverseData(value: unknown): UniverseData {
  const result = universe.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UniverseDataError(problems.join('\n'));
}

/** Reads and validates a universe file. Throws `UniverseDataError` when it cannot be read or used. */
export function loadUniverseData(path: string): UniverseData {
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UniverseDataError(`Cannot read ${path} as YAML.`, { cause });
  }
  return parseUniverseData(value);
}
