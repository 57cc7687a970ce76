import assert from "node:assert/strict";
import { test } from "node:test";
import { keyName } from "../src/logic/key.js";

test("a command key works while Hangul is on", () => {
  assert.equal(keyName({ key: "ㅓ", code: "KeyJ", shiftKey: false }), "j");
  assert.equal(keyName({ key: "Process", code: "KeyE", shiftKey: false }), "e");
  assert.equal(keyName({ key: "Process", code: "Slash", shiftKey: true }), "?");
});

test("any other key is what it says, on any layout", () => {
  assert.equal(keyName({ key: "j", code: "KeyC", shiftKey: false }), "j");
  assert.equal(keyName({ key: "?", code: "Minus", shiftKey: true }), "?");
  assert.equal(keyName({ key: "ArrowDown", code: "ArrowDown", shiftKey: false }), "ArrowDown");
  assert.equal(keyName({ key: "é", code: "Digit2", shiftKey: false }), "é");
});
