/** The order core against a venue that misbehaves in every legal way (F9, F11, F21, F24, F25, F32), judged by the venue's own truth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import type { VenueReport } from '../../src/domain/order/types.ts';
import { ENTRY, intentOf, OrderRig } from '../support/order-rig.ts';
import { OrderScenario } from '../support/order-scenario.ts';

const PROFILES = fc.record({
  reorders: fc.boolean(),
  duplicates: fc.boolean(),
  values: fc.boolean(),
  rejects: fc.constantFrom(0, 0.1, 0.4),
  lateFills: fc.constantFrom(0, 0.3),
  drops: fc.constantFrom(0, 0.05),
  losses: fc.constantFrom(0, 0.2),
});

const SETTINGS = fc.record({ restingLeg: fc.constantFrom('target' as const, 'stop' as const) });

type Drawn<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** An exit would have traded with the entry of its own group, whose outcome a restart had made unknown. */
const ENTRY_OF_UNKNOWN_OUTCOME: [number, Drawn<typeof PROFILES>, Drawn<typeof SETTINGS>, number[]] =
  [
    -456_552_338,
    {
      reorders: true,
      duplicates: false,
      values: false,
      rejects: 0,
      lateFills: 0,
      drops: 0,
      losses: 0.2,
    },
    { restingLeg: 'target' },
    [105, 1],
  ];

describe('the order core, whatever the venue does', () => {
  it('OL-01 OL-03 OL-05 RG-08 ID-01 ID-05 OC-03 OC-05 ends flat and knows exactly what the venue knows', () => {
    fc.assert(
      fc.property(fc.integer(), PROFILES, SETTINGS, (seed, profile, settings) => {
        const scenario = new OrderScenario(seed, profile, settings);
        for (let step = 0; step < 300; step += 1) scenario.step();
        scenario.finish();
        expectFlat(scenario);
      }),
      { numRuns: 120 },
    );
  });

  it('KS-03 ends flat after a time in which the message budget refused every second message', () => {
    fc.assert(
      fc.property(fc.integer(), PROFILES, SETTINGS, (seed, profile, settings) => {
        const scenario = new OrderScenario(seed, profile, settings);
        scenario.refusedShare = 0.5;
        for (let step = 0; step < 250; step += 1) scenario.step();
        scenario.finish();
        expectFlat(scenario);
      }),
      { numRuns: 60 },
    );
  });

  it('OC-08 JR-06 is the same after restarts at any moment', () => {
    const restarts = fc.array(fc.integer({ min: 1, max: 299 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.integer(), PROFILES, SETTINGS, restarts, (seed, profile, settings, at) => {
        const scenario = new OrderScenario(seed, profile, settings);
        for (let step = 0; step < 300; step += 1) {
          scenario.step();
          if (at.includes(step)) scenario.restart();
        }
        scenario.finish();
        expectFlat(scenario);
      }),
      { numRuns: 80, examples: [ENTRY_OF_UNKNOWN_OUTCOME] },
    );
  });

  it('OL-04 sums values exactly when the venue names them, or when no report overtakes another', () => {
    fc.assert(
      fc.property(fc.integer(), PROFILES, fc.boolean(), (seed, profile, values) => {
        const ordered = { ...profile, values, reorders: values };
        const scenario = new OrderScenario(seed, ordered, {});
        for (let step = 0; step < 250; step += 1) scenario.step();
        scenario.finish();
        for (const [orderId, truth] of scenario.venue.orders) {
          expect(scenario.value.get(orderId) ?? 0).toBe(truth.valuePaise);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function expectFlat({ core, venue, last, net }: OrderScenario): void {
  expect(core.stats.stuckExits).toBe(0);
  expect(core.stats.openGroups).toBe(0);
  expect(core.flattenState()).toBe('flat');
  for (const [orderId, truth] of venue.orders) {
    expect(last.get(orderId)?.filledQuantity).toBe(truth.filled);
  }
  for (const event of last.values()) expect(isTerminal(event.status)).toBe(true);
  expect(net).toEqual([0, 0]);
}

describe('F9 one multiset of reports', () => {
  type Told = Partial<VenueReport> & Pick<VenueReport, 'kind'>;
  const fill = (cumulativeQuantity: number, fillQuantity: number): Told => ({
    ...{ kind: 'fill', cumulativeQuantity, fillQuantity, fillPaise: 10_000 },
  });
  const cases: [string, Told[], { status: string; filledQuantity: number }][] = [
    [
      'cancelled in part',
      [
        { kind: 'accepted' },
        fill(20, 20),
        fill(50, 30),
        fill(60, 10),
        { kind: 'cancelled', cumulativeQuantity: 60 },
      ],
      { status: 'cancelled', filledQuantity: 60 },
    ],
    [
      'filled',
      [
        { kind: 'unknown' },
        { kind: 'accepted' },
        fill(40, 40),
        fill(100, 60),
        { kind: 'cancel_rejected', cumulativeQuantity: 100 },
      ],
      { status: 'filled', filledQuantity: 100 },
    ],
    [
      'expired',
      [
        { kind: 'accepted' },
        fill(10, 10),
        { kind: 'expired', cumulativeQuantity: 10 },
        { kind: 'unknown' },
      ],
      { status: 'expired', filledQuantity: 10 },
    ],
  ];
  for (const [name, reports, outcome] of cases) {
    it(`OL-03 OL-05 ends the same in every order of arrival, and repeated: ${name}`, () => {
      for (const arrivals of permutations(reports)) {
        const rig = new OrderRig();
        rig.core.onIntent(intentOf());
        for (const told of [...arrivals, ...arrivals]) {
          rig.report({ quantity: 100, cumulativeQuantity: 0, orderId: ENTRY, ...told });
        }
        expect(rig.last(ENTRY)).toMatchObject(outcome);
        const { filledQuantity } = outcome;
        expect(rig.last(rig.id('stop'))).toMatchObject({
          status: 'held',
          quantity: filledQuantity,
        });
        expect(rig.core.netQuantity(0)).toBe(filledQuantity);
        expect(rig.core.find(ENTRY)?.filledValuePaise).toBe(filledQuantity * 10_000);
      }
    });
  }
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) =>
    permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
  );
}
