/** Strategy parameters: their declaration, validation in sentences, defaults. Plain data, no schema library. */
import { assert } from '../assert.ts';

export type StrategyParams = Readonly<Record<string, number | boolean>>;

type ParamSpec =
  | {
      readonly type: 'integer' | 'number';
      readonly min: number;
      readonly max: number;
      readonly default: number;
    }
  | { readonly type: 'boolean'; readonly default: boolean };

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

/** One sentence per problem: the parameter, its value, what is allowed. Empty when `given` is valid. */
export function paramProblems(specs: ParamSpecs, given: StrategyParams): readonly string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const spec = specs[name];
    if (spec === undefined) {
      problems.push(`${name} is not a parameter; there are ${Object.keys(specs).join(', ')}`);
    } else if (!isAllowed(spec, value)) {
      problems.push(`${name} is ${value}; allowed is ${allowed(spec)}`);
    }
  }
  return problems;
}

/** `given` with the default of every parameter it leaves out. */
export function withDefaults(specs: ParamSpecs, given: StrategyParams): StrategyParams {
  const complete: Record<string, number | boolean> = {};
  for (const [name, spec] of Object.entries(specs)) complete[name] = given[name] ?? spec.default;
  return complete;
}

export function numberParam(params: StrategyParams, name: string): number {
  const value = params[name];
  assert(typeof value === 'number', `the parameter ${name} is a number`);
  return value;
}

export function booleanParam(params: StrategyParams, name: string): boolean {
  const value = params[name];
  assert(typeof value === 'boolean', `the parameter ${name} is a boolean`);
  return value;
}

function isAllowed(spec: ParamSpec, value: number | boolean): boolean {
  if (spec.type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'number' || !(value >= spec.min && value <= spec.max)) return false;
  return spec.type === 'number' || Number.isInteger(value);
}

function allowed(spec: ParamSpec): string {
  if (spec.type === 'boolean') return 'true or false';
  return `${spec.type === 'integer' ? 'a whole number' : 'a number'} from ${spec.min} to ${spec.max}`;
}
