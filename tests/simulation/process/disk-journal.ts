/** The real journal over a disk in memory that fails on request: what dies with the process, what with the power, and what is full. */
import { JOURNAL_KINDS } from '../../../src/domain/journal-kinds.ts';
import { DiskError } from '../../../src/journal/disk.ts';
import { JournalError } from '../../../src/journal/journal-error.ts';
import { JournalWriter } from '../../../src/journal/journal-writer.ts';
import { type Recovery, recover } from '../../../src/journal/recover.ts';
import { refoldJournal } from '../../../src/journal/refold.ts';
import { encodeRow } from '../../../src/journal/row-codec.ts';
import { RowRegistry } from '../../../src/journal/row-registry.ts';
import type { JournalStep } from '../../../src/journal/segment-writer.ts';
import { SnapshotJob, stateHashOf } from '../../../src/journal/snapshot.ts';
import { JournalImage } from '../../../src/journal/state-image.ts';
import { MemoryDisk, type SectorFate } from '../../support/memory-disk.ts';
import { EXIT_INVARIANT, Violation } from '../check/violation.ts';
import type { Marks } from '../run/marks.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import { FullDisk } from '../world/full-disk.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';
import { BitRot } from './bit-rot.ts';
import {
  type FlushOutcome,
  type JournalStore,
  messageTimeMs,
  type Recovered,
  type Step,
} from './journal-store.ts';
import { StateFold } from './state-fold.ts';

export interface DiskJournalOptions {
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  nowMs(): number;
}

const SEGMENT_BYTES = 192 * 1024;
/** Lasts as long as a disk stays full. */
const RESERVE_BYTES = 256 * 1024;
/** Commits between two snapshots. */
const SNAPSHOT_COMMITS = 400;
const SNAPSHOT_ROWS = 10_000;
const HOUR_MS = 3_600_000;

export class DiskJournal implements JournalStore {
  readonly #options: DiskJournalOptions;
  readonly #registry = new RowRegistry(JOURNAL_KINDS);
  readonly #disk: MemoryDisk;
  #writer: JournalWriter | null = null;
  #image = new JournalImage();
  accepted: readonly Step[] = [];
  /** `accepted` is written and not synced. */
  #isPending = false;
  #commits = 0;
  #syncs = 0;
  #isHealed = false;
  readonly #full = new FullDisk();
  readonly #rot: BitRot;

