/** Every check of `tickring doctor`, tied to this machine and to the settings. */
import { join, resolve } from 'node:path';
import type { BrokerCredentials } from '../../contract/credentials.ts';
import { MAX_INSTRUMENTS } from '../../contract/limits.ts';
import { isLoopbackHost } from '../../contract/loopback.ts';
import type { Redactor } from '../../contract/redaction.ts';
import type { Settings } from '../../contract/settings.ts';
import { SessionCalendar } from '../../domain/instrument/session-calendar.ts';
import { LOCK_FILE } from '../../journal/journal-files.ts';
import { lockOwnerPid } from '../../journal/node-lock.ts';
import { mapSession, sessionBuffers } from '../../threads/session.ts';
import { chooseServer } from '../../web/fanout/engine/server-choice.ts';
import { loadCalendar } from '../calendar-loader.ts';
import { loadCredentials } from '../credentials.ts';
import { journalFolder } from '../journal-start.ts';
import type { CredentialVariables } from '../process-secrets.ts';
import { checkCalendar } from './calendar-check.ts';
import { type Check, type CheckResult, ok } from './check.ts';
import {
  type ClockReading,
  checkBrokerClock,
  checkSteadyClock,
  readClocks,
} from './clock-checks.ts';
import { checkCredentials, checkStaticIp } from './credential-checks.ts';
import { checkFileSystem, checkFolder, checkFreeSpace, checkSync } from './disk-checks.ts';
import { checkInstruments } from './instruments-check.ts';
import { checkJournal } from './journal-check.ts';
import { keptInstruments } from './kept-instruments.ts';
import { askClock, tryListen } from './machine-network.ts';
import { fileSystemType, folderFacts, freeBytes, syncTimesUs } from './machine-storage.ts';
import { features, ownAddresses, processLimits } from './machine-system.ts';
import { newestSegment } from './newest-segment.ts';
import { checkPort } from './port-check.ts';
import {
  checkCertificates,
  checkCoreFiles,
  checkFeatures,
  checkNode,
  checkSharedMemory,
  checkWebSocketEngine,
} from './runtime-checks.ts';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly credentialVariables: CredentialVariables;
  /** Judged as for real money. */
  readonly isLive: boolean;
  readonly redactor: Redactor;
}

/** Checks that need no settings. */
export function machineChecks({ environment, isLive }: Surroundings): readonly Check[] {
  return [
    { name: 'node', run: () => checkNode(process.version) },
    { name: 'features', run: () => checkFeatures(features()) },
    {
      name: 'certificates',
      run: () => checkCertificates(environment['NODE_TLS_REJECT_UNAUTHORIZED']),
    },
    { name: 'core-files', run: () => checkCoreFiles(processLimits(), isLive) },
    {
      name: 'calendar',
      run: () => {
        const calendar = new SessionCalendar(loadCalendar());
        return checkCalendar(Date.now(), (date) => calendar.sessionOn(date));
      },
    },
  ];
}

/** Checks of what the settings ask for. */
export function settingsChecks(settings: Settings, surroundings: Surroundings): readonly Check[] {
  return [
    ...sessionChecks(settings),
    ...credentialChecks(settings, surroundings),
    ...storageChecks(settings, surroundings),
    ...portChecks(settings),
    { name: 'clock-broker', run: () => brokerClock(settings, surroundings.isLive) },
  ];
}

/** `first`: both clocks as they were read before the other checks ran. */
export function steadyClockCheck(first: ClockReading): Check {
  return { name: 'clock-steady', run: () => checkSteadyClock(first, readClocks()) };
}

function sessionChecks({ engine, server }: Settings): readonly Check[] {
  return [
    {
      name: 'shared-memory',
      run: () =>
        checkSharedMemory(() => {
          const { tickRingCapacity } = engine;
          const session = mapSession({ tickRingCapacity, instruments: MAX_INSTRUMENTS });
          return Object.values(sessionBuffers(session))
            .flat()
            .reduce((total, { byteLength }) => total + byteLength, 0);
        }),
    },
    {
      name: 'websocket',
      run: () =>
        checkWebSocketEngine(() => {
          const choice = chooseServer(server.webSocketEngine);
          return { engine: choice.server.engine, fallbackReason: choice.fallbackReason };
        }),
    },
  ];
}

function credentialChecks(settings: Settings, surroundings: Surroundings): readonly Check[] {
  const { credentialVariables, redactor, isLive } = surroundings;
  let credentials: BrokerCredentials | undefined;
  const load = () => {
    const dataFolder = settings.data.dir;
    const loaded = loadCredentials({ variables: credentialVariables, dataFolder, redactor });
    credentials = loaded.credentials;
    return loaded;
  };
  return [
    { name: 'credentials', run: () => checkCredentials(load, isLive) },
    {
      name: 'static-ip',
      run: () =>
        checkStaticIp({ staticIp: credentials?.staticIp, ownAddresses: ownAddresses(), isLive }),
    },
  ];
}

function storageChecks(settings: Settings, { isLive }: Surroundings): readonly Check[] {
  const dataFolder = resolve(settings.data.dir);
  return [
    { name: 'data-folder', run: () => checkFolder(folderFacts(dataFolder)) },
    { name: 'disk-space', run: () => checkFreeSpace(freeBytes(dataFolder)) },
    { name: 'file-system', run: () => checkFileSystem(fileSystemType(dataFolder), isLive) },
    { name: 'storage-sync', run: () => checkSync(syncTimesUs(dataFolder)) },
    {
      name: 'journal',
      run: () =>
        checkJournal({
          ownerPid: () => enginePid(settings),
          newestSegment: () => newestSegment(journalFolder(settings)),
        }),
    },
    {
      name: 'instruments',
      run: () => {
        const { instruments, streamUrl } = settings.feed;
        const bringsOwn = instruments !== '' || !streamUrl.startsWith('wss:');
        const calendar = new SessionCalendar(loadCalendar());
        const kept = keptInstruments(settings, Date.now(), calendar);
        return checkInstruments({ ...kept, bringsOwn, isLive });
      },
    },
  ];
}

function portChecks(settings: Settings): readonly Check[] {
  const { server, simulator } = settings;
  const facts = [{ key: 'server.port', host: server.host, port: server.port }];
  if (settings.feed.streamUrl === '') {
    facts.push({ key: 'simulator.port', host: '127.0.0.1', port: simulator.port });
  }
  return facts.map((fact) => ({
    name: `port-${fact.key.split('.')[0] ?? ''}`,
    run: () => checkPort({ ...fact, enginePid: enginePid(settings) }, tryListen),
  }));
}

function enginePid(settings: Settings): number {
  return lockOwnerPid(join(journalFolder(settings), LOCK_FILE));
}

/** Nobody outside is asked for the time unless orders are to go there. */
async function brokerClock({ feed, broker }: Settings, isLive: boolean): Promise<CheckResult> {
  const stream = feed.streamUrl === '' ? undefined : new URL(feed.streamUrl.replace(/^ws/, 'http'));
  const isLocal = stream !== undefined && isLoopbackHost(stream.hostname);
  if (stream === undefined && !isLive) {
    return ok('clock-broker', 'not asked: the simulator brings its own clock');
  }
  const origin = isLocal ? stream.origin : broker.restUrl;
  return checkBrokerClock(new URL(origin).host, () => askClock(origin), isLive);
}
