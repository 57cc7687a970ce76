// Names beside their places on a line, in rows, none upon another.
import type { Line } from "./scale.js";

/** A name `width` wide whose place is `x`. */
export interface Name {
  x: number;
  width: number;
}

/** In which row, and whether left of its place. */
export interface Spot {
  row: number;
  left: boolean;
}

const gap = 4;

/** Gives each name a spot in one of `rows`; undefined where none is free, so that it stays unsaid rather than illegible. */
export function lay(names: readonly Name[], line: Line, rows: number): (Spot | undefined)[] {
  const taken: [number, number][][] = Array.from({ length: rows }, () => []);
  const order = names.map((name, at) => ({ ...name, at })).sort((a, b) => a.x - b.x);
  const spots: (Spot | undefined)[] = names.map(() => undefined);
  for (const { x, width, at } of order) {
    const left = x + gap + width > line.right && x - gap - width >= line.left;
    const [from, to] = left ? [x - 2 * gap - width, x] : [x, x + 2 * gap + width];
    const row = taken.findIndex((spans) => spans.every(([a, b]) => to <= a || from >= b));
    if (row < 0 || (!left && to - gap > line.right)) continue;
    taken[row]?.push([from, to]);
    spots[at] = { row, left };
  }
  return spots;
}
