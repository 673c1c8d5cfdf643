/** `tickring start`: runs the engine until it is told to end. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startEngine } from './engine.ts';
import { numberOf } from './flag-values.ts';
import { openLog } from './logging.ts';
import { PACKAGE_VERSION } from './package-root.ts';
import { loadSettings } from './settings-loader.ts';
import { bannerText, showStatus } from './status-line.ts';

/** The engine had to end: a thread that holds orders or positions died (sysexits EX_SOFTWARE). */
const EXIT_SOFTWARE = 70;

export async function startCommand(args: string[]): Promise<number> {
  const { settings, configSha } = loadSettings(sourcesOf(args));
  mkdirSync(resolve(settings.data.dir), { recursive: true });
  const log = await openLog(settings, (line) => process.stderr.write(`${line}\n`));
  const end = endSignal();
  const engine = await startEngine({
    settings,
    configSha,
    onLog: (level, message, fields) => log.write(level, message, fields),
    onFatal: (cause) => {
      log.write('error', 'The engine cannot go on and ends', { cause });
      end.resolve(EXIT_SOFTWARE);
    },
  }).catch(async (error: unknown) => {
    await log.close();
    throw error;
  });
  process.stdout.write(
    bannerText({
      version: PACKAGE_VERSION,
      settings: engine.settings,
      configSha,
      url: engine.url,
      webSocketEngine: engine.webSocketEngine,
      instruments: engine.instruments.length,
      strategies: engine.strategies,
      feedUrl: engine.settings.feed.streamUrl,
      simulation: engine.simulation,
    }),
  );
  const stopStatus = showStatus(engine.supervisor.metrics, process.stdout);
  const exitCode = await end.promise;
  stopStatus();
  process.stdout.write('Ending: draining threads in order (Ctrl-C again ends at once)\n');
  await engine.stop();
  log.write('info', 'Engine ended', { exitCode });
  await log.close();
  process.stdout.write('Ended.\n');
  return exitCode;
}

/** Resolves at the first SIGINT or SIGTERM; the second one ends the process on the spot. */
function endSignal() {
  let resolvePromise: (exitCode: number) => void = () => {};
  const promise = new Promise<number>((resolve) => {
    resolvePromise = resolve;
  });
  let signals = 0;
  const onSignal = () => {
    signals++;
    // Not `process.exit`: that tears running threads down in order, and can abort over it.
    if (signals > 1) process.kill(process.pid, 'SIGKILL');
    resolvePromise(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { promise, resolve: resolvePromise };
}

function sourcesOf(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      feed: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      speed: { type: 'string' },
      seed: { type: 'string' },
      bars: { type: 'string' },
      date: { type: 'string' },
      config: { type: 'string' },
    },
  });
  return {
    ...(values.config !== undefined && { folder: resolve(values.config) }),
    overrides: {
      feed: { streamUrl: values.feed },
      server: { host: values.host, port: numberOf(values.port) },
      simulator: {
        speed: numberOf(values.speed),
        seed: numberOf(values.seed),
        bars: values.bars === undefined ? undefined : resolve(values.bars),
        date: values.date,
      },
    },
  };
}
