/** `tickring start`: runs the engine until it is told to end. */
import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { OperatorOrder } from '../contract/messages.ts';
import type { Settings } from '../contract/settings.ts';
import { dayOfDateKey, istDateKey, istDay } from '../domain/instrument/ist-date.ts';
import { loadCalendar } from './calendar-loader.ts';
import { startEngine } from './engine.ts';
import { numberOf } from './flag-values.ts';
import { startInstrumentJob } from './instrument-job.ts';
import { type OpenJournal, openJournal, setAside } from './journal-start.ts';
import { requireClearable } from './latch-order.ts';
import { openLog } from './logging.ts';
import { PACKAGE_VERSION } from './package-root.ts';
import {
  requireCertificateChecks,
  takeCredentialVariables,
  takeSecretSettings,
} from './process-secrets.ts';
import { processRedactor } from './redaction.ts';
import { isFromBroker } from './session-instruments.ts';
import { configFolder, loadSettings, SettingsError } from './settings-loader.ts';
import { chooseDay } from './simulated-day.ts';
import { bannerText, showStatus } from './status-line.ts';

/** The engine had to end: a thread that holds orders or positions died (sysexits EX_SOFTWARE). */
const EXIT_SOFTWARE = 70;

const DATA_FOLDER_MODE = 0o700;

export async function startCommand(args: string[]): Promise<number> {
  requireCertificateChecks(process.env);
  takeCredentialVariables(process.env, processRedactor);
  const { settings, configSha } = loadSettings(sourcesOf(args));
  takeSecretSettings(settings, process.env, processRedactor);
  mkdirSync(resolve(settings.data.dir), { recursive: true, mode: DATA_FOLDER_MODE });
  const log = await openLog(settings, {
    showOnConsole: (line) => process.stderr.write(`${line}\n`),
    redactor: processRedactor,
  });
  const end = endSignal();
  const orders = ordersOf(args);
  const session = openSession(settings, orders, (line) => log.write('warn', line));
  const engine = await startEngine({
    settings: session.settings,
    configSha,
    journal: session.journal,
    orders,
    onLog: (level, message, fields) => log.write(level, message, fields),
    onFatal: (cause) => {
      log.write('error', 'The engine cannot go on and ends', { cause });
      end.resolve(EXIT_SOFTWARE);
    },
  }).catch(async (error: unknown) => {
    session.journal.release();
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
  process.on('SIGUSR2', () => {
    log.write('warn', 'Kill: entries stop, everything is closed');
    engine.supervisor.kill();
  });
  const instrumentJob = isFromBroker(settings)
    ? startInstrumentJob(settings, configFolder(sourcesOf(args)), (level, message, fields) =>
        log.write(level, message, fields),
      )
    : undefined;
  const stopStatus = showStatus(engine.supervisor.session, process.stdout);
  const exitCode = await end.promise;
  stopStatus();
  instrumentJob?.stop();
  process.stdout.write('Ending: draining threads in order (Ctrl-C again ends at once)\n');
  await engine.stop();
  session.journal.release();
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

interface OpenedSession {
  /** With the part of the simulated day that comes next. */
  readonly settings: Settings;
  readonly journal: OpenJournal;
}

/** The account's journal, and the market that goes with it. */
function openSession(
  settings: Settings,
  orders: readonly OperatorOrder[],
  onNotice: (line: string) => void,
): OpenedSession {
  const nowMs = Date.now();
  const journal = openJournal(settings, nowMs);
  try {
    if (settings.feed.streamUrl !== '') {
      requireObeyable(orders, journal, istDateKey(nowMs));
      return { settings, journal };
    }
    const day = chooseDay(settings.simulator, loadCalendar(), journal.leftAtMs);
    const chosen = { ...settings, simulator: day.simulator };
    if (!day.isBehindJournal) {
      requireObeyable(orders, journal, day.simulator.date);
      return { settings: chosen, journal };
    }
    const aside = setAside(journal, nowMs);
    onNotice(`The market is played again from an earlier time; the journal so far is in ${aside}`);
    return { settings: chosen, journal: openJournal(settings, nowMs) };
  } catch (error) {
    journal.release();
    throw error;
  }
}

/** `date`: `YYYY-MM-DD`, '' where the simulator chooses. A journal may have got further than that. */
function requireObeyable(
  orders: readonly OperatorOrder[],
  { image, leftAtMs }: OpenJournal,
  date: string,
): void {
  if (!orders.some(({ action }) => action === 'clear_latch')) return;
  requireClearable(image, Math.max(istDay(leftAtMs), dayOfDateKey(date)));
}

/** `--reset-kill REASON`: the only way out of a kill; `--clear-latch REASON`: out of what else stays until a human has looked. */
function ordersOf(args: string[]): OperatorOrder[] {
  const { values } = parseArgs({ args, options: FLAGS });
  const actor = userInfo().username;
  return ORDER_FLAGS.flatMap(([flag, action]) => {
    const reason = values[flag];
    if (reason === undefined) return [];
    if (reason.trim() === '') throw new SettingsError([`--${flag}: say why`]);
    return [{ action, actor, reason }];
  });
}

const ORDER_FLAGS = [
  ['reset-kill', 'reset_kill'],
  ['clear-latch', 'clear_latch'],
] as const;

const FLAGS = {
  feed: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  speed: { type: 'string' },
  seed: { type: 'string' },
  bars: { type: 'string' },
  date: { type: 'string' },
  config: { type: 'string' },
  data: { type: 'string' },
  'reset-kill': { type: 'string' },
  'clear-latch': { type: 'string' },
} as const;

function sourcesOf(args: string[]) {
  const { values } = parseArgs({ args, options: FLAGS });
  return {
    ...(values.config !== undefined && { folder: resolve(values.config) }),
    overrides: {
      data: { dir: values.data },
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
