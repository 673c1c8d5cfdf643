/** The journal at start: whose it is, what it holds, where the simulated day goes on. Main thread, before any other starts. */
import { renameSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { RestoredRows } from '../contract/messages.ts';
import type { Settings } from '../contract/settings.ts';
import { CLOCK_ROW, FILL_ROW, SESSION_ROW, type SessionRow } from '../domain/input-rows.ts';
import { type Instrument, instrumentName } from '../domain/instrument/instrument.ts';
import { istDateKey, istDay } from '../domain/instrument/ist-date.ts';
import { JOURNAL_KINDS } from '../domain/journal-kinds.ts';
import { tagPrefixOf } from '../domain/order/order-tag.ts';
import { GROUP_ROW } from '../domain/order/rows.ts';
import { POSITION_ROW } from '../domain/position/rows.ts';
import { JournalError } from '../journal/journal-error.ts';
import { NodeDisk } from '../journal/node-disk.ts';
import { type Recovery, recover } from '../journal/recover.ts';
import { RowRegistry } from '../journal/row-registry.ts';
import { JournalImage } from '../journal/state-image.ts';
import type { JournalRecovery } from '../threads/supervisor.ts';

export interface OpenJournal {
  readonly folder: string;
  readonly account: string;
  readonly recovery: Recovery;
  readonly image: JournalImage;
  /** Indian date of this start by the wall clock. */
  readonly date: string;
  readonly startWallMs: number;
  readonly tagPrefix: number;
  /** Session time the journal goes to, epoch milliseconds; 0 for a new journal. */
  readonly leftAtMs: number;
  /** The start before this one; undefined for the first. */
  readonly lastSession: SessionRow | undefined;
  /** Gives the journal back; call it when the engine has ended. */
  release(): void;
}

/** One ledger per account and mode (LG-05). Recorded bars have one per file, for their days lie in the past. */
export function accountOf(settings: Settings): string {
  if (settings.feed.streamUrl !== '') return settings.feed.clientCode;
  const { bars } = settings.simulator;
  return bars === '' ? 'SIMULATED' : `BARS-${basename(bars).replace(/[^\w-]+/g, '_')}`;
}

/** Folder of an account's journal under the data folder. */
export function journalFolder(settings: Settings, account = accountOf(settings)): string {
  return resolve(settings.data.dir, 'journal', `${settings.engine.mode}-${account}`);
}

/** Recovers the account's journal and holds its lock. Throws `JournalError` and `DiskError` with what to do. */
export function openJournal(settings: Settings, wallMs: number): OpenJournal {
  const account = accountOf(settings);
  const folder = journalFolder(settings, account);
  const date = istDateKey(wallMs);
  const image = new JournalImage();
  const recovery = recover({
    disk: NodeDisk.create(folder),
    registry: new RowRegistry(JOURNAL_KINDS),
    image,
    sessionDate: date,
  });
  if (recovery.status === 'quarantined') {
    throw new JournalError(
      'journal_quarantined',
      `The journal ${folder} is damaged, and nothing was changed: ${recovery.problem}. ` +
        'See tickring journal verify, compare your positions with the broker, and bring back a copy of the folder or move it away.',
    );
  }
  return {
    folder,
    account,
    recovery,
    image,
    date,
    startWallMs: wallMs,
    tagPrefix: tagPrefixOf(istDay(wallMs), recovery.epoch),
    leftAtMs: image.rows(CLOCK_ROW)[0]?.timeMs ?? 0,
    lastSession: image.rows(SESSION_ROW)[0],
    release: () => recovery.lock.release(),
  };
}

/**
 * Puts a journal aside that lies ahead of the market which is about to be played again. Nothing is deleted; returns where it is now.
 */
export function setAside(journal: OpenJournal, wallMs: number): string {
  journal.release();
  const stamp = new Date(wallMs).toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${journal.folder}.${stamp}`;
  renameSync(journal.folder, aside);
  return aside;
}

function requireHeldInstruments(
  { image, lastSession }: OpenJournal,
  names: readonly string[],
): void {
  const open = image.rows(GROUP_ROW).filter(({ isClosed }) => !isClosed);
  const held = image.rows(POSITION_ROW).filter(({ quantity }) => quantity !== 0);
  const missing = new Set(
    [...open, ...held, ...image.rows(FILL_ROW)]
      .map(({ instrumentIndex }) => lastSession?.instruments[instrumentIndex] ?? '')
      .filter((name) => !names.includes(name)),
  );
  if (missing.size === 0) return;
  throw new JournalError(
    'journal_instrument_missing',
    `The journal holds positions or orders in ${[...missing].join(', ')}, which this start does not subscribe; add them to feed.subscribe.`,
  );
}

/**
 * What the supervisor hands to the threads, numbered as this start numbers its instruments. Throws `JournalError` when one that is still
 * held or worked is not among them: it could be neither watched nor closed.
 */
export function recoveryFor(
  journal: OpenJournal,
  instruments: readonly Instrument[],
): JournalRecovery {
  const names = instruments.map(instrumentName);
  requireHeldInstruments(journal, names);
  journal.image.rebase(names);
  const { lock: _, ...recovery } = journal.recovery;
  const restored: RestoredRows[] = JOURNAL_KINDS.flatMap(({ kind }) => {
    const rows = journal.image.rowsNamed(kind.kind);
    return rows.length === 0 ? [] : [{ kind: kind.kind, rows }];
  });
  return {
    start: {
      folder: journal.folder,
      account: journal.account,
      date: journal.date,
      epoch: journal.recovery.epoch,
      startWallMs: journal.startWallMs,
      recovery,
    },
    tagPrefix: journal.tagPrefix,
    restored,
  };
}
