/** A paper session recorded by the threaded engine replays to the same rows; whatever is changed in its journal is found. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCommand } from '../../src/app/audit/audit-command.ts';
import { type AuditTrail, auditTrail } from '../../src/app/audit/audit-trail.ts';
import { findRecording } from '../../src/app/replay/find-session.ts';
import { replayCommand } from '../../src/app/replay/replay-command.ts';
import { replaySession } from '../../src/app/replay/replay-session.ts';
import type { AnyRow } from '../../src/domain/journal-row.ts';
import { orderTag } from '../../src/domain/order/order-tag.ts';
import type { StoredRow } from '../../src/journal/journal-reader.ts';
import { eventually, scrape, startDaemon, total } from '../support/daemon.ts';
import { copyJournal, foldOf, readerOf, rowsOf } from '../support/journal-copy.ts';

const MINUTE = 60_000;
const FILLS_WANTED = 60;
const ACCOUNT = 'paper-SIMULATED';

const data = mkdtempSync(join(tmpdir(), 'tickring-replay-'));
const journal = join(data, 'journal', ACCOUNT);
afterAll(() => rmSync(data, { recursive: true }));

/** Runs the engine until it has filled some orders. */
async function runSession(whileRunning: () => void = () => undefined): Promise<void> {
  const daemon = await startDaemon(['--speed', '60', '--data', data], {
    TICKRING_DATA__RECORD_TICKS: 'true',
  });
  await eventually(async () => {
    const fills = total(await scrape(daemon.url), 'tickring_order_fills_total');
    return fills >= FILLS_WANTED ? fills : undefined;
  });
  whileRunning();
  expect(await daemon.end()).toBe(0);
}

const recordings = () => [1, 2].map((epoch) => findRecording(data, `${dateOfJournal()}/${epoch}`));

function dateOfJournal(): string {
  return readerOf(journal).starts[0]?.date ?? '';
}

