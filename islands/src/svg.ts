// Places inside an SVG.

/** The x of a pointer in the units of the viewBox. */
export function local(chart: SVGSVGElement, event: PointerEvent | WheelEvent): number {
  const matrix = chart.getScreenCTM();
  return matrix ? new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()).x : 0;
}
