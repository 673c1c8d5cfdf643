import { describe, expect, it } from 'vitest';
import { Custody } from '../../../../src/domain/order/custody.ts';
import { RowImage } from '../../../support/row-image.ts';

function custodyOf() {
  const image = new RowImage();
  return { image, custody: new Custody(image.record) };
}

describe('the latches', () => {
  it('KS-02 KS-06 a kill stays until it is reset, through restarts, and is set once', () => {
    const { image, custody } = custodyOf();
    expect(custody.kill('operator', 5)).toBe(true);
    expect(custody.kill('again', 6)).toBe(false);
    const later = new Custody(image.record);
    later.restore(image);
    expect(later.row).toMatchObject({ isKilled: true, killCause: 'operator', killedAtMs: 5 });
    expect(later.entryReason(0)).toBe('kill_latch');
    later.resume('operator', 'no', 7);
    expect(later.entryReason(0)).toBe('kill_latch');
    expect(later.resetKill('operator', 'checked by hand', 8)).toBe(true);
    expect(later.resetKill('operator', 'twice', 9)).toBe(false);
    expect(later.entryReason(0)).toBe('');
    expect(later.row).toMatchObject({ changedBy: 'operator', changeReason: 'checked by hand' });
  });

  it('halts stop the account or one instrument until resumed, also after a restart', () => {
    const { image, custody } = custodyOf();
    expect(custody.haltInstrument(3, 'stuck')).toBe(true);
    expect(custody.haltInstrument(1, 'stuck')).toBe(true);
    expect(custody.haltInstrument(3, 'stuck')).toBe(false);
    const later = new Custody(image.record);
    later.restore(image);
    expect(later.row.haltedInstruments).toEqual([1, 3]);
    expect([later.entryReason(1), later.entryReason(2)]).toEqual(['halted', '']);
    expect(later.haltAccount('unknown for a minute')).toBe(true);
    expect(later.haltAccount('twice')).toBe(false);
    expect(later.entryReason(2)).toBe('halted');
    later.resume('operator', 'reconciled', 9);
    expect([later.entryReason(1), later.entryReason(2)]).toEqual(['', '']);
  });

  it('what is set already records nothing', () => {
    const { image, custody } = custodyOf();
    custody.pause('operator', 'news', 1);
    custody.pause('operator', 'news', 2);
    custody.resume('operator', 'over', 3);
    custody.resume('operator', 'over', 4);
    expect(image.log).toHaveLength(2);
    expect(custody.row).toMatchObject({ isPaused: false, changedAtMs: 3 });
  });

  it('numbers queries and unattributed groups without repeating one after a restart', () => {
    const { image, custody } = custodyOf();
    expect([custody.nextQueryId(), custody.nextQueryId()]).toEqual([1, 2]);
    expect(custody.nextUnattributedGroup()).toBe(1);
    const later = new Custody(image.record);
    later.restore(image);
    expect([later.nextQueryId(), later.nextUnattributedGroup()]).toEqual([3, 2]);
  });
});
