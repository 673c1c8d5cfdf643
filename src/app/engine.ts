/** One running engine: simulator (when asked for), instruments, supervisor. Wiring only. */
import { join } from 'node:path';
import type { LogLevel, OperatorOrder } from '../contract/messages.ts';
import type { Settings } from '../contract/settings.ts';
import type { Role } from '../contract/topology.ts';
import type { Instrument } from '../domain/instrument/instrument.ts';
import { profilesOf } from '../domain/risk/instrument-profile.ts';
import { Supervisor } from '../threads/supervisor.ts';
import { loadCalendar } from './calendar-loader.ts';
import { loadCharges } from './charges-loader.ts';
import { type OpenJournal, recoveryFor } from './journal-start.ts';
import { PACKAGE_ROOT, PACKAGE_VERSION } from './package-root.ts';
import { loadProfiles } from './profiles-loader.ts';
import { loadSessionInstruments } from './session-instruments.ts';
import { type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { assignStrategies } from './strategy-assignment.ts';

export interface EngineOptions {
  readonly settings: Settings;
  readonly configSha: string;
  /** Instruments to use instead of loading them; a benchmark brings its own. */
  readonly instruments?: readonly Instrument[];
  readonly roles?: readonly Role[];
  /** Without one nothing is journaled. */
  readonly journal?: OpenJournal;
  /** What the operator asked for at this start. */
  readonly orders?: readonly OperatorOrder[];
  onLog(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** The engine cannot go on; the caller stops it. */
  onFatal(cause: string): void;
}

export interface Engine {
  readonly supervisor: Supervisor;
  /** Settings with the stream that is really read. */
  readonly settings: Settings;
  readonly instruments: readonly Instrument[];
  readonly strategies: number;
  /** What the simulator plays; '' when the stream is somebody else's. */
  readonly simulation: string;
  /** `http://host:port` of the publish thread; '' without one. */
  readonly url: string;
  readonly webSocketEngine: string;
  stop(): Promise<void>;
}

/** Starts everything; on failure what had started is stopped again. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const isSimulated = options.settings.feed.streamUrl === '';
  const simulator = isSimulated
    ? await startSimulator(options.settings, (line) => options.onLog('info', line))
    : undefined;
  try {
    return await startThreads(options, simulator);
  } catch (error) {
    await simulator?.stop();
    throw error;
  }
}

async function startThreads(
  options: EngineOptions,
  simulator: SimulatorProcess | undefined,
): Promise<Engine> {
  const settings = withStream(options.settings, simulator);
  const { journal } = options;
  const instruments =
    options.instruments ?? (await load(settings, simulator?.address.instrumentsUrl, options));
  const previousIds = journal?.lastSession?.strategies ?? [];
  const strategies = assignStrategies(settings, instruments, previousIds);
  let url = '';
  let webSocketEngine = '';
  const supervisor = new Supervisor({
    settings,
    instruments,
    strategies,
    calendar: loadCalendar(),
    charges: loadCharges(),
    profiles: profilesOf(instruments, loadProfiles()),
    ...(journal && { journal: recoveryFor(journal, instruments) }),
    orders: options.orders ?? [],
    configSha: options.configSha,
    version: PACKAGE_VERSION,
    terminalFolder: join(PACKAGE_ROOT, 'src', 'web', 'terminal'),
    ...(options.roles && { roles: options.roles }),
    onLog: (level, message, fields) => options.onLog(level, message, fields),
    onFatal: (cause) => options.onFatal(cause),
    onListening: (address, engine) => {
      url = address;
      webSocketEngine = engine;
    },
  });
  await supervisor.start();
  simulator?.onExit((code) => {
    options.onLog('error', 'The market simulator ended by itself', { code });
  });
  return {
    supervisor,
    settings,
    instruments,
    strategies: strategies.length,
    simulation: simulator?.address.description ?? '',
    url,
    webSocketEngine,
    stop: async () => {
      await supervisor.stop();
      await simulator?.stop();
    },
  };
}

function withStream(settings: Settings, simulator: SimulatorProcess | undefined): Settings {
  if (simulator === undefined) return settings;
  return { ...settings, feed: { ...settings.feed, streamUrl: simulator.address.streamUrl } };
}

async function load(
  settings: Settings,
  instrumentsUrl: string | undefined,
  options: EngineOptions,
) {
  const loaded = await loadSessionInstruments(settings, instrumentsUrl ?? '', Date.now());
  const { instruments, source, warnings } = loaded;
  options.onLog('info', 'Instruments loaded', { count: instruments.length, source });
  for (const warning of warnings) options.onLog('warn', warning);
  return instruments;
}
