#!/usr/bin/env node
/** The `tickring` command. Each subcommand is one file; this one only chooses. */
import { PACKAGE_VERSION } from './package-root.ts';
import { processRedactor, reportCrashes } from './redaction.ts';
import { EXIT_CONFIG, SettingsError } from './settings-loader.ts';

/** A wrong command line (sysexits EX_USAGE). */
const EXIT_USAGE = 64;
/** Exit codes of errors that ask for something else than a look at the message (sysexits EX_DATAERR and EX_TEMPFAIL). */
const EXIT_OF_CODE: Readonly<Record<string, number>> = {
  journal_quarantined: 65,
  locked: 75,
  credentials_unsafe: EXIT_CONFIG,
  credentials_invalid: EXIT_CONFIG,
  credentials_missing: EXIT_CONFIG,
};

const HELP = `tickring ${PACKAGE_VERSION}: a trading engine for Indian markets. The engine trades on paper only.

  tickring start            run the engine; without --feed it starts the market simulator too
      --feed URL              SmartAPI stream to read, e.g. ws://127.0.0.1:9000/smart-stream
      --port N --host H       where clients connect (default 127.0.0.1:8000)
      --speed X --seed S      of the simulated day      --bars FILE  play recorded bars instead
      --date YYYY-MM-DD       of the simulated day
      --config DIR            folder of YAML settings    --data DIR   what the engine writes
      --reset-kill REASON     after a kill: allow entries again
      --clear-latch REASON    after a total drawdown, or an order path that was full: allow entries again
  tickring kill             close everything now and stop entries, until --reset-kill
      --data DIR --account NAME
  tickring simulate-venue   a market and an Angel One on this machine: SmartAPI REST, market stream, order stream
      --port N --seed S --speed X --date YYYY-MM-DD --bars FILE --json
      --client-code C --pin P --totp-secret S --api-key K
  tickring doctor           what this machine and this configuration lack, and what to do about it
      --json --live --config DIR --data DIR
  tickring instruments sync | search WORDS | show NAME | versions
      --json --data DIR --url URL --accept --date YYYY-MM-DD --limit N
  tickring broker CALL      one call of the broker by hand; shows the request, and sends it with --real
      login | profile | funds | holdings | positions | orders | trades | order ID | logout
      ltp NAME | quote NAME... | candles NAME --interval I --from T --to T | search WORDS
      place BUY|SELL NAME --quantity N --limit R [--trigger R] | modify ID NAME ... | cancel ID | convert NAME ...
      margin | charges BUY|SELL NAME --quantity N --limit R | gtt list | show | create | modify | cancel
      --real --keep --confirm PHRASE --json --rest-url URL --token N --config DIR --data DIR
  tickring watch            live prices, orders and positions of a running engine
      --url URL               default ws://127.0.0.1:8000/ws/stream
      --encoding json|msgpack --channels a,b,c --once
  tickring replay [SESSION] make a recorded session again and compare: the newest, a .ticks file, or YYYY-MM-DD/N
      --data DIR              record with TICKRING_DATA__RECORD_TICKS=true
  tickring audit ID         signal, decision, orders, fills and position of one order, from any of its ids
      --json --data DIR --account NAME
  tickring journal verify | dump | replay | seal
      --data DIR --account NAME --kind NAME --id ID --date YYYY-MM-DD
  tickring simulate         seeded simulation of markets, faults and crashes over the same core
      --seeds N --from N --seed S --profile P --plant BUG --list-plants
  tickring help | version

Every setting of config/*.yaml can be overridden by TICKRING_<SECTION>__<KEY>.
`;

type Subcommand = (args: string[]) => Promise<number>;

const SUBCOMMANDS: Readonly<Record<string, () => Promise<Subcommand>>> = {
  start: async () => (await import('./start.ts')).startCommand,
  kill: async () => (await import('./kill-command.ts')).killCommand,
  doctor: async () => (await import('./doctor-command.ts')).doctorCommand,
  broker: async () => (await import('./broker/broker-command.ts')).brokerCommand,
  instruments: async () => (await import('./instruments-command.ts')).instrumentsCommand,
  simulate: async () => (await import('./simulate-command.ts')).simulateCommand,
  'simulate-venue': async () => (await import('./simulate-venue.ts')).simulateVenueCommand,
  audit: async () => (await import('./audit/audit-command.ts')).auditCommand,
  journal: async () => {
    const { journalCommand } = await import('./journal-command.ts');
    const { JOURNAL_KINDS } = await import('../domain/journal-kinds.ts');
    return (args) => journalCommand(args, { kinds: JOURNAL_KINDS });
  },
  replay: async () => (await import('./replay/replay-command.ts')).replayCommand,
  watch: async () => (await import('./watch-command.ts')).watchCommand,
};

async function main(): Promise<number> {
  const [name = 'help', ...args] = process.argv.slice(2);
  if (name === 'version' || name === '--version' || name === '-v') {
    process.stdout.write(`${PACKAGE_VERSION}\n`);
    return 0;
  }
  const isHelp = name === 'help' || name === '--help' || name === '-h';
  if (isHelp || (args.includes('--help') && name !== 'simulate')) {
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
    for (const problem of error.problems) complain(`  ${problem}`);
    return EXIT_CONFIG;
  }
  const code = (error as { code?: string }).code ?? '';
  const isUsage = code.startsWith('ERR_PARSE_ARGS');
  complain(`tickring: ${(error as Error).message}`);
  if (!isUsage && code === '') complain((error as Error).stack ?? '');
  return isUsage ? EXIT_USAGE : (EXIT_OF_CODE[code] ?? 1);
}

function complain(line: string): void {
  process.stderr.write(`${processRedactor.redact(line)}\n`);
}

reportCrashes();
try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = report(error);
}
