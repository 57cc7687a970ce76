// Every text colour holds 4.5:1 on the grounds it is used on, in both themes; edges of controls hold 3:1.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../styles/tokens.css", import.meta.url), "utf8");
const tokens = new Map<string, [string, string]>();
for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)) {
  if (name && light && dark) tokens.set(name, [light, dark]);
}

const grounds = ["paper", "raised", "sunken"];
const hues = ["accent", "impact", "alert", "change", "decision", "action", "talk"];
const pairs: [string, string][] = [
  ...["ink", "ink-2", "ink-3", ...hues].flatMap((text) => grounds.map((ground): [string, string] => [text, ground])),
  ...hues.map((hue): [string, string] => ["on-solid", hue]),
  ...hues.map((hue): [string, string] => [hue, `${hue}-soft`]),
  ...hues.flatMap((hue) => ["ink", "ink-2"].map((text): [string, string] => [text, `${hue}-soft`])),
  ["ink-3", "accent-soft"],
  ["ink-3", "decision-soft"],
  ["accent", "decision-soft"],
  ["paper", "ink"],
];

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function check(pairs: [string, string][], least: number): void {
  const poor: string[] = [];
  for (const [text, ground] of pairs) {
    const [a, b] = [tokens.get(text), tokens.get(ground)];
    assert.ok(a && b, `no token ${text} or ${ground}`);
    for (const theme of [0, 1] as const) {
      const found = ratio(a[theme], b[theme]);
      if (found < least) poor.push(`${text} on ${ground} (${theme === 0 ? "light" : "dark"}): ${found.toFixed(2)}`);
    }
  }
  assert.deepEqual(poor, []);
}

test("text holds 4.5:1", () => check(pairs, 4.5));
test("edges of controls hold 3:1", () => check(grounds.map((ground): [string, string] => ["edge", ground]), 3));
