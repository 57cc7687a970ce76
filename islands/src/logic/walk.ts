// Walking over a map of boxes by keys: along the ties, and up and down within a column.

/** A box of the map. */
export interface Box {
  id: string;
  x: number;
  y: number;
  /** The boxes that answer for it, in their order. */
  answers: string[];
}

/** The box that a key leads to; nothing where there is none. `came` is where the walk came from. */
export function step(boxes: Box[], at: string, key: string, came?: string): string | undefined {
  const here = boxes.find((box) => box.id === at);
  if (!here) return undefined;
  if (key === "ArrowRight") return nearest(here, boxes.filter((box) => here.answers.includes(box.id)))?.id;
  if (key === "ArrowLeft") {
    const effects = boxes.filter((box) => box.answers.includes(at));
    return (effects.find((box) => box.id === came) ?? nearest(here, effects))?.id;
  }
  const up = key === "ArrowUp";
  if (!up && key !== "ArrowDown") return undefined;
  const column = boxes.filter((box) => Math.abs(box.x - here.x) < 1 && (up ? box.y < here.y : box.y > here.y));
  return nearest(here, column)?.id;
}

function nearest(here: Box, boxes: Box[]): Box | undefined {
  return boxes.reduce<Box | undefined>((best, box) => (!best || Math.abs(box.y - here.y) < Math.abs(best.y - here.y) ? box : best), undefined);
}
