/** The live table of instruments: ticks are merged as they come and drawn once per frame. Browser. */
import type { TickView } from '../../contract/wire/client-stream.ts';
import { count, direction, istTime, price, rupees, signedRupees } from './format.ts';
import { setText } from './page.ts';

const COLUMNS = 7;
const FLASH_MS = 700;

interface Row {
  readonly element: HTMLTableRowElement;
  readonly cells: readonly HTMLTableCellElement[];
  /** First price this page saw. */
  readonly openedAtPaise: number;
  shownPaise: number;
}

export class MarketTable {
  readonly #body: HTMLElement;
  readonly #rows = new Map<string, Row>();
  readonly #undrawn = new Map<string, TickView>();
  #filter = '';

  constructor(body: HTMLElement) {
    this.#body = body;
  }

  add(ticks: readonly TickView[]): void {
    for (const tick of ticks) this.#undrawn.set(tick.instrument, tick);
  }

  filter(text: string): void {
    this.#filter = text.trim().toUpperCase();
    for (const [instrument, { element }] of this.#rows) element.hidden = this.#isHidden(instrument);
  }

  draw(): void {
    for (const tick of this.#undrawn.values()) this.#drawTick(tick);
    this.#undrawn.clear();
  }

  #drawTick(tick: TickView): void {
    const row = this.#rows.get(tick.instrument) ?? this.#insert(tick);
    const change = tick.lastPaise - row.openedAtPaise;
    const percent = (100 * change) / row.openedAtPaise;
    const sign = change > 0 ? '+' : '';
    const texts = [
      tick.instrument,
      rupees(tick.lastPaise),
      `${signedRupees(change)} (${sign}${percent.toFixed(2)}%)`,
      price(tick.bidPaise),
      price(tick.askPaise),
      count(tick.volume),
      istTime(tick.exchangeTimeMs),
    ];
    row.cells.forEach((cell, column) => {
      const className = column === 2 ? `number ${direction(change)}` : undefined;
      setText(cell, texts[column] ?? '', className);
    });
    if (tick.lastPaise !== row.shownPaise) {
      const color = tick.lastPaise > row.shownPaise ? 'var(--up-flash)' : 'var(--down-flash)';
      row.cells[1]?.animate([{ backgroundColor: color }, { backgroundColor: 'transparent' }], {
        duration: FLASH_MS,
      });
    }
    row.shownPaise = tick.lastPaise;
  }

  /** Rows stay in the order of their names. */
  #insert(tick: TickView): Row {
    const element = document.createElement('tr');
    const cells = Array.from({ length: COLUMNS }, (_, column) => {
      const cell = element.insertCell();
      if (column > 0) cell.className = 'number';
      return cell;
    });
    const after = [...this.#rows]
      .filter(([instrument]) => instrument > tick.instrument)
      .sort(([a], [b]) => (a < b ? -1 : 1))[0];
    this.#body.insertBefore(element, after?.[1].element ?? null);
    const row = { element, cells, openedAtPaise: tick.lastPaise, shownPaise: tick.lastPaise };
    this.#rows.set(tick.instrument, row);
    element.hidden = this.#isHidden(tick.instrument);
    return row;
  }

  #isHidden(instrument: string): boolean {
    return !instrument.toUpperCase().includes(this.#filter);
  }
}
