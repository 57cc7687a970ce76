import assert from "node:assert/strict";
import { test } from "node:test";
import { lay } from "../src/logic/labels.js";

const line = { left: 0, right: 300 };

test("names apart share a row, names close take turns", () => {
  const spots = lay([{ x: 10, width: 50 }, { x: 100, width: 50 }, { x: 120, width: 50 }], line, 3);
  assert.deepEqual(spots, [{ row: 0, left: false }, { row: 0, left: false }, { row: 1, left: false }]);
});

test("at the right edge a name stands left of its place", () => {
  assert.deepEqual(lay([{ x: 290, width: 50 }], line, 1), [{ row: 0, left: true }]);
});

test("where no row is free a name is left out, and nothing overlaps", () => {
  const spots = lay([{ x: 10, width: 80 }, { x: 20, width: 80 }, { x: 30, width: 80 }], line, 2);
  assert.deepEqual(spots.map((it) => it?.row), [0, 1, undefined]);
});

test("a name wider than the line is left out", () => {
  assert.deepEqual(lay([{ x: 150, width: 400 }], line, 1), [undefined]);
});
