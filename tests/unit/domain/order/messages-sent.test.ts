import { describe, expect, it } from 'vitest';
import {
  HAND_OVER_MS,
  MESSAGES_SENT_ROW,
  MessagesSent,
  sentTimesOf,
} from '../../../../src/domain/order/messages-sent.ts';
import { MessageThrottle } from '../../../../src/domain/risk/message-throttle.ts';
import { RowImage } from '../../../support/row-image.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';

const HOUR_MS = 3_600_000;

/** An image of messages that were sent one by one at these times after the open. */
function imageOf(elapsedMs: readonly number[]): RowImage {
  const image = new RowImage();
  const sent = new MessagesSent();
  for (const elapsed of elapsedMs) {
    image.record(MESSAGES_SENT_ROW, sent.add(SESSION_OPEN_MS + elapsed, 1));
  }
  return image;
}

/** Without the hand-over. */
function timesOf(image: RowImage): number[] {
  return [...sentTimesOf(image)].map((timeMs) => timeMs - HAND_OVER_MS - SESSION_OPEN_MS);
}

describe('the messages that were sent', () => {
  it('RG-05 come back at the newest time of their second, oldest first', () => {
    const image = imageOf([100, 900, 1_000, 59_999]);
    expect(image.rows(MESSAGES_SENT_ROW)).toHaveLength(3);
    expect(timesOf(image)).toEqual([900, 900, 1_000, 59_999]);
  });

  it('RG-05 of one second go on being counted after a restart within it', () => {
    const image = imageOf([100, 200]);
    const restarted = new MessagesSent();
    restarted.restore(image);
    image.record(MESSAGES_SENT_ROW, restarted.add(SESSION_OPEN_MS + 999, 2));
    expect(timesOf(image)).toEqual([999, 999, 999, 999]);
    image.record(MESSAGES_SENT_ROW, restarted.add(SESSION_OPEN_MS + 1_000, 1));
    expect(timesOf(image)).toEqual([999, 999, 999, 999, 1_000]);
  });

  it('of a time that stepped back count as of the latest time', () => {
    expect(timesOf(imageOf([5_000, 1_000]))).toEqual([5_000, 5_000]);
  });

  it('RG-05 of an hour ago keep their slot until no window needs them, handed over late', () => {
    const image = imageOf([900, HOUR_MS + HAND_OVER_MS + 100]);
    expect(timesOf(image)).toHaveLength(2);
    const throttle = new MessageThrottle({
      ...{ perSecond: 8, perMinute: 8, perHour: 8, exitReserveBps: 0 },
    });
    throttle.restore(sentTimesOf(imageOf([900])));
    const usedAt = (elapsedMs: number) => throttle.used('hour', SESSION_OPEN_MS + elapsedMs);
    expect(usedAt(HOUR_MS + HAND_OVER_MS + 899)).toBe(1);
    expect(usedAt(HOUR_MS + HAND_OVER_MS + 900)).toBe(0);
  });

  it('of a long day keep as many rows as an hour has seconds, and a few', () => {
    const image = imageOf(Array.from({ length: 7_400 }, (_, second) => second * 1_000));
    expect(image.rows(MESSAGES_SENT_ROW)).toHaveLength(3_603);
    expect(timesOf(image).at(0)).toBe((7_400 - 3_603) * 1_000);
  });
});
