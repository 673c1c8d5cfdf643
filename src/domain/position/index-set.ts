/** A small set of instrument indices in ascending order, so that walking it depends on its content alone. Pure. */
export class IndexSet {
  readonly #items: number[] = [];

  get items(): readonly number[] {
    return this.#items;
  }

  set(index: number, isMember: boolean): void {
    const at = this.#placeOf(index);
    const isHeld = this.#items[at] === index;
    if (isMember === isHeld) return;
    if (isMember) this.#items.splice(at, 0, index);
    else this.#items.splice(at, 1);
  }

  /** First place whose item is not below `index`. */
  #placeOf(index: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle] ?? index) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
