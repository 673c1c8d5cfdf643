/** The broker's scrip master as a session, the daily job and the command line use it: sync, choice by date, load. Main thread and CLI. */
import type { Settings } from '../contract/settings.ts';
import type { DateKey } from '../domain/instrument/ist-date.ts';
import { allowedLotSizes } from '../domain/instrument/lot-rules.ts';
import type { SyncHistory } from '../feed/angel/instrument-schedule.ts';
import type { DamagedVersion } from '../feed/angel/instrument-store.ts';
import {
  masterOfVersion,
  type SyncOutcome,
  syncInstruments,
} from '../feed/angel/instrument-sync.ts';
import type { VersionFacts } from '../feed/angel/instrument-version.ts';
import { ScripMasterError } from '../feed/angel/scrip-master-error.ts';
import type { InstrumentMaster } from '../feed/angel/scrip-master-table.ts';
import { openInstrumentStore } from './instrument-folder.ts';
import { loadLotRules } from './lot-rules-loader.ts';

/** Later than every session: before the weekend is over the newest version may already be that of Monday. */
const LAST_DATE: DateKey = '9999-12-31';

export interface BrokerSync {
  /** Session date. */
  readonly date: DateKey;
  readonly nowMs: number;
  /** Default: that of the settings. */
  readonly source?: string | undefined;
  readonly isAccepted?: boolean;
}

export interface StoredMaster {
  readonly master: InstrumentMaster;
  readonly facts: VersionFacts;
  /** Sentences for the log: a version of another day, damaged files. */
  readonly warnings: readonly string[];
}

/** See `syncInstruments`. */
export function syncBrokerInstruments(settings: Settings, sync: BrokerSync): Promise<SyncOutcome> {
  return syncInstruments({
    store: openInstrumentStore(settings),
    url: sync.source ?? settings.instruments.source,
    date: sync.date,
    nowMs: sync.nowMs,
    allowedLots: allowedLotSizes(loadLotRules(), sync.date),
    isAccepted: sync.isAccepted ?? false,
    timeoutMs: settings.instruments.downloadTimeoutMs,
  });
}

/** The newest sound version of `date` or before. Throws `ScripMasterError`, `scrip_master_missing` when there is none. */
export function loadStoredMaster(settings: Settings, date: DateKey): StoredMaster {
  const { version, damaged } = openInstrumentStore(settings).newest(date);
  const warnings = damaged.map(damageText);
  if (version === undefined) {
    throw new ScripMasterError(
      'scrip_master_missing',
      [`There is no scrip master for ${date} or before; run tickring instruments sync.`]
        .concat(warnings)
        .join(' '),
    );
  }
  const master = masterOfVersion(version, allowedLotSizes(loadLotRules(), date));
  return { master, facts: version.facts, warnings };
}

/**
 * The master a session begins with, and keeps: the version of its date when it is on disk, so that a restart within the day finds the
 * same one; else what a sync brings; else the newest there is, with a warning. Throws `ScripMasterError` when there is none.
 */
export async function sessionMaster(settings: Settings, sync: BrokerSync): Promise<StoredMaster> {
  const { version } = openInstrumentStore(settings).newest(sync.date);
  if (version === undefined) {
    await syncBrokerInstruments(settings, sync);
    return loadStoredMaster(settings, sync.date);
  }
  const warnings = version.facts.date === sync.date ? [] : await tryToSync(settings, sync);
  const stored = loadStoredMaster(settings, sync.date);
  return { ...stored, warnings: [...warnings, ...stored.warnings] };
}

/** What the schedule asks of earlier syncs; `failedAtMs`: last try of this process that did not succeed, 0 for none. */
export function syncHistory(settings: Settings, failedAtMs: number): SyncHistory {
  const { version } = openInstrumentStore(settings).newest(LAST_DATE);
  return {
    date: version?.facts.date ?? '',
    checkedAtMs: version?.facts.checkedAtMs ?? 0,
    failedAtMs,
  };
}

function damageText({ date, problem }: DamagedVersion): string {
  return `The scrip master of ${date} cannot be used: ${problem}; remove it or sync again.`;
}

/** Warnings instead of errors: there is a version to fall back to. */
async function tryToSync(settings: Settings, sync: BrokerSync): Promise<readonly string[]> {
  try {
    const outcome = await syncBrokerInstruments(settings, sync);
    return outcome.status === 'fallback' ? [outcome.warning] : [];
  } catch (error) {
    if (!(error instanceof ScripMasterError)) throw error;
    return [error.message];
  }
}
