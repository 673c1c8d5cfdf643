/** The journal at start, on real folders. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accountOf,
  journalFolder,
  type OpenJournal,
  openJournal,
  recoveryFor,
  setAside,
} from '../../../src/app/journal-start.ts';
import { loadSettings } from '../../../src/app/settings-loader.ts';
import type { Settings } from '../../../src/contract/settings.ts';
import { CLOCK_ROW, FILL_ROW, type FillRow, SESSION_ROW } from '../../../src/domain/input-rows.ts';
import { instrumentName } from '../../../src/domain/instrument/instrument.ts';
import { istDay } from '../../../src/domain/instrument/ist-date.ts';
import type { AnyRowKind } from '../../../src/domain/journal-row.ts';
import { tagPrefixOf } from '../../../src/domain/order/order-tag.ts';
import { GROUP_ROW } from '../../../src/domain/order/rows.ts';
import { POSITION_ROW } from '../../../src/domain/position/rows.ts';
import { JournalWriter } from '../../../src/journal/journal-writer.ts';
import { NodeDisk } from '../../../src/journal/node-disk.ts';
import { RUN, stepOf } from '../../support/journal-rig.ts';
import { groupRow, positionRow, sessionRow } from '../../support/order-rows.ts';
import { future, stock } from '../../support/trading-instruments.ts';

const { settings: packaged } = loadSettings({ environment: {} });
/** 2026-11-20, 01:30 IST: still the 19th in UTC. */
const WALL_MS = Date.UTC(2026, 10, 19, 20);
const LISTED = [stock(0), stock(1), future(2)];
const NAMES = LISTED.map(instrumentName);

let settings: Settings;
const opened: OpenJournal[] = [];

beforeEach(() => {
  const dir = mkdtempSync(join(tmpdir(), 'tickring-start-'));
  settings = { ...packaged, data: { ...packaged.data, dir } };
});

afterEach(() => {
  for (const journal of opened.splice(0)) journal.release();
  rmSync(settings.data.dir, { recursive: true, force: true });
});

function open(wallMs = WALL_MS): OpenJournal {
  const journal = openJournal(settings, wallMs);
  opened.push(journal);
  return journal;
}

/** Opens the journal, writes `rows`, each a step, and ends. */
function runWith(rows: readonly (readonly [AnyRowKind, object])[]): void {
  const journal = openJournal(settings, WALL_MS);
  const disk = NodeDisk.create(journal.folder);
  const { recovery } = journal;
  const run = { ...RUN, sessionDate: journal.date };
  const writer = JournalWriter.open({ disk, recovery, run, nowMs: WALL_MS });
  for (const [kind, row] of rows) writer.append(stepOf(kind, row));
  writer.commit();
  writer.close();
  journal.release();
}

const fed = (streamUrl: string, bars = ''): Settings => ({
  ...settings,
  feed: { ...settings.feed, streamUrl, clientCode: 'X12345' },
  simulator: { ...settings.simulator, bars },
});

describe('the account of a journal', () => {
  it.each([
    ['the broker account behind a stream', 'wss://example.in/smart-stream', '', 'X12345'],
    ['the simulated market', '', '', 'SIMULATED'],
    ['recorded bars, by their file', '', '/bars/NIFTY 2024.csv.gz', 'BARS-NIFTY_2024_csv_gz'],
  ])('LG-05 is %s', (_, streamUrl, bars, account) => {
    expect(accountOf(fed(streamUrl, bars))).toBe(account);
  });

  it('LG-05 gives every account and mode a folder of its own', () => {
    expect(journalFolder(settings)).toBe(join(settings.data.dir, 'journal', 'paper-SIMULATED'));
    expect(basename(journalFolder(fed('ws://x')))).toBe('paper-X12345');
    expect(basename(journalFolder(settings, 'OTHER'))).toBe('paper-OTHER');
  });
});

