// Time on a line: microseconds since 1970 to places and back, zoom, ticks. Numbers hold µs exactly until 2255.

/** A stretch of time. */
export interface Range {
  from: number;
  to: number;
}

/** The line it is drawn on. */
export interface Line {
  left: number;
  right: number;
}

/** Where `at` lies. */
export function place(at: number, { from, to }: Range, { left, right }: Line): number {
  return left + ((at - from) / Math.max(1, to - from)) * (right - left);
}

/** Which time lies at `x`. */
export function moment(x: number, { from, to }: Range, { left, right }: Line): number {
  return Math.round(from + ((x - left) / Math.max(1e-9, right - left)) * (to - from));
}

/** `range` kept inside `whole`, and no shorter than `least`. */
export function clamp(range: Range, whole: Range, least: number): Range {
  const length = Math.min(whole.to - whole.from, Math.max(least, range.to - range.from));
  const middle = (range.from + range.to) / 2;
  const from = Math.round(Math.min(Math.max(middle - length / 2, whole.from), whole.to - length));
  return { from, to: Math.round(from + length) };
}

/** `range` made `factor` times as long, the time `around` staying at its place. */
export function zoom(range: Range, factor: number, around: number): Range {
  return { from: around - (around - range.from) * factor, to: around + (range.to - around) * factor };
}

/** `range` moved by a share of its length. */
export function shift({ from, to }: Range, share: number): Range {
  const by = (to - from) * share;
  return { from: from + by, to: to + by };
}

/** A brush from one place to another, either way round; undefined when it is but a click. */
export function brush(a: number, b: number, range: Range, line: Line, least = 3): Range | undefined {
  const [left, right] = [Math.max(line.left, Math.min(a, b)), Math.min(line.right, Math.max(a, b))];
  return right - left < least ? undefined : { from: moment(left, range, line), to: moment(right, range, line) };
}

const second = 1_000_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000].map((s) => s * second);

/** The step between ticks, so that about `count` fit. */
export function tickStep({ from, to }: Range, count: number): number {
  const wish = (to - from) / Math.max(1, count);
  return steps.find((step) => step >= wish) ?? Math.ceil(wish / (86_400 * second)) * 86_400 * second;
}

/** The ticks inside `range`, on round times of a wall clock: `ahead` says how many µs it is ahead of UTC at an instant. */
export function ticks(range: Range, count: number, ahead: (at: number) => number): number[] {
  const step = tickStep(range, count);
  const found: number[] = [];
  for (let wall = Math.ceil((range.from + ahead(range.from)) / step) * step; found.length <= 4 * count; wall += step) {
    const guess = wall - ahead(range.from);
    const at = wall - ahead(wall - ahead(guess)); // the clocks may have changed since the first tick
    if (at > range.to) break;
    if (at >= range.from && at > (found.at(-1) ?? -Infinity)) found.push(at);
  }
  return found;
}
