#!/usr/bin/env node
/** The `tickring` command. Each subcommand is one file; this one only chooses. */
import { PACKAGE_VERSION } from './package-root.ts';
import { EXIT_CONFIG, SettingsError } from './settings-loader.ts';

/** A wrong command line (sysexits EX_USAGE). */
const EXIT_USAGE = 64;

const HELP = `tickring ${PACKAGE_VERSION}: a trading engine for Indian markets. Paper trading only.

  tickring start            run the engine; without --feed it starts the market simulator too
      --feed URL              SmartAPI stream to read, e.g. ws://127.0.0.1:9000/smart-stream
      --port N --host H       where clients connect (default 127.0.0.1:8000)
      --speed X --seed S      of the simulated day      --bars FILE  play recorded bars instead
      --date YYYY-MM-DD       of the simulated day
      --config DIR            folder of YAML settings
  tickring simulate-venue   the market simulator on its own
      --port N --seed S --speed X --date YYYY-MM-DD --bars FILE --json
  tickring watch            live prices, orders and positions of a running engine
      --url URL               default ws://127.0.0.1:8000/ws/stream
      --encoding json|msgpack --channels a,b,c --once
  tickring help | version

Every setting of config/*.yaml can be overridden by TICKRING_<SECTION>__<KEY>.
`;

type Subcommand = (args: string[]) => Promise<number>;

const SUBCOMMANDS: Readonly<Record<string, () => Promise<Subcommand>>> = {
  start: async () => (await import('./start.ts')).startCommand,
  'simulate-venue': async () => (await import('./simulate-venue.ts')).simulateVenueCommand,
  watch: async () => (await import('./watch-command.ts')).watchCommand,
};

async function main(): Promise<number> {
  const [name = 'help', ...args] = process.argv.slice(2);
  if (name === 'version' || name === '--version' || name === '-v') {
    process.stdout.write(`${PACKAGE_VERSION}\n`);
    return 0;
  }
  if (name === 'help' || name === '--help' || name === '-h' || args.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const load = SUBCOMMANDS[name];
  if (load === undefined) {
    process.stderr.write(`tickring: there is no command "${name}"; see tickring help\n`);
    return EXIT_USAGE;
  }
  const run = await load();
  return run(args);
}

function report(error: unknown): number {
  if (error instanceof SettingsError) {
    process.stderr.write('tickring: the settings are not usable:\n');
    for (const problem of error.problems) process.stderr.write(`  ${problem}\n`);
    return EXIT_CONFIG;
  }
  const code = (error as { code?: string }).code ?? '';
  const isUsage = code.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`tickring: ${(error as Error).message}\n`);
  if (!isUsage && code === '') process.stderr.write(`${(error as Error).stack ?? ''}\n`);
  return isUsage ? EXIT_USAGE : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = report(error);
}
