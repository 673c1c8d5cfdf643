/** When an instrument is set aside, for how long, and how it comes back. */
import { describe, expect, test } from 'vitest';
import { DROP } from '../../../../src/domain/tick/drop-reason.ts';
import { Quarantine } from '../../../../src/domain/tick/quarantine.ts';

const SETTINGS = {
  offences: 3,
  windowMs: 1000,
  durationMs: 5000,
  maxDurationMs: 15_000,
  probationTicks: 2,
};
const BAND = DROP.outside_circuit_band;

function held(quarantine: Quarantine): number[] {
  return quarantine.quarantined().map((entry) => entry.untilMs);
}

describe('quarantine', () => {
  test('begins with the last of so many offences within the window, and names that one', () => {
    const quarantine = new Quarantine(4, SETTINGS);
    quarantine.onOffence(2, DROP.price_not_positive, 10_000);
    quarantine.onOffence(2, BAND, 10_500);
    expect(quarantine.isHeld(2, 10_500)).toBe(false);
    quarantine.onOffence(2, DROP.negative_quantity, 11_000);
    expect(quarantine.isHeld(2, 11_000)).toBe(true);
    expect(quarantine.quarantined()).toEqual([
      { instrumentIndex: 2, reason: 'negative_quantity', untilMs: 16_000 },
    ]);
  });

  test('does not begin when the offences are spread over more than the window', () => {
    const quarantine = new Quarantine(1, SETTINGS);
    for (let offence = 0; offence < 50; offence += 1) {
      quarantine.onOffence(0, BAND, 10_000 + offence * 501);
      expect(held(quarantine)).toEqual([]);
    }
  });

  test('counts the last offences, wherever the window lies', () => {
    const quarantine = new Quarantine(1, SETTINGS);
    for (const atMs of [0, 900, 1800, 2700, 2750]) quarantine.onOffence(0, BAND, atMs);
    expect(held(quarantine)).toEqual([7750]);
  });

  test('leaves other instruments alone', () => {
    const quarantine = new Quarantine(2, SETTINGS);
    for (let offence = 0; offence < 3; offence += 1) quarantine.onOffence(0, BAND, 100);
    expect(quarantine.isHeld(1, 100)).toBe(false);
    expect(quarantine.isHeld(0, 100)).toBe(true);
  });

  test('with one offence allowed the first bad tick is enough', () => {
    const quarantine = new Quarantine(1, { ...SETTINGS, offences: 1 });
    quarantine.onOffence(0, BAND, 100);
    expect(quarantine.isHeld(0, 100)).toBe(true);
  });

  test('ends with the first tick at its end; one offence on probation doubles it, up to the limit', () => {
    const quarantine = new Quarantine(1, SETTINGS);
    for (let offence = 0; offence < 3; offence += 1) quarantine.onOffence(0, BAND, 0);
    expect(held(quarantine)).toEqual([5000]);
    expect(quarantine.isHeld(0, 4999)).toBe(true);
    expect(quarantine.isHeld(0, 5000)).toBe(false);
    expect(held(quarantine)).toEqual([]);
    quarantine.onOffence(0, BAND, 5000);
    expect(held(quarantine)).toEqual([15_000]);
    expect(quarantine.isHeld(0, 15_000)).toBe(false);
    quarantine.onOffence(0, BAND, 15_000);
    expect(held(quarantine)).toEqual([30_000]);
  });

  test('a clean run on probation clears the record, so the next quarantine is a first one', () => {
    const quarantine = new Quarantine(1, SETTINGS);
    for (let offence = 0; offence < 3; offence += 1) quarantine.onOffence(0, BAND, 0);
    expect(quarantine.isHeld(0, 6000)).toBe(false);
    quarantine.onAccepted(0);
    quarantine.onAccepted(0);
    quarantine.onOffence(0, BAND, 6000);
    expect(held(quarantine)).toEqual([]);
    quarantine.onOffence(0, BAND, 6000);
    quarantine.onOffence(0, BAND, 6000);
    expect(held(quarantine)).toEqual([11_000]);
  });

  test('a run that is one tick short clears nothing', () => {
    const quarantine = new Quarantine(1, SETTINGS);
    for (let offence = 0; offence < 3; offence += 1) quarantine.onOffence(0, BAND, 0);
    expect(quarantine.isHeld(0, 6000)).toBe(false);
    quarantine.onAccepted(0);
    quarantine.onOffence(0, BAND, 6000);
    expect(held(quarantine)).toEqual([16_000]);
  });

  test('the longest quarantine bounds the first one too', () => {
    const quarantine = new Quarantine(1, { ...SETTINGS, offences: 1, maxDurationMs: 100 });
    quarantine.onOffence(0, BAND, 0);
    expect(held(quarantine)).toEqual([100]);
  });

  test('nothing counts while session time is unknown', () => {
    const quarantine = new Quarantine(1, SETTINGS);
    for (let offence = 0; offence < 10; offence += 1) {
      quarantine.onOffence(0, BAND, Number.POSITIVE_INFINITY);
    }
    expect(held(quarantine)).toEqual([]);
  });

  test('a new day forgets quarantines, offences and lengths', () => {
    const quarantine = new Quarantine(1, SETTINGS);
    for (let offence = 0; offence < 5; offence += 1) quarantine.onOffence(0, BAND, 0);
    quarantine.reset();
    expect(quarantine.isHeld(0, 1)).toBe(false);
    quarantine.onOffence(0, BAND, 1);
    quarantine.onOffence(0, BAND, 1);
    expect(held(quarantine)).toEqual([]);
    quarantine.onOffence(0, BAND, 1);
    expect(held(quarantine)).toEqual([5001]);
  });

  test.each([{ offences: 0 }, { offences: 1.5 }, { durationMs: 0 }, { maxDurationMs: 0 }])(
    'settings %o break an invariant',
    (changes) => {
      expect(() => new Quarantine(1, { ...SETTINGS, ...changes })).toThrow('Invariant');
    },
  );
});
