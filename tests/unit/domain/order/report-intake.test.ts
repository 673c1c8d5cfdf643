import { describe, expect, it } from 'vitest';
import { orderIdOf } from '../../../../src/domain/order/types.ts';
import type { OrderWatch, WatchPort } from '../../../../src/domain/order/watch-port.ts';
import { ENTRY, GROUP, intentOf, OrderRig, reportOf } from '../../../support/order-rig.ts';
import { stock } from '../../../support/trading-instruments.ts';

const TARGET = orderIdOf(GROUP, 2);
const EXIT = orderIdOf(GROUP, 3);

/** Names both orders with one book, as the order check does. */
class TwoRowBook implements OrderWatch {
  rows: ReturnType<typeof reportOf>[] = [];
  readonly #port: WatchPort;

  constructor(port: WatchPort) {
    this.#port = port;
  }

  onReport(): void {
    for (const row of this.rows.splice(0)) this.#port.applyReport(row);
  }

  onTimer(): void {}

  onSent(): void {}
}

/** A bracket whose stop was crossed: the target is cancelled and the exit of 100 stands at the venue. */
function exitingRig(): { readonly rig: OrderRig; readonly book: TwoRowBook } {
  let book: TwoRowBook | undefined;
  const rig = new OrderRig(
    [stock(0)],
    {},
    {
      watch: (port) => {
        book = new TwoRowBook(port);
        return book;
      },
    },
  );
  rig.tick();
  rig.core.onIntent(intentOf());
  const own = { tagPrefix: 77, quantity: 100 };
  const fill = { cumulativeQuantity: 100, cumulativeValuePaise: 1_000_000 };
  rig.core.onReport(reportOf({ ...own, ...fill, kind: 'accepted', orderId: ENTRY }));
  rig.core.onReport(reportOf({ ...own, kind: 'accepted', orderId: TARGET, side: -1 }));
  rig.tick({ lastPaise: 9_800, lowPaise: 9_800, highPaise: 9_800 });
  rig.core.onReport(reportOf({ ...own, kind: 'cancelled', orderId: TARGET, side: -1 }));
  rig.core.onReport(reportOf({ ...own, kind: 'accepted', orderId: EXIT, side: -1 }));
  rig.taken();
  if (book === undefined) throw new Error('the core makes its watch');
  return { rig, book };
}

describe('the rows of one book', () => {
  it('OL-10 lead to no modify that another row of the same book has overtaken', () => {
    const { rig, book } = exitingRig();
    const own = { tagPrefix: 77, side: -1, quantity: 100 } as const;
    const part = { cumulativeQuantity: 40, cumulativeValuePaise: 408_000 };
    const whole = { cumulativeQuantity: 100, cumulativeValuePaise: 980_000 };
    book.rows = [
      reportOf({ ...own, ...part, kind: 'cancelled', orderId: TARGET }),
      reportOf({ ...own, ...whole, kind: 'accepted', orderId: EXIT }),
    ];
    rig.core.onReport(reportOf({ kind: 'book_end', queryId: 1 }));
    const sent = rig.taken().filter(({ kind }) => !kind.startsWith('query'));
    expect(rig.core.find(EXIT)).toMatchObject({ status: 'filled', filledQuantity: 100 });
    expect(sent.map(({ kind, side, quantity }) => ({ kind, side, quantity }))).toEqual([
      { kind: 'place', side: 1, quantity: 40 },
    ]);
  });

  it('are counted where they name no order', () => {
    const { rig, book } = exitingRig();
    book.rows = [reportOf({ kind: 'accepted', orderId: ENTRY + 60, tagPrefix: 77 })];
    const before = rig.core.stats.unknownOrderReports;
    rig.core.onReport(reportOf({ kind: 'book_end', queryId: 1 }));
    expect(rig.core.stats.unknownOrderReports).toBe(before + 1);
  });
});
