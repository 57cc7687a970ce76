import assert from "node:assert/strict";
import { test } from "node:test";
import { field, label, offset } from "../src/logic/clock.js";
import { brush, clamp, moment, place, shift, tickStep, ticks, zoom } from "../src/logic/scale.js";

const at = (text: string): number => Date.parse(text) * 1000;
const whole = { from: at("2026-11-13T04:50:00Z"), to: at("2026-11-13T06:00:00Z") };
const line = { left: 76, right: 760 };

test("places and reads back to the microsecond's neighbourhood", () => {
  assert.equal(place(whole.from, whole, line), 76);
  assert.equal(place(whole.to, whole, line), 760);
  const time = at("2026-11-13T05:02:00Z");
  assert.ok(Math.abs(moment(place(time, whole, line), whole, line) - time) < 10);
});

test("zooms about a time that keeps its place, inside the whole", () => {
  const around = at("2026-11-13T05:20:00Z");
  const near = zoom(whole, 0.5, around);
  assert.ok(Math.abs(place(around, near, line) - place(around, whole, line)) < 1e-6);
  assert.deepEqual(clamp(zoom(whole, 9, around), whole, 1e7), whole);
  const tiny = clamp({ from: around, to: around + 5 }, whole, 1e7);
  assert.equal(tiny.to - tiny.from, 1e7);
  const right = clamp(shift(near, 99), whole, 1e7);
  assert.equal(right.to, whole.to);
  assert.equal(right.to - right.from, near.to - near.from);
});

test("a brush works either way round, stops at the edges, and a click is none", () => {
  const forth = brush(100, 300, whole, line);
  assert.deepEqual(forth, brush(300, 100, whole, line));
  assert.equal(brush(100, 102, whole, line), undefined);
  assert.deepEqual(brush(-500, 5_000, whole, line), whole);
});

test("ticks stand on round times of the zone's own clock", () => {
  assert.equal(tickStep(whole, 7), 600e6);
  const kathmandu = 345 * 60e6; // +05:45
  for (const tick of ticks(whole, 7, () => kathmandu)) assert.equal((tick + kathmandu) % 600e6, 0);
  assert.ok(ticks(whole, 7, () => 0).length <= 8);
  assert.equal(ticks({ from: at("2026-01-01T00:00:00Z"), to: at("2027-01-01T00:00:00Z") }, 7, () => 0).length > 3, true);
});

test("ticks stay on round times after the clocks were changed", () => {
  const berlin = (moment: number): number => offset(moment, "Europe/Berlin");
  const day = { from: at("2026-10-24T22:00:00Z"), to: at("2026-10-25T22:00:00Z") };
  assert.deepEqual(ticks(day, 5, berlin).map((tick) => field(tick, "Europe/Berlin").slice(11, 16)), ["00:00", "06:00", "12:00", "18:00"]);
  assert.equal(label(at("2026-11-13T05:02:00Z"), 60e6, "Asia/Seoul", "en", true), "Nov 13 14:02");
});

test("clocks know their zone, summer time too", () => {
  assert.equal(field(at("2026-11-13T05:02:03Z"), "Asia/Seoul"), "2026-11-13T14:02:03");
  assert.equal(offset(at("2026-11-13T05:02:03Z") + 250_000, "Asia/Seoul"), 9 * 3600e6);
  assert.equal(offset(at("2026-07-01T00:00:00Z"), "Europe/Berlin"), 2 * 3600e6);
  assert.equal(offset(at("2026-12-01T00:00:00Z"), "Europe/Berlin"), 3600e6);
  assert.equal(field(at("2026-11-13T15:00:00Z"), "Asia/Seoul"), "2026-11-14T00:00:00");
  assert.equal(label(at("2026-11-13T05:02:00Z"), 60e6, "Asia/Seoul", "en"), "14:02");
});
