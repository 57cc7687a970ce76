// Chromium and what every journey asks of a page: pictures, accessibility, the keyboard, a clean console.
// Knows nothing of the product but that it speaks two languages.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** Where pictures go. */
export const out = join(dirname(fileURLToPath(import.meta.url)), 'out');

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Launches the Chromium of the system, headless, with no call to its maker. */
export function launch() {
  const executablePath = process.env.INQUEST_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!executablePath) throw new Error('no Chromium here: run scripts/install-tools.sh test, or set INQUEST_CHROMIUM');
  return chromium.launch({
    executablePath,
    headless: true,
    // a sandbox is refused to root, and CI is root
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
}

/** Collects what a page complains of: console errors (CSP and Trusted Types among them), exceptions, answers of 500 and up. */
export class Complaints {
  #said = [];
  #tolerated = [];

  /** Lets complaints of this form pass, such as the 404 that a journey provokes. */
  tolerate(pattern) {
    this.#tolerated.push(pattern);
  }

  /** Listens to all pages of a browser context. */
  async listen(context) {
    const add = (what) => this.#said.push(what);
    context.on('weberror', (it) => add(`exception: ${it.error().message}`));
    context.on('console', (it) => {
      if (it.type() === 'error') add(`console: ${it.text()} (${it.location().url})`);
    });
    context.on('response', (it) => {
      if (it.status() >= 500) add(`${it.status()} from ${it.request().method()} ${it.url()}`);
    });
    // a policy that only reports is silent on the console of some versions
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (it) => {
        console.error(`CSP: ${it.effectiveDirective} blocked ${it.blockedURI || 'inline'} at ${it.sourceFile}:${it.lineNumber}`);
      });
    });
  }

  /** What was said and not tolerated. */
  left() {
    return this.#said.filter((what) => !this.#tolerated.some((pattern) => pattern.test(what)));
  }
}

/** Speaks another language to the server from now on, and loads the page again. */
export async function speak(page, language) {
  await page.context().setExtraHTTPHeaders({ 'Accept-Language': language });
  await page.goto(page.url());
  const spoken = await page.evaluate(() => document.documentElement.lang);
  if (!spoken.startsWith(language)) {
    throw new Error(`asked for ${language}, the page is in ${spoken || 'no language'}: ${page.url()}`);
  }
}

/**
 * Takes pictures of the page as it stands: at two widths, light and dark, in both languages.
 * Fails when the page scrolls sideways on a narrow screen.
 *
 * `whole: false` shows one screen of it, for pages that are too long for one picture.
 * `languages: []` leaves the language alone, for a state that loading again would lose.
 */
export async function shots(page, name, { widths = [1440, 390], schemes = ['light', 'dark'], languages = ['en', 'ko'], speak: choose = speak, whole = true } = {}) {
  await mkdir(out, { recursive: true });
  const before = page.viewportSize();
  for (const language of languages.length ? languages : [undefined]) {
    if (language) await choose(page, language);
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const file = [name, width, colorScheme, language].filter(Boolean).join('-');
        await page.screenshot({ path: join(out, `${file}.png`), fullPage: whole });
      }
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wider > 0) throw new Error(`${name} is ${wider} px wider than a window of ${width}`);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

/**
 * Fails on what axe-core finds wrong with the page, in light and in dark.
 *
 * axe runs in a world of its own through the debugger: the page's policy (no inline script,
 * Trusted Types) stays in force for the page and does not reach it.
 */
export async function axe(page, { schemes = ['light', 'dark'], within, except = [] } = {}) {
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
    const evaluate = async (expression) => {
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(`axe: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
      return result.value;
    };
    await evaluate(`${axeSource};undefined`);
    const options = { resultTypes: ['violations'], rules: Object.fromEntries(except.map((rule) => [rule, { enabled: false }])) };
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // the new colours are there with the next frame
      await evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
      const violations = await evaluate(`axe.run(${within ? JSON.stringify(within) : 'document'}, ${JSON.stringify(options)}).then((it) =>
        it.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 160) + ' — ' + node.failureSummary.split('\\n').slice(1, 3).join(' ')) })))`);
      if (violations.length) {
        const said = violations.map(({ id, help, nodes }) => `  ${id}: ${help}\n${nodes.map((node) => `    ${node}`).join('\n')}`);
        throw new Error(`axe finds ${violations.length} wrong with ${page.url()} (${colorScheme}):\n${said.join('\n')}`);
      }
    }
  } finally {
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    await session.detach();
  }
}

/** From now on a mouse on this page is a complaint: what follows is done by keyboard. */
export async function keyboardOnly(page) {
  const watch = () => {
    for (const kind of ['pointerdown', 'mousedown']) {
      window.addEventListener(kind, (it) => it.isTrusted && console.error(`${kind} in a journey by keyboard`), true);
    }
  };
  await page.addInitScript(watch);
  await page.evaluate(watch);
}

/**
 * Presses Tab (or `key`) until the focus is on the element, and checks that a person would see where it is.
 * Gives the number of presses.
 */
export async function reach(page, locator, { most = 60, key = 'Tab' } = {}) {
  const target = typeof locator === 'string' ? page.locator(locator) : locator;
  await target.waitFor({ state: 'attached' });
  for (let presses = 0; presses <= most; presses += 1) {
    if (presses) await page.keyboard.press(key);
    if (await target.evaluate((it) => it === document.activeElement)) {
      const isSeen = await target.evaluate((it) => {
        // in a drawing the stroke of a shape is the ring
        if (it instanceof SVGElement) return [...it.children].some((shape) => parseFloat(getComputedStyle(shape).strokeWidth) >= 3);
        // the ring may be drawn by the element or by what wraps it (`:focus-within`)
        for (let at = it; at && at !== document.body; at = at.parentElement) {
          const style = getComputedStyle(at);
          if ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none') return true;
        }
        return false;
      });
      if (!isSeen) throw new Error(`the focus on ${target} can't be seen`);
      return presses;
    }
  }
  throw new Error(`${target} is not reached by ${most} presses of ${key}`);
}
