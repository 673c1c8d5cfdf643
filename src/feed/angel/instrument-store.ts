/**
 * The versions of the scrip master in the data folder, one per session date. A version is put in place whole or not at all, and is read only
 * when it is what its facts say. Used by the sync, by the command line and once by a session when it begins.
 *
 * A version is two files and two files cannot be replaced at once. The facts go first and name the content they replace too, so at
 * every moment the content on disk is one that the facts beside it know.
 */
import type { DateKey } from '../../domain/instrument/ist-date.ts';
import {
  contentName,
  dateOfContentName,
  dateOfFactsName,
  decodeFacts,
  encodeFacts,
  factsName,
  sha256Of,
  type VersionFacts,
} from './instrument-version.ts';

/** A folder with flat names. Every method throws what its implementation throws. */
export interface VersionFolder {
  list(): readonly string[];
  read(name: string): Uint8Array;
  /** Written aside, synced, renamed, and the name made durable: after a crash the old content is there or the new. */
  replace(name: string, bytes: Uint8Array): void;
  remove(name: string): void;
  /** One process at a time. */
  lock(): { release(): void };
}

/** What a process that was killed while it wrote a version left behind. */
const LEFT_ASIDE = /^\d{4}-\d{2}-\d{2}\..*\.tmp$/;

export interface StoredVersion {
  readonly facts: VersionFacts;
  /** The gzip file; its SHA-256 is that of the facts. */
  readonly content: Uint8Array;
}

/** A version that cannot be used, and why. */
export interface DamagedVersion {
  readonly date: DateKey;
  readonly problem: string;
}

export type VersionState =
  | { readonly status: 'sound'; readonly version: StoredVersion }
  | { readonly status: 'damaged'; readonly damage: DamagedVersion };

export interface NewestVersion {
  readonly version: StoredVersion | undefined;
  /** Later versions that had to be passed over. */
  readonly damaged: readonly DamagedVersion[];
}

export class InstrumentStore {
  readonly #folder: VersionFolder;
  readonly #versionsKept: number;

  /** `versionsKept`: how many dates are kept, at least 2. */
  constructor(folder: VersionFolder, versionsKept: number) {
    this.#folder = folder;
    this.#versionsKept = Math.max(2, versionsKept);
  }

  /** Dates that have content, ascending. */
  dates(): readonly DateKey[] {
    return this.#folder
      .list()
      .map(dateOfContentName)
      .filter((date) => date !== '')
      .sort();
  }

  /** Reads and checks the version of a date that has content. */
  read(date: DateKey): VersionState {
    const damaged = (problem: string): VersionState => ({
      status: 'damaged',
      damage: { date, problem },
    });
    if (!this.#folder.list().includes(factsName(date))) return damaged('its facts are missing');
    const file = decodeFacts(this.#folder.read(factsName(date)));
    if (file === null) return damaged('its facts cannot be read');
    const content = this.#folder.read(contentName(date));
    const sha256 = sha256Of(content);
    const facts = [file.facts, file.before].find((one) => one?.sha256 === sha256);
    if (!facts) return damaged('its content is not what its facts say');
    return { status: 'sound', version: { facts, content } };
  }

  /** The newest sound version of `date` or before. */
  newest(date: DateKey): NewestVersion {
    const damaged: DamagedVersion[] = [];
    for (const candidate of this.dates().toReversed()) {
      if (candidate > date) continue;
      const state = this.read(candidate);
      if (state.status === 'sound') return { version: state.version, damaged };
      damaged.push(state.damage);
    }
    return { version: undefined, damaged };
  }

  /** Puts a version in place, under its date, and removes those beyond the number kept. */
  write({ facts, content }: StoredVersion): void {
    const { date } = facts;
    const current = this.dates().includes(date) ? this.read(date) : undefined;
    const before = current?.status === 'sound' ? current.version.facts : null;
    this.#folder.replace(factsName(date), encodeFacts({ facts, before }));
    if (before?.sha256 !== facts.sha256) this.#folder.replace(contentName(date), content);
    this.#prune();
  }

  /** Runs `action` while no other process writes here. */
  async locked<Value>(action: () => Promise<Value>): Promise<Value> {
    const lock = this.#folder.lock();
    try {
      return await action();
    } finally {
      lock.release();
    }
  }

  /** Content goes before its facts: content alone would be taken for damage. Runs under the lock: nobody else has files aside. */
  #prune(): void {
    const dates = this.dates();
    for (const date of dates.slice(0, -this.#versionsKept)) {
      this.#folder.remove(contentName(date));
      this.#folder.remove(factsName(date));
    }
    const kept = new Set(this.dates());
    for (const name of this.#folder.list()) {
      const date = dateOfFactsName(name);
      const isOrphan = date !== '' && !kept.has(date);
      if (isOrphan || LEFT_ASIDE.test(name)) this.#folder.remove(name);
    }
  }
}
