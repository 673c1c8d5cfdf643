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
}

/** Replaces the rows of a small table; `whenEmpty` is shown in one row when there are none. */
export function setRows(
  body: HTMLElement,
  rows: readonly (readonly CellText[])[],
  whenEmpty: string,
): void {
  const shown = rows.length > 0 ? rows : [[{ text: whenEmpty }]];
  body.replaceChildren(
    ...shown.map((cells) => {
      const row = document.createElement('tr');
      if (rows.length === 0) row.className = 'empty';
      for (const { text, className } of cells) {
        const cell = row.insertCell();
        setText(cell, text, className ?? '');
        if (rows.length === 0) cell.colSpan = 9;
      }
      return row;
    }),
  );
}
