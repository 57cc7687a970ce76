// Runs one journey: a browser context of its own, a verdict, a picture when it went wrong.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as browser from './browser.mjs';
import { shared } from './harness.mjs';

/** A journey that can't be made on this machine, and why. */
class Skipped extends Error {}

/**
 * @param {{ name: string, run: (ctx: object) => Promise<void> }} journey
 * @param {{ chromium: object, server: { origin: string, output?: string }, installation?: () => Promise<object>, label?: string }} world
 * @returns {Promise<{ ok: boolean, ms: number, error?: Error, skipped?: string }>}
 */
export async function runJourney(journey, { chromium, server, installation, label = journey.name }) {
  const from = performance.now();
  const complaints = new browser.Complaints();
  const contexts = [];
  let stage = '';
  let error;
  let skipped;

  /** A person at a browser of their own: cookies, language and size are not shared. */
  const person = async ({ language = 'en', width = 1440, height = 900, origin = server.origin, ...more } = {}) => {
    const context = await chromium.newContext({
      baseURL: origin,
      // not `locale`: it would win over a language that the journey changes to later
      extraHTTPHeaders: { 'Accept-Language': language },
      viewport: { width, height },
      timezoneId: 'Asia/Seoul',
      ...more,
    });
    context.setDefaultTimeout(15_000);
    contexts.push(context);
    await complaints.listen(context);
    return context.newPage();
  };
  /** Names a part of the journey, for the report when it fails there. */
  const step = async (name, part) => {
    stage = name;
    const value = await part();
    stage = '';
    return value;
  };

  const skip = (reason) => {
    throw new Skipped(reason);
  };

  try {
    const page = await person(journey.person);
    await journey.run({ ...browser, server, installation, origin: server.origin, page, person, step, label, shared, skip, tolerate: (pattern) => complaints.tolerate(pattern) });
    const left = complaints.left();
    if (left.length) throw new Error(`the pages complained:\n${left.map((it) => `  ${it}`).join('\n')}`);
  } catch (caught) {
    if (caught instanceof Skipped) {
      skipped = caught.message;
    } else {
      error = caught instanceof Error ? caught : new Error(String(caught));
      if (stage) error.message = `at “${stage}”: ${error.message}`;
      const left = complaints.left();
      if (left.length && !error.message.includes('the pages complained')) error.message += `\n  and the pages complained:\n${left.map((it) => `  ${it}`).join('\n')}`;
      await pictures(contexts, label).catch(() => {});
    }
  }
  for (const context of contexts) await context.close().catch(() => {});
  return { ok: !error, ms: performance.now() - from, error, skipped };
}

async function pictures(contexts, label) {
  await mkdir(browser.out, { recursive: true });
  const pages = contexts.flatMap((context) => context.pages());
  for (const [at, page] of pages.entries()) {
    const name = label.replace(/[^\p{L}\p{N}]+/gu, '-');
    await page.screenshot({ path: join(browser.out, `FAILED-${name}-${at}.png`), fullPage: true });
  }
}

/** Prints a line of the report. */
export function line(ok, label, ms, skipped) {
  if (skipped) console.log(`  skip           ${label}: ${skipped}`);
  else console.log(`  ${ok ? 'ok  ' : 'FAIL'} ${(ms / 1000).toFixed(1).padStart(6)} s  ${label}`);
}
