/** The command line of `tickring broker`: which call, with what. */
import { parseArgs } from 'node:util';
import { type CallDefinition, type Flags, VALUE_FLAGS, wrongUsage } from './broker-call.ts';
import { READ_CALLS } from './broker-reads.ts';
import { WRITE_CALLS } from './broker-writes.ts';

const CALLS: Readonly<Record<string, CallDefinition>> = {
  login: { usage: 'login', words: [0, 0], flags: [], make: () => ({ kind: 'login' }) },
  ...READ_CALLS,
  ...WRITE_CALLS,
  logout: { usage: 'logout', words: [0, 0], flags: [], make: () => ({ kind: 'logout' }) },
};

const BROKER_USAGE = `tickring broker CALL [--real] [--json]
${Object.values(CALLS)
  .map(({ usage }) => `      ${usage}\n`)
  .join('')}
  Shows the request and sends nothing, unless --real is given. NAME is <exchange>:<symbol>, NSE:SBIN-EQ.
      --real                  log in, make the call, log out
      --keep                  do not log out: an engine may be logged in with the same client code
      --confirm "LIVE <client code> <YYYY-MM-DD>"   what a call that reaches the market needs, instead of typing it
      --rest-url URL          another address of the broker, a simulator on this machine
      --json --config DIR --data DIR
`;

export interface BrokerArguments {
  readonly name: string;
  readonly definition: CallDefinition;
  readonly words: readonly string[];
  readonly flags: Flags;
  readonly isReal: boolean;
  readonly isJson: boolean;
  readonly isKept: boolean;
  readonly confirm: string | undefined;
  readonly restUrl: string | undefined;
  readonly config: string | undefined;
  readonly data: string | undefined;
}

/** Throws `BrokerCallError`, and what `parseArgs` throws. */
export function brokerArguments(args: readonly string[]): BrokerArguments {
  const { values, positionals } = parse(args);
  const { real, json, keep, confirm, 'rest-url': restUrl, config, data, ...flags } = values;
  const length = positionals[0] === 'gtt' ? 2 : 1;
  const name = positionals.slice(0, length).join(' ');
  const words = positionals.slice(length);
  const definition = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (definition === undefined) {
    const asked = name === '' ? 'name a call' : `there is no call "${name}"`;
    throw wrongUsage(`${asked}\n${BROKER_USAGE}`);
  }
  const known: readonly string[] = definition.flags;
  const stray = Object.keys(flags).find((flag) => !known.includes(flag));
  if (stray !== undefined) throw wrongUsage(`${name} has no --${stray}: ${definition.usage}`);
  const [min, max] = definition.words;
  if (words.length < min || words.length > max) throw wrongUsage(definition.usage);
  if (!real && (keep || confirm !== undefined)) {
    throw wrongUsage('--keep and --confirm go with --real; without it nothing is sent');
  }
  return {
    ...{ name, definition, words, flags, confirm, restUrl, config, data },
    ...{ isReal: real, isJson: json, isKept: keep },
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const off = { type: 'boolean', default: false } as const;
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...(Object.fromEntries(VALUE_FLAGS.map((flag) => [flag, text])) as Record<
        (typeof VALUE_FLAGS)[number],
        typeof text
      >),
      stop: { type: 'boolean' },
      all: { type: 'boolean' },
      real: off,
      json: off,
      keep: off,
      confirm: text,
      'rest-url': text,
      config: text,
      data: text,
    },
  });
}
