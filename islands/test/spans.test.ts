import assert from "node:assert/strict";
import { test } from "node:test";
import { around, moved, pieces } from "../src/logic/spans.js";

test("a text is cut at its findings", () => {
  assert.deepEqual(pieces("a obviously b", [{ from: 2, to: 11 }]), [
    { text: "a ", at: -1 }, { text: "obviously", at: 0 }, { text: " b", at: -1 },
  ]);
  assert.deepEqual(pieces("", []), []);
});

test("spans that overlap or lie outside are left out", () => {
  const cut = pieces("0123456789", [{ from: 1, to: 4 }, { from: 3, to: 6 }, { from: 0, to: 0 }, { from: 8, to: 20 }]);
  assert.deepEqual(cut.map((it) => it.at), [-1, 0, -1]);
  assert.equal(cut.map((it) => it.text).join(""), "0123456789");
});

test("spans move along with an edit before them and stay before one after them", () => {
  assert.deepEqual(moved([{ from: 2, to: 5 }], "a xyz b", "more a xyz b"), [{ from: 7, to: 10 }]);
  assert.deepEqual(moved([{ from: 2, to: 5 }], "a xyz b", "a xyz b, c"), [{ from: 2, to: 5 }]);
  assert.deepEqual(moved([{ from: 2, to: 5 }], "a xyz b", ""), [{ from: 0, to: 0 }]);
});

test("an edit within a finding takes its underline away until it is found again", () => {
  const [span] = moved([{ from: 2, to: 5 }], "a xyz b", "a xqyz b");
  assert.deepEqual(span, { from: 0, to: 0 });
  assert.equal(around([{ from: 0, to: 0 }], 0), -1);
});

test("the caret stands in a finding also at its ends", () => {
  const spans = [{ from: 2, to: 5 }, { from: 9, to: 12 }];
  assert.deepEqual([1, 2, 4, 5, 6, 12].map((it) => around(spans, it)), [-1, 0, 0, 0, -1, 1]);
});
