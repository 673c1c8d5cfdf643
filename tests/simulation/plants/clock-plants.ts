/** Bugs in what the engine makes of clocks: of the host's that is wrong, and of its own after a stall. */
import { BUSY, ORDER, type Plant } from './plant.ts';

export const CLOCK_PLANTS: readonly Plant[] = [
  {
    name: 'wrong_clock_blinds_stops',
    bug: 'By a host clock that is ahead every tick is too old for a held stop.',
    file: `${ORDER}/trigger-gate.js`,
    find: '        return this.#ownMs > CLOCK_TOLERANCE_MS ? this.#ownMs : 0;',
    replace: '        return 0;',
    expected: ['OC-04'],
    flags: [...BUSY, '--profile', 'calm', '--with', 'hostRestartPerHour,priceJumpPerHour'],
  },
  {
    name: 'late_clock_after_a_stall',
    bug: 'After a stall the order core takes what waits before the clock.',
    file: 'src/domain/station/order-station.js',
    find: '        if (isStalled(this.#timeMs, clockMs))\n            this.onClock(clockMs);',
    replace: '        void clockMs;',
    expected: ['OL-10'],
    flags: [
      ...BUSY,
      ...['--profile', 'calm', '--with', 'pausePerHour,partialFill', '--from', '70'],
    ],
  },
  {
    name: 'clock_fault_ignored',
    bug: 'Risk hears of a fault of the host’s clock and goes on.',
    file: 'src/domain/station/risk-station.js',
    find: "        this.core.setTradingState('reducing', 'clock');",
    replace: '',
    expected: ['SE-06'],
    flags: [...BUSY, '--profile', 'calm', '--with', 'clockStepPerHour'],
  },
];
