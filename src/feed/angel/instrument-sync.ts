/**
 * Brings the newest scrip master into the store: asks the source whether there is a new one, checks it against the one at hand, and puts it
 * in place under the session date. Sessions that run keep the master they began with. Takes seconds of one thread: a process of its own.
 */
import { gzipSync } from 'node:zlib';
import type { Exchange } from '../../domain/instrument/instrument.ts';
import type { DateKey } from '../../domain/instrument/ist-date.ts';
import { isLotChangeImplausible } from '../../domain/instrument/trading-terms.ts';
import type { InstrumentStore, StoredVersion } from './instrument-store.ts';
import { sha256Of } from './instrument-version.ts';
import { type AllowedLots, parseScripMaster } from './scrip-master.ts';
import { type Download, downloadScripMaster } from './scrip-master-download.ts';
import { ScripMasterError } from './scrip-master-error.ts';
import { inflate } from './scrip-master-file.ts';
import type { CarriedTerms } from './scrip-master-row.ts';
import type { InstrumentMaster } from './scrip-master-table.ts';

export interface SyncTerms {
  readonly store: InstrumentStore;
  readonly url: string;
  /** Session date under which the version is kept. */
  readonly date: DateKey;
  readonly nowMs: number;
  /** Of `date`. */
  readonly allowedLots: AllowedLots;
  /** An operator has looked: a list that shrank or lost an exchange is taken, and lots that changed are believed. */
  readonly isAccepted?: boolean;
  readonly timeoutMs?: number | undefined;
  readonly bytesMax?: number | undefined;
}

/**
 * `stored`: a new list is in place. `unchanged`: the one at hand is the newest and stands under `date` now. `fallback`: nothing usable came;
 * the newest version at hand is used and `warning` names its date.
 */
export type SyncOutcome = { readonly version: StoredVersion } & (
  | { readonly status: 'stored' | 'unchanged' }
  | { readonly status: 'fallback'; readonly warning: string }
);

/** Of the instruments at hand, the part that a new list must still have. */
const KEPT_PART_MIN = 0.5;

/**
 * Syncs under the lock of the store. Throws `ScripMasterError`: `scrip_master_shrunk` or `scrip_master_exchange_lost` when the list lost what
 * it had, or why nothing usable came when there is no version to fall back to.
 */
export async function syncInstruments(terms: SyncTerms): Promise<SyncOutcome> {
  return terms.store.locked(async () => {
    const { version: known } = terms.store.newest(terms.date);
    try {
      const download = await downloadScripMaster({
        url: terms.url,
        known: known?.facts.source === terms.url ? known.facts : undefined,
        timeoutMs: terms.timeoutMs,
        bytesMax: terms.bytesMax,
      });
      return take(terms, known, download);
    } catch (error) {
      if (!(error instanceof ScripMasterError) || known === undefined || isRefusal(error)) {
        throw error;
      }
      return {
        status: 'fallback',
        version: known,
        warning: `${error.message} Until then the version of ${known.facts.date} is used.`,
      };
    }
  });
}

/** The table of a stored version. Throws `ScripMasterError` when it is no list, which the sync never stores. */
export function masterOfVersion(
  { facts, content }: StoredVersion,
  allowedLots: AllowedLots,
): InstrumentMaster {
  const master = parseScripMaster(inflate(content, `of ${facts.date}`), allowedLots);
  master.carry(facts.carried);
  return master;
}

/** Something came and the operator must decide; every other error means that nothing usable came. */
function isRefusal({ code }: ScripMasterError): boolean {
  return code === 'scrip_master_shrunk' || code === 'scrip_master_exchange_lost';
}

function take(terms: SyncTerms, known: StoredVersion | undefined, download: Download): SyncOutcome {
  if (download.status === 'not_modified') {
    if (known !== undefined) return keep(terms, known, {});
    throw new ScripMasterError(
      'scrip_master_unreachable',
      `The scrip master at ${terms.url} was not sent; check the address.`,
    );
  }
  const { bytes, etag, lastModified } = download;
  const textSha256 = sha256Of(bytes);
  if (known !== undefined && known.facts.textSha256 === textSha256 && !terms.isAccepted) {
    return keep(terms, known, { etag, lastModified, source: terms.url });
  }
  const master = parseScripMaster(bytes, terms.allowedLots);
  if (master.count === 0) {
    throw new ScripMasterError(
      'scrip_master_not_rows',
      `The scrip master at ${terms.url} has no usable row; check that the address is that of the instruments file.`,
    );
  }
  if (known !== undefined && !terms.isAccepted) assertNothingLost(known, master);
  const content = gzipSync(bytes);
  const version: StoredVersion = {
    content,
    facts: {
      date: terms.date,
      sha256: sha256Of(content),
      textSha256,
      source: terms.url,
      etag,
      lastModified,
      downloadedAtMs: terms.nowMs,
      checkedAtMs: terms.nowMs,
      rows: master.count,
      rowsByExchange: master.rowsByExchange,
      carried: known === undefined || terms.isAccepted ? [] : carriedTerms(known, master),
    },
  };
  terms.store.write(version);
  return { status: 'stored', version };
}

function keep(
  { store, date, nowMs }: SyncTerms,
  known: StoredVersion,
  changes: Partial<StoredVersion['facts']>,
): SyncOutcome {
  const facts = { ...known.facts, ...changes, date, checkedAtMs: nowMs };
  const version = { content: known.content, facts };
  store.write(version);
  return { status: 'unchanged', version };
}

function assertNothingLost({ facts }: StoredVersion, master: InstrumentMaster): void {
  const advice = `the version of ${facts.date} stays; look at the file, then run tickring instruments sync --accept`;
  const lost = Object.entries(facts.rowsByExchange)
    .filter(([exchange, rows]) => rows > 0 && master.rowsByExchange[exchange as Exchange] === 0)
    .map(([exchange]) => exchange);
  if (lost.length > 0) {
    throw new ScripMasterError(
      'scrip_master_exchange_lost',
      `The new scrip master has nothing of ${lost.join(', ')} any more; ${advice}.`,
    );
  }
  if (master.count < facts.rows * KEPT_PART_MIN) {
    throw new ScripMasterError(
      'scrip_master_shrunk',
      `The new scrip master has ${master.count} instruments where there were ${facts.rows}; ${advice}.`,
    );
  }
}

/** What the new list has of each known instrument and cannot be believed, with what it had before. A token given to another symbol is a new instrument. */
function carriedTerms(known: StoredVersion, master: InstrumentMaster): CarriedTerms[] {
  const before = masterOfVersion(known, new Map());
  const carried: CarriedTerms[] = [];
  for (let row = 0; row < master.count; row += 1) {
    const now = master.factsAt(row);
    if (now.kind === 'index') continue;
    const rowBefore = before.rowOfToken(now.exchange, now.token);
    if (rowBefore < 0) continue;
    const was = before.factsAt(rowBefore);
    if (was.symbol !== now.symbol || was.lotSize === 0) continue;
    const isLotDoubted = now.lotSize === 0 || isLotChangeImplausible(was.lotSize, now.lotSize);
    const isStepLost = now.priceIncrementPaise === 0 && was.priceIncrementPaise > 0;
    if (!isLotDoubted && !isStepLost) continue;
    const { exchange, token } = now;
    const { lotSize, priceIncrementPaise } = was;
    carried.push({ exchange, token, lotSize, priceIncrementPaise });
  }
  return carried;
}
