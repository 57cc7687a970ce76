// The arithmetic of a list of equal rows seen through a window.

/** Rows [from, to) to be in the page. */
export interface Span {
  from: number;
  to: number;
}

/** Which rows to hold for a window `height` high at `top`, with `spare` rows around it. */
export function visible(top: number, height: number, row: number, total: number, spare: number): Span {
  if (total <= 0 || row <= 0) return { from: 0, to: 0 };
  const first = Math.floor(Math.max(0, top) / row);
  const last = Math.ceil((Math.max(0, top) + height) / row);
  const to = Math.min(total, last + spare);
  return { from: Math.max(0, Math.min(first - spare, to)), to };
}

/** The offsets of the pages that hold the rows of `span`. */
export function pages({ from, to }: Span, size: number): number[] {
  const found: number[] = [];
  for (let offset = Math.floor(from / size) * size; offset < to; offset += size) found.push(offset);
  return found;
}

/** Where to scroll so that row `index` is wholly seen; `top` if it is already. */
export function reveal(index: number, top: number, height: number, row: number): number {
  const [start, end] = [index * row, (index + 1) * row];
  if (start < top) return start;
  if (end > top + height) return end - height;
  return top;
}

/** The row that a key leads to, or undefined for a key that does not move. */
export function step(key: string, at: number, perPage: number, total: number): number | undefined {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, j: at + 1, k: at - 1, PageDown: at + perPage, PageUp: at - perPage, Home: 0, End: total - 1 }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(total - 1, to));
}
