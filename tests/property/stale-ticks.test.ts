/** What the age of ticks does to held stops, whatever the clock of the host says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAG_WINDOW_MS } from '../../src/domain/order/trigger-gate.ts';
import { isStalled } from '../../src/domain/session-timer.ts';
import { ORDER_SETTINGS, OrderRig } from '../support/order-rig.ts';
import { OrderStationRig } from '../support/order-station-rig.ts';
import { SESSION_OPEN_MS, tickOf } from '../support/tick-stream.ts';

const STEP_MS = 500;
const WARM_UP_MS = 4 * LAG_WINDOW_MS;

interface Moment {
  readonly lastPaise: number;
  readonly transitMs: number;
}

/** A quiet market, then a bracket, then `moments`: at which of them the stop triggered, −1 at none. */
function triggeredAt(moments: readonly Moment[], skewMs: number): number {
  const rig = new OrderRig();
  let trueMs = SESSION_OPEN_MS;
  const pass = ({ lastPaise, transitMs }: Moment) => {
    trueMs += STEP_MS;
    rig.timeMs = trueMs + skewMs;
    rig.core.onTimer(rig.timeMs);
    rig.core.onTick(tickOf({ lastPaise, exchangeTimeMs: trueMs - transitMs }));
  };
  while (trueMs < SESSION_OPEN_MS + WARM_UP_MS) pass({ lastPaise: 10_000, transitMs: 50 });
  rig.timeMs = trueMs + skewMs;
  openHere(rig);
  return moments.findIndex((moment) => {
    pass(moment);
    return rig.status('stop') === 'triggered';
  });
}

/** As `OrderRig.openFilled`, without a tick of the moment. */
function openHere(rig: OrderRig): void {
  const { tick } = rig;
  rig.tick = () => undefined;
  rig.openFilled();
  rig.tick = tick;
}

const moment = fc.record({
  lastPaise: fc.integer({ min: 9_850, max: 10_090 }),
  transitMs: fc.integer({ min: 0, max: 450 }),
});

describe('the age of ticks', () => {
  it('SE-06 a host clock that is ahead by whatever stays the same changes no trigger', () => {
    fc.assert(
      fc.property(
        fc.array(moment, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2_500, max: 7_200_000 }),
        (moments, skewMs) => {
          // Armed at once, whichever clock says so: the first moment is later than the bracket in both.
          expect(triggeredAt(moments, skewMs)).toBe(triggeredAt(moments, 0));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('GT-01 a burst of ticks from before an outage triggers nothing, whatever the clock is ahead by', () => {
    const burst = fc.record({
      outageMs: fc.integer({ min: 10_000, max: 600_000 }),
      everyMs: fc.integer({ min: 1, max: 400 }),
      skewMs: fc.constantFrom(0, 3_000, 60_000, 3_600_000),
    });
    fc.assert(
      fc.property(burst, ({ outageMs, everyMs, skewMs }) => {
        const rig = new OrderRig();
        let trueMs = SESSION_OPEN_MS;
        for (; trueMs < SESSION_OPEN_MS + WARM_UP_MS; trueMs += STEP_MS) {
          rig.core.onTimer(trueMs + skewMs);
          rig.core.onTick(tickOf({ exchangeTimeMs: trueMs }));
        }
        rig.timeMs = trueMs + skewMs;
        openHere(rig);
        const fromMs = trueMs;
        for (; trueMs < fromMs + outageMs; trueMs += 250) rig.core.onTimer(trueMs + skewMs);
        // Everything the outage kept back comes at once, each tick beyond the stop.
        const youngMs = trueMs - ORDER_SETTINGS.staleTickMs - STEP_MS;
        for (let tickMs = fromMs; tickMs < youngMs; tickMs += everyMs) {
          rig.core.onTick(tickOf({ exchangeTimeMs: tickMs, lastPaise: 9_000 }));
        }
        expect(rig.status('stop')).toBe('held');
        rig.core.onTick(tickOf({ exchangeTimeMs: trueMs, lastPaise: 9_000 }));
        expect(rig.status('stop')).toBe('triggered');
      }),
      { numRuns: 60 },
    );
  });

  it('OL-10 nothing that is asked for after a stall counts from before it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 0, max: 3 }),
        (stallMs, waiting) => {
          const rig = new OrderStationRig();
          rig.start();
          rig.tick();
          const clockMs = rig.timeMs + stallMs;
          rig.station.catchUp(clockMs);
          for (let tick = 0; tick < waiting; tick += 1) rig.tick();
          expect(isStalled(rig.station.timeMs, clockMs)).toBe(false);
          expect(rig.station.timeMs).toBeGreaterThanOrEqual(clockMs - 1_000);
        },
      ),
      { numRuns: 100 },
    );
  });
});
