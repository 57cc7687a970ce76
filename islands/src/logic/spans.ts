// Findings as spans over a text: which pieces are underlined, and which finding a caret stands in.

/** A finding's place, in UTF-16 units. */
export interface Span {
  from: number;
  to: number;
}

/** A piece of the text; `at` is the finding it belongs to, -1 for none. */
export interface Piece {
  text: string;
  at: number;
}

/** Cuts a text at its findings. Spans come in order; what overlaps or lies outside is left out. */
export function pieces(text: string, spans: readonly Span[]): Piece[] {
  const out: Piece[] = [];
  let end = 0;
  spans.forEach(({ from, to }, at) => {
    if (from < end || to <= from || to > text.length) return;
    if (from > end) out.push({ text: text.slice(end, from), at: -1 });
    out.push({ text: text.slice(from, to), at });
    end = to;
  });
  if (end < text.length) out.push({ text: text.slice(end), at: -1 });
  return out;
}

/** Moves spans along with an edit, until the server has answered anew: what the edit touches is gone. */
export function moved(spans: readonly Span[], before: string, after: string): Span[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const [cut, shift] = [before.length - tail, after.length - before.length];
  return spans.map(({ from, to }) => {
    if (to <= head) return { from, to };
    if (from >= cut) return { from: from + shift, to: to + shift };
    return { from: 0, to: 0 };
  });
}

/** The finding around a caret; -1 for none. */
export function around(spans: readonly Span[], caret: number): number {
  return spans.findIndex(({ from, to }) => from < to && from <= caret && caret <= to);
}
