/** The few things done to the document everywhere. Text always enters through `textContent`. Browser. */

/** The element of index.html with that id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element #${id}`);
  return element;
}

export function setText(element: HTMLElement, text: string, className?: string): void {
  if (element.textContent !== text) element.textContent = text;
  if (className !== undefined && element.className !== className) element.className = className;
}

export interface CellText {
  readonly text: string;
  readonly className?: string;
  /** Shown when the pointer rests on the cell. */
  readonly title?: string;
}

export function number(text: string, className = ''): CellText {
  return { text, className: `number ${className}` };
}

/**
 * Makes `body` show these rows; `whenEmpty` is shown in one row when there are none. Rows and cells that exist are kept and only their
 * text is changed.
 */
export function setRows(
  body: HTMLElement,
  rows: readonly (readonly CellText[])[],
  whenEmpty: string,
): void {
  const isEmpty = rows.length === 0;
  const shown = isEmpty ? [[{ text: whenEmpty }]] : rows;
  const wasEmpty = body.firstElementChild?.className === 'empty';
  if (isEmpty || wasEmpty) body.replaceChildren();
  shown.forEach((cells, at) => {
    const row = rowAt(body, at);
    row.className = isEmpty ? 'empty' : '';
    cells.forEach((cell, column) => {
      setCell(row.cells[column] ?? row.insertCell(), cell);
    });
    if (isEmpty && row.cells[0] !== undefined) row.cells[0].colSpan = 20;
  });
  while (body.children.length > shown.length) body.lastElementChild?.remove();
}

function rowAt(body: HTMLElement, at: number): HTMLTableRowElement {
  const known = body.children[at];
  if (known instanceof HTMLTableRowElement) return known;
  const row = document.createElement('tr');
  body.append(row);
  return row;
}

function setCell(cell: HTMLTableCellElement, { text, className, title }: CellText): void {
  setText(cell, text, className ?? '');
  if (cell.title !== (title ?? '')) cell.title = title ?? '';
}