async function run(command: typeof replayCommand, ...args: string[]) {
  let out = '';
  let err = '';
  const code = await command(args, {
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

function trailOf(id: string): AuditTrail {
  const answer = auditTrail(() => readerOf(journal), id);
  if (answer.status !== 'found') throw new Error(`${id} is ${answer.status}`);
  return answer.trail;
}

/** The first order that was filled at the venue as an entry. */
function firstFilledEntry(rows: readonly StoredRow[]): AnyRow {
  const filled = rows.find(
    ({ kind, row }) =>
      kind.kind === 'order' && row['role'] === 'entry' && row['status'] === 'filled',
  );
  return filled?.row ?? {};
}

describe('a recorded paper session', () => {
  let trailWhileRunning: AuditTrail | undefined;

  beforeAll(async () => {
    await runSession();
    await runSession(() => {
      trailWhileRunning = trailOf(`order:${String(firstFilledEntry(rowsOf(journal))['orderId'])}`);
    });
  }, 4 * MINUTE);

  it('replays to identical decisions, orders, fills and state, and so does the one after a restart', () => {
    for (const [at, recording] of recordings().entries()) {
      const report = replaySession(recording, data);
      expect(report).toMatchObject({ difference: undefined, problem: '', notes: [] });
      expect(report.counts.fills).toBeGreaterThan(at === 0 ? FILLS_WANTED / 2 : 0);
      expect(report.counts.decisions).toBeGreaterThan(report.counts.orders / 8);
      expect(report.counts.inputs).toBeGreaterThan(report.counts.decisions);
    }
  });

  it('ends in the state that the rows of the journal give', async () => {
    const recording = findRecording(data, undefined);
    expect(recording.header.start.epoch).toBe(1);
    const { hashes } = replaySession(recording, data);
    const { code, out } = await run(replayCommand, '--data', data);
    expect(code).toBe(0);
    expect(out).toContain(`state ${hashes.state}\n`);
    const folded = foldOf(journal);
    expect(folded?.stateHash).toBe(hashes.state);
    expect(folded?.snapshots.map(({ verdict }) => verdict)).not.toContain('different');
  });

  it.each([
    ['decision', 'quantity', ({ row }: StoredRow) => row['reason'] === '' && row['quantity'] !== 0],
    ['order', 'limitPaise', ({ row }: StoredRow) => row['status'] === 'working'],
    ['position', 'realisedPaise', ({ row }: StoredRow) => row['quantity'] === 0],
    ['intent', 'quantity', ({ row }: StoredRow) => row['kind'] === 'entry'],
    ['signal', 'referencePaise', ({ row }: StoredRow) => row['kind'] === 'entry'],
  ])('stops at exactly the %s whose %s was changed', async (kind, field, isWanted) => {
    const all = rowsOf(journal).filter((stored) => stored.kind.kind === kind && isWanted(stored));
    const target = all[Math.floor(all.length / 4)];
    const other = mkdtempSync(join(data, 'changed-'));
    copyJournal(journal, join(other, 'journal', ACCOUNT), ({ sequence, row }) =>
      sequence === target?.sequence ? { ...row, [field]: (row[field] as number) + 5 } : row,
    );
    const path = recordings().find(({ header }) => isOf(header.start.epoch, target))?.path ?? '';
    const { code, out } = await run(replayCommand, path, '--data', other);
    expect(out).toContain(`different at record ${target?.sequence}: ${kind}.${field}\n`);
    expect(out).toContain(`recorded ${(target?.row[field] as number) + 5}\n`);
    expect(out).toContain(`replayed ${String(target?.row[field])}\n`);
    expect(code).toBe(1);
  });

  it('copied unchanged is still identical', async () => {
    const other = mkdtempSync(join(data, 'copied-'));
    copyJournal(journal, join(other, 'journal', ACCOUNT));
    const [first] = recordings();
    expect(await run(replayCommand, first?.path ?? '', '--data', other)).toMatchObject({ code: 0 });
  });

  it('says what is missing where ticks, recording or journal are', async () => {
    const [first] = recordings();
    const bytes = readFileSync(first?.path ?? '');
    const torn = join(data, 'torn.ticks');
    writeFileSync(torn, bytes.subarray(0, Math.floor(bytes.length / 2)));
    const half = await run(replayCommand, torn, '--data', data);
    expect(half).toMatchObject({ code: 2, err: expect.stringContaining('ended by force') });
    expect(half.out).toContain('identical so far');
    const nothing = join(data, 'nothing');
    mkdirSync(join(nothing, 'recordings'), { recursive: true });
    expect(await run(replayCommand, '--data', nothing)).toMatchObject({
      code: 2,
      err: expect.stringContaining('TICKRING_DATA__RECORD_TICKS=true'),
    });
    copyFileSync(first?.path ?? '', join(nothing, 'recordings', 'x.ticks'));
    expect(await run(replayCommand, '--data', nothing)).toMatchObject({
      code: 2,
      err: expect.stringContaining('No journal of paper-SIMULATED'),
    });
    expect(await run(replayCommand, 'none.ticks', '--data', data)).toMatchObject({ code: 2 });
  });

  it('tells one story from the signal, the intent, the order, its tag and its venue id', async () => {
    const order = firstFilledEntry(rowsOf(journal));
    const { orderId, tagPrefix, venueOrderId, groupId } = order as Record<string, number>;
    const story = trailOf(`order:${orderId}`);
    const kinds = new Set(story.entries.map(({ kind }) => kind));
    for (const kind of ['signal', 'decision', 'intent', 'group', 'order', 'command', 'report']) {
      expect(kinds).toContain(kind);
    }
    expect(kinds).toContain('fill');
    expect(kinds).toContain('position');
    const sequences = story.entries.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((one, other) => one - other));
    const signal = story.entries.find(({ kind }) => kind === 'signal')?.row ?? {};
    const { strategyIndex, sequence } = signal as Record<string, number>;
    const name = story.names.strategies[strategyIndex ?? -1];
    for (const id of [
      `intent:${groupId}`,
      `group:${groupId}`,
      orderTag(tagPrefix ?? 0, orderId ?? 0),
      `venue:${venueOrderId}`,
      String(venueOrderId),
      `${name}:${sequence}`,
      `${strategyIndex}:${sequence}`,
    ]) {
      expect([id, trailOf(id)]).toEqual([id, story]);
    }
    const shown = await run(auditCommand, `order:${orderId}`, '--data', data);
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/gate max_order_value +measured +\d+ +limit 3000000\n/);
    const json = await run(auditCommand, `order:${orderId}`, '--data', data, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ stories: story.stories });
  });

  it('can be audited while the engine runs', () => {
    expect(trailWhileRunning?.entries.map(({ kind }) => kind)).toContain('fill');
  });

  it('knows no story of an id that is none', async () => {
    expect(await run(auditCommand, 'nobody:1', '--data', data)).toMatchObject({
      code: 1,
      err: expect.stringContaining('knows no nobody:1'),
    });
    expect(await run(auditCommand, 'what is this', '--data', data)).toMatchObject({ code: 64 });
  });
});

/** Whether a row lies in the start with that epoch, counted from 0. */
function isOf(epoch: number, row: StoredRow | undefined): boolean {
  const { starts } = readerOf(journal);
  const from = starts[epoch]?.firstSequence ?? 0;
  const to = starts[epoch + 1]?.firstSequence ?? Number.POSITIVE_INFINITY;
  return row !== undefined && row.sequence >= from && row.sequence < to;
}
