import assert from "node:assert/strict";
import { test } from "node:test";
import { step, type Box } from "../src/logic/walk.js";

const boxes: Box[] = [
  { id: "impact", x: 0, y: 100, answers: ["pool", "late"] },
  { id: "pool", x: 260, y: 40, answers: ["canary"] },
  { id: "late", x: 260, y: 150, answers: ["canary", "feed"] },
  { id: "canary", x: 520, y: 60, answers: [] },
  { id: "feed", x: 520, y: 170, answers: [] },
];

test("right leads to the nearest answer, left back to where one came from", () => {
  assert.equal(step(boxes, "impact", "ArrowRight"), "late");
  assert.equal(step(boxes, "late", "ArrowRight"), "feed");
  assert.equal(step(boxes, "canary", "ArrowLeft"), "pool");
  assert.equal(step(boxes, "canary", "ArrowLeft", "late"), "late");
  assert.equal(step(boxes, "canary", "ArrowLeft", "feed"), "pool");
});

test("up and down stay in the column, and every end is an end", () => {
  assert.equal(step(boxes, "pool", "ArrowDown"), "late");
  assert.equal(step(boxes, "late", "ArrowUp"), "pool");
  for (const [at, key] of [["impact", "ArrowLeft"], ["feed", "ArrowRight"], ["pool", "ArrowUp"], ["gone", "ArrowUp"], ["pool", "Home"]] as const) {
    assert.equal(step(boxes, at, key), undefined);
  }
});
