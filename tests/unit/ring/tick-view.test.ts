import { describe, expect, it } from 'vitest';
import { recordViews } from '../../../src/contract/layout.ts';
import { TICK, TICK_FLAGS } from '../../../src/contract/records/tick.ts';
import { TickView } from '../../../src/ring/tick-view.ts';

const FIELDS = Object.keys(TICK.fields) as (keyof typeof TICK.fields)[];

/** Three records; field f of record r holds 100 · r + its place in the declaration. */
function threeTicks() {
  const records = recordViews(new ArrayBuffer(3 * TICK.byteLength));
  for (let record = 0; record < 3; record++) {
    FIELDS.forEach((field, place) => {
      const value = 100 * record + place;
      if (TICK.fields[field] === 'f64') records.f64[record * 8 + TICK.at[field]] = value;
      else records.i32[record * TICK.words + TICK.at[field]] = value;
    });
  }
  return records;
}

describe('TickView', () => {
  it('reads every field of the record it was moved to', () => {
    const view = new TickView(threeTicks());
    for (const record of [2, 0, 1]) {
      view.moveTo(record * TICK.words, 7 + record);
      expect(view.sequence).toBe(7 + record);
      for (const field of FIELDS) {
        if (field === 'flags') continue;
        expect(view[field], field).toBe(100 * record + FIELDS.indexOf(field));
      }
    }
  });

  it('says of a tick whether it was merged, whatever other flags it has', () => {
    const records = recordViews(new ArrayBuffer(TICK.byteLength));
    const view = new TickView(records);
    const conflated = (flags: number) => {
      records.u32[TICK.at.flags] = flags;
      view.moveTo(0, 0);
      return view.isConflated;
    };
    expect(conflated(0)).toBe(false);
    expect(conflated(TICK_FLAGS.conflated)).toBe(true);
    expect(conflated(0xffffffff)).toBe(true);
    expect(conflated(0xffffffff - TICK_FLAGS.conflated)).toBe(false);
  });

  it('keeps the sign of prices and the size of stamps', () => {
    const records = recordViews(new ArrayBuffer(TICK.byteLength));
    records.i32[TICK.at.lastPaise] = -5;
    records.f64[TICK.at.receiveTimeNs] = 86_400e9 + 0.5;
    const view = new TickView(records);
    view.moveTo(0, 0);
    expect(view.lastPaise).toBe(-5);
    expect(view.receiveTimeNs).toBe(86_400e9 + 0.5);
  });
});