describe('opening a journal', () => {
  it('begins a new one with tags of the Indian date and the first start', () => {
    const journal = open();
    expect(journal).toMatchObject({
      account: 'SIMULATED',
      date: '2026-11-20',
      startWallMs: WALL_MS,
      leftAtMs: 0,
      lastSession: undefined,
      tagPrefix: tagPrefixOf(istDay(WALL_MS), 0),
    });
    expect(journal.recovery.status).toBe('empty');
  });

  it('ID-01 JR-03 gives the next start of the date other tags, and says where the day was left', () => {
    runWith([
      [SESSION_ROW, sessionRow(NAMES)],
      [CLOCK_ROW, { timeMs: 1_795_000_000_000, tick: 4 }],
    ]);
    const journal = open();
    expect(journal.recovery.status).toBe('clean');
    expect(journal.tagPrefix).toBe(tagPrefixOf(istDay(WALL_MS), 1));
    expect(journal.leftAtMs).toBe(1_795_000_000_000);
    expect(journal.lastSession).toEqual(sessionRow(NAMES));
  });

  it('JR-11 holds the lock until it is given back', () => {
    const journal = open();
    expect(() => openJournal(settings, WALL_MS)).toThrow(/process \d+/);
    journal.release();
    expect(open().recovery.status).toBe('empty');
  });

  it('JR-05 refuses a journal whose durable part is damaged, and names its folder', () => {
    runWith([[SESSION_ROW, sessionRow(NAMES)]]);
    const folder = journalFolder(settings);
    const segment = readdirSync(folder).find((name) => name.endsWith('.seg')) ?? '';
    rmSync(join(folder, segment));
    expect(() => openJournal(settings, WALL_MS)).toThrow(
      expect.objectContaining({
        code: 'journal_quarantined',
        message: expect.stringContaining(folder),
      }),
    );
  });
});

it('a journal that is put aside keeps every byte, and the next start begins anew', () => {
  runWith([[SESSION_ROW, sessionRow(NAMES)]]);
  const journal = open();
  const files = readdirSync(journal.folder).filter((name) => name.endsWith('.seg'));
  const aside = setAside(journal, WALL_MS);
  expect(aside).toBe(`${journal.folder}.2026-11-19T20-00-00-000Z`);
  expect(existsSync(journal.folder)).toBe(false);
  expect(readdirSync(aside)).toEqual(expect.arrayContaining(files));
  expect(open().recovery.status).toBe('empty');
});

describe('what the threads are handed', () => {
  const closed = (instrumentIndex: number) =>
    groupRow({ groupId: 500 + instrumentIndex, instrumentIndex, isClosed: true });
  const flat = (instrumentIndex: number) => positionRow({ instrumentIndex, quantity: 0 });

  it('is every row, under the numbers of this start', () => {
    runWith([
      [SESSION_ROW, sessionRow(NAMES)],
      [POSITION_ROW, positionRow({ instrumentIndex: 0 })],
      [GROUP_ROW, groupRow({ instrumentIndex: 0 })],
      [POSITION_ROW, flat(1)],
      [GROUP_ROW, closed(1)],
    ]);
    const journal = open();
    const { restored, start, tagPrefix } = recoveryFor(journal, [stock(7), LISTED[0] ?? stock(0)]);
    const rowsOf = (kind: string) => restored.find((one) => one.kind === kind)?.rows;
    expect(rowsOf('position')).toEqual([positionRow({ instrumentIndex: 1 })]);
    expect(rowsOf('group')).toEqual([groupRow({ instrumentIndex: 1 })]);
    expect(restored.map(({ kind }) => kind)).toEqual(['session', 'position', 'group']);
    expect(tagPrefix).toBe(journal.tagPrefix);
    expect(start).toMatchObject({ folder: journal.folder, account: 'SIMULATED', epoch: 1 });
    expect(structuredClone(start.recovery)).toMatchObject({ status: 'clean', lastSequence: 5 });
  });

  const FILL: FillRow = {
    sequence: 1,
    orderId: 640,
    strategyIndex: 0,
    instrumentIndex: 2,
    side: 1,
    filledQuantity: 75,
    fillQuantity: 75,
    fillValuePaise: 750_000,
    timeMs: WALL_MS,
  };

  it.each([
    ['a position', POSITION_ROW, positionRow({ instrumentIndex: 2 })],
    ['a short position', POSITION_ROW, positionRow({ instrumentIndex: 2, quantity: -75 })],
    ['an open group', GROUP_ROW, groupRow({ instrumentIndex: 2 })],
    ['a fill that risk has not booked', FILL_ROW, FILL],
  ])('a start that lacks the instrument of %s is refused by name', (_, kind, row) => {
    runWith([
      [SESSION_ROW, sessionRow(NAMES)],
      [kind, row],
    ]);
    const start = () => recoveryFor(open(), LISTED.slice(0, 2));
    expect(start).toThrow(
      expect.objectContaining({
        code: 'journal_instrument_missing',
        message: expect.stringContaining(`in ${NAMES[2]}, which`),
      }),
    );
  });

  it('a start may lack an instrument in which nothing is open', () => {
    runWith([
      [SESSION_ROW, sessionRow(NAMES)],
      [POSITION_ROW, flat(2)],
      [GROUP_ROW, closed(2)],
    ]);
    const { restored } = recoveryFor(open(), LISTED.slice(0, 2));
    expect(restored.map(({ kind, rows }) => [kind, rows.length])).toEqual([['session', 1]]);
  });
});
