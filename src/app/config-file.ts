/** One YAML file of the configuration that is no settings section: read, checked, told what is wrong with it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { SettingsError } from './settings-loader.ts';

/** Throws `SettingsError` with one line per problem, each beginning with `name`. */
export function readConfigFile<Value>(file: string, name: string, schema: z.ZodType<Value>): Value {
  const parsed = schema.safeParse(parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new SettingsError(
    parsed.error.issues.map(({ path, message }) => `${name} ${path.join('.')}: ${message}`),
  );
}
