/** Positions with what protects them and their profit after charges; those without a full stop come first. Browser. */
import type { PositionView } from '../../contract/wire/client-stream.ts';
import { count, direction, price, rupees, signedRupees } from './format.ts';
import { byId, type CellText, number, setRows, setText } from './page.ts';

export class PositionsPanel {
  readonly #positions = new Map<string, PositionView>();
  #isDrawn = false;

  apply(views: readonly PositionView[], isSnapshot: boolean): void {
    if (isSnapshot) this.#positions.clear();
    for (const view of views) this.#positions.set(view.instrument, view);
    this.#isDrawn = false;
  }

  draw(): void {
    if (this.#isDrawn) return;
    this.#isDrawn = true;
    const views = [...this.#positions.values()].sort(byUrgency);
    setRows(byId('positions'), views.map(cellsOf), 'No positions.');
    const open = views.filter(({ netQuantity }) => netQuantity !== 0);
    const covered = open.filter(({ isProtected }) => isProtected).length;
    const className = covered === open.length ? 'summary' : 'summary down';
    const text = open.length === 0 ? '' : `${count(covered)} of ${count(open.length)} protected`;
    setText(byId('protection'), text, className);
  }
}

/** Open before flat, unprotected before protected, then by name. */
function byUrgency(a: PositionView, b: PositionView): number {
  const isOpen = ({ netQuantity }: PositionView) => Number(netQuantity !== 0);
  return (
    isOpen(b) - isOpen(a) ||
    Number(a.isProtected) - Number(b.isProtected) ||
    (a.instrument < b.instrument ? -1 : 1)
  );
}

function cellsOf(view: PositionView): readonly CellText[] {
  return [
    { text: view.instrument },
    number(count(view.netQuantity), direction(view.netQuantity)),
    number(price(view.averagePaise)),
    number(price(view.lastPaise)),
    number(signedRupees(view.unrealisedPnlPaise), direction(view.unrealisedPnlPaise)),
    number(signedRupees(view.realisedPnlPaise), direction(view.realisedPnlPaise)),
    number(rupees(view.chargesPaise)),
    number(signedRupees(view.netPnlPaise), `strong ${direction(view.netPnlPaise)}`),
    protectionCell(view),
  ];
}

function protectionCell({ netQuantity, protectedQuantity, isProtected }: PositionView): CellText {
  if (netQuantity === 0) return { text: 'flat', className: 'faint' };
  const units = Math.abs(netQuantity);
  const title = `A live stop covers ${count(protectedQuantity)} of ${count(units)} units.`;
  if (isProtected) return { text: 'protected', className: 'up', title };
  if (protectedQuantity <= 0) return { text: 'UNPROTECTED', className: 'down strong', title };
  const text = `${count(protectedQuantity)} of ${count(units)} protected`;
  return { text, className: 'down strong', title };
}