  constructor(options: DiskJournalOptions) {
    this.#options = options;
    const { random, profile, marks } = options;
    this.#disk = new MemoryDisk({
      onWrite: (_name, _position, length) => this.#full.take(length),
      onSync: () => {
        this.#syncs += 1;
        const fails =
          !this.#isHealed && random.chance(profile.diskSyncFails, 'disk', 3, this.#syncs);
        if (fails) marks.hit('fault.diskSyncFails');
        return fails ? 'io' : 'ok';
      },
    });
    this.#rot = new BitRot({ disk: this.#disk, random, marks });
  }

  write(steps: readonly Step[]): FlushOutcome {
    const writer = this.#writer;
    if (writer === null) return 'failed';
    this.accepted = steps.filter((step) => writer.append(this.#encode(step)));
    this.#isPending = this.accepted.length > 0;
    return 'durable';
  }

  sync(): FlushOutcome {
    const writer = this.#writer;
    if (writer === null) return 'failed';
    try {
      const cut = this.#full.cut;
      this.#rot.close(writer.position);
      const isFull = writer.commit().status === 'full';
      const isWhole = this.#full.cut === cut;
      if (!isFull && !isWhole) {
        throw new Violation(EXIT_INVARIANT, 'JR-08', 'a batch counts as kept and was cut short');
      }
      if (isFull) this.#saveReducing(writer);
      this.#foldAccepted();
      writer.tend(this.#options.nowMs());
      if (writer.mode !== 'normal') return 'full';
      this.#snapshotWhenDue(writer);
      return 'durable';
    } catch (problem) {
      if (!(problem instanceof JournalError || problem instanceof DiskError)) throw problem;
      return 'failed';
    }
  }

  /** The disk filled up under this commit: what reduces goes to the reserve, the rest is refused. */
  #saveReducing(writer: JournalWriter): void {
    this.#options.marks.hit('journal.reserve');
    this.accepted = this.accepted.filter(
      (step) => step.isReducing && writer.append(this.#encode(step)),
    );
    if (writer.commit().status === 'full') this.accepted = [];
  }

  #foldAccepted(): void {
    for (const { rows } of this.accepted) {
      for (const { kind, row } of rows) {
        if (kind.keyOf !== undefined || kind.forgets !== undefined) {
          this.#image.apply(kind as never, row);
        }
      }
    }
    this.#isPending = false;
  }

  fill(n: number): void {
    this.#disk.capacityBytes = 0;
    this.#full.fill(this.#options.random.unit('disk_full', 0, n) < 0.5);
  }

  clear(): void {
    this.#disk.capacityBytes = Number.MAX_SAFE_INTEGER;
    this.#full.clear();
  }

  crash(n: number): void {
    this.#lose(n);
    const { random, profile } = this.#options;
    if (!this.#isHealed && random.chance(profile.bitRot, 'rot', n, 0)) this.#rot.turn(n);
  }

  #lose(n: number): void {
    const { random, marks } = this.#options;
    const writer = this.#writer;
    this.#writer = null;
    const isPowerLoss = random.unit('disk', 4, n) < 0.5;
    // It may die inside the commit: written, not synced.
    if (writer !== null && this.#isPending && random.unit('disk', 5, n) < 0.7) {
      const { faults } = this.#disk;
      this.#disk.faults = {
        onSync: () => {
          throw new PowerCut();
        },
      };
      try {
        writer.commit();
      } catch {
        marks.hit('disk.diedInCommit');
      }
      this.#disk.faults = faults;
    }
    this.#isPending = false;
    marks.hit(isPowerLoss ? 'disk.powerLoss' : 'disk.processDeath');
    if (!isPowerLoss) {
      this.#disk.crash({
        content: { kind: 'prefix', writes: Number.MAX_SAFE_INTEGER, bytes: 0 },
        names: Number.MAX_SAFE_INTEGER,
      });
      return;
    }
    const isTorn = random.unit('disk', 6, n) < 0.5;
    const kept = Math.floor(random.unit('disk', 7, n) * (this.#disk.unsyncedWrites + 1));
    this.#disk.crash({
      content: isTorn
        ? { kind: 'sectors', fate: (_, sector) => this.#fate(n, sector) }
        : { kind: 'prefix', writes: kept, bytes: Math.floor(random.unit('disk', 8, n) * 4_096) },
    });
  }

  heal(): void {
    this.clear();
    this.#isHealed = true;
  }

  /** JR-06: every snapshot that is there is what the records before it add up to. */
  problem(): string {
    const report = refoldJournal(this.#disk, this.#registry);
    if (report === undefined) return '';
    for (const { name, verdict } of report.snapshots) {
      if (verdict === 'different') return `${name} is not what its records add up to`;
      this.#options.marks.hit(`journal.snapshot.${verdict}`);
    }
    const isSame = report.stateHash === stateHashOf(this.#registry, this.#image);
    return isSame ? '' : 'the records add up to something else than the rows that were recorded';
  }

  recover(dateKey: string, nowMs: number): Recovered {
    const image = new JournalImage();
    const commandTimesMs: number[] = [];
    const recovery = recover({
      disk: this.#disk,
      registry: this.#registry,
      image,
      sessionDate: dateKey,
      onRow: (kind, row) => {
        const timeMs = messageTimeMs({ kind: kind as never, row });
        if (timeMs > nowMs - HOUR_MS) commandTimesMs.push(timeMs);
      },
    });
    this.#options.marks.hit(`journal.${recovery.status}`);
    if (recovery.snapshotSequence > 0) this.#options.marks.hit('journal.fromSnapshot');
    if (this.#rot.isRotten) {
      if (recovery.status === 'quarantined') {
        this.#rot.repair('refused');
        throw new JournalError('journal_quarantined', recovery.problem);
      }
      this.#rot.repair('unread');
    }
    if (recovery.status === 'quarantined') {
      throw new Violation(EXIT_INVARIANT, 'JR-05', `nothing is damaged, but ${recovery.problem}`);
    }
    this.#writer = this.#open(recovery, dateKey, nowMs);
    this.#image = image;
    return { image: foldOf(image), commandTimesMs };
  }

  #open(recovery: Recovery, sessionDate: string, nowMs: number): JournalWriter {
    return JournalWriter.open({
      disk: this.#disk,
      recovery,
      run: { account: 'SIMULATED', mode: 'paper', sessionDate, gitSha: '', configSha: '' },
      nowMs,
      segmentBytes: SEGMENT_BYTES,
      reserveBytes: RESERVE_BYTES,
    });
  }

  #encode({ rows, isReducing }: Step): JournalStep {
    return {
      wallMs: this.#options.nowMs(),
      isReducing,
      records: rows.map(({ kind, row }) => ({
        kindCode: this.#registry.codeOf(kind as never),
        schema: kind.version,
        payload: encodeRow(kind as never, row as never),
      })),
    };
  }

  /** JR-06: half of all recoveries begin with a snapshot, the others with the first record. */
  #snapshotWhenDue(writer: JournalWriter): void {
    this.#commits += 1;
    if (this.#commits % SNAPSHOT_COMMITS !== 0) return;
    const { position } = writer;
    const registry = this.#registry;
    const job = new SnapshotJob({
      disk: this.#disk,
      registry,
      image: this.#image,
      position,
      role: 'running',
    });
    while (!job.advance(SNAPSHOT_ROWS));
    this.#options.marks.hit('journal.snapshot');
  }

  #fate(n: number, sector: number): SectorFate {
    const draw = this.#options.random.unit('disk', 9 + n * 1_024, sector + 2);
    return draw < 0.5 ? 'new' : draw < 0.85 ? 'old' : 'zero';
  }
}

class PowerCut extends Error {}

function foldOf(image: JournalImage): StateFold {
  const fold = new StateFold();
  for (const { kind } of JOURNAL_KINDS) {
    for (const row of image.rowsNamed(kind.kind)) fold.apply({ kind: kind as never, row });
  }
  return fold;
}
