/** What the risk gate answered, newest first, with the reason in words; by strategy, or the denied alone. Browser. */
import type { DecisionView } from '../../contract/wire/client-stream.ts';
import { denyText } from '../../contract/wire/deny-text.ts';
import { count, istTime, price } from './format.ts';
import { byId, type CellText, number, setRows } from './page.ts';

const KEPT_DECISIONS = 500;
const SHOWN_DECISIONS = 100;

export class DecisionsPanel {
  /** Oldest first. */
  #decisions: DecisionView[] = [];
  readonly #strategies = new Set<string>();
  readonly #strategy: HTMLElement;
  readonly #isDeniedOnly: HTMLElement;
  #isDrawn = false;

  constructor() {
    this.#strategy = byId('decisions-strategy');
    this.#isDeniedOnly = byId('decisions-denied');
    for (const control of [this.#strategy, this.#isDeniedOnly]) {
      control.addEventListener('change', () => {
        this.#isDrawn = false;
      });
    }
  }

  apply(views: readonly DecisionView[], isSnapshot: boolean): void {
    this.#decisions = [...(isSnapshot ? [] : this.#decisions), ...views].slice(-KEPT_DECISIONS);
    for (const { strategy } of views) this.#offer(strategy);
    this.#isDrawn = false;
  }

  draw(): void {
    if (this.#isDrawn) return;
    this.#isDrawn = true;
    const strategy = this.#strategy instanceof HTMLSelectElement ? this.#strategy.value : '';
    const isDeniedOnly =
      this.#isDeniedOnly instanceof HTMLInputElement && this.#isDeniedOnly.checked;
    const rows = this.#decisions
      .filter((view) => strategy === '' || view.strategy === strategy)
      .filter((view) => !isDeniedOnly || !view.isApproved)
      .slice(-SHOWN_DECISIONS)
      .reverse()
      .map(cellsOf);
    const isFiltered = strategy !== '' || isDeniedOnly;
    setRows(byId('decisions'), rows, isFiltered ? 'No decision like that.' : 'No decisions yet.');
  }

  /** Adds the strategy to the choice; those that never signalled are not offered. */
  #offer(strategy: string): void {
    if (this.#strategies.has(strategy)) return;
    this.#strategies.add(strategy);
    const option = document.createElement('option');
    option.value = strategy;
    option.textContent = strategy;
    this.#strategy.append(option);
  }
}

function cellsOf(view: DecisionView): readonly CellText[] {
  const { isApproved, reason } = view;
  const strength = `${Math.round(view.strength * 100)} %`;
  const origin = `signal ${count(view.signalSequence)} from ${view.origin}, strength ${strength}`;
  return [
    { text: istTime(view.timeMs) },
    { text: view.strategy, title: origin },
    { text: view.instrument },
    { text: `${view.kind} ${view.side}` },
    number(view.quantity === 0 ? '–' : count(view.quantity)),
    number(price(view.limitPaise)),
    isApproved
      ? { text: 'approved', className: 'wide up' }
      : { text: `denied: ${denyText(view)}`, className: 'wide down', title: reason },
  ];
}
