import assert from "node:assert/strict";
import { test } from "node:test";
import { pages, reveal, step, visible } from "../src/logic/window.js";

test("holds what is seen and some spare rows, never beyond the ends", () => {
  assert.deepEqual(visible(0, 700, 70, 100_000, 10), { from: 0, to: 20 });
  assert.deepEqual(visible(7_000, 700, 70, 100_000, 10), { from: 90, to: 120 });
  assert.deepEqual(visible(70 * 100_000 - 700, 700, 70, 100_000, 10), { from: 99_980, to: 100_000 });
  assert.deepEqual(visible(999_999_999, 700, 70, 30, 10), { from: 30, to: 30 });
  assert.deepEqual(visible(0, 700, 70, 0, 10), { from: 0, to: 0 });
  assert.deepEqual(visible(0, 700, 0, 10, 10), { from: 0, to: 0 });
  assert.deepEqual(visible(-50, 700, 70, 5, 10), { from: 0, to: 5 });
});

test("covers every row in sight, wherever the window stands", () => {
  for (let top = 0; top < 5_000; top += 13) {
    const { from, to } = visible(top, 333, 70, 100, 2);
    assert.ok(from * 70 <= top && (to === 100 || to * 70 >= top + 333), `top ${top}: ${from}–${to}`);
    assert.ok(to - from <= Math.ceil(333 / 70) + 1 + 4);
  }
});

test("asks for the pages that hold the rows", () => {
  assert.deepEqual(pages({ from: 0, to: 1 }, 100), [0]);
  assert.deepEqual(pages({ from: 90, to: 120 }, 100), [0, 100]);
  assert.deepEqual(pages({ from: 100, to: 200 }, 100), [100]);
  assert.deepEqual(pages({ from: 5, to: 5 }, 100), [0]);
});

test("scrolls no further than needed to show a row whole", () => {
  assert.equal(reveal(5, 0, 700, 70), 0);
  assert.equal(reveal(10, 0, 700, 70), 70);
  assert.equal(reveal(2, 700, 700, 70), 140);
});

test("moves by keys and stops at the ends", () => {
  assert.equal(step("ArrowDown", 0, 9, 3), 1);
  assert.equal(step("ArrowDown", 2, 9, 3), 2);
  assert.equal(step("ArrowUp", 0, 9, 3), 0);
  assert.equal(step("PageDown", 5, 9, 100), 14);
  assert.equal(step("End", 5, 9, 100_000), 99_999);
  assert.equal(step("z", 5, 9, 100), undefined);
});
