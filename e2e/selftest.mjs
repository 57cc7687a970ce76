// The harness tries itself on pages whose faults are known: a check that can't fail proves nothing.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, out } from './browser.mjs';
import { Server } from './harness.mjs';
import { line, runJourney } from './runner.mjs';

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

const page = (language, body, head = '') => `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${language === 'ko' ? '점검' : 'Trial'}</title><link rel="stylesheet" href="/style.css">${head}</head><body><main>${body}</main></body></html>`;

const good = (language) => page(language, `<h1>${language === 'ko' ? '하네스 점검' : 'A trial of the harness'}</h1>
<p><a href="/a">One</a> <a href="/b" id="second">Two</a></p><p id="made"></p><button>Press</button>`, '<script src="/script.js" defer></script>');

const pages = {
  '/': good,
  '/pale': (language) => page(language, '<h1>Pale</h1><p class="pale">Nobody can read this.</p>'),
  '/inline': (language) => page(language, '<h1>Inline</h1><script>document.title = "ran"</script>'),
  '/sink': (language) => page(language, '<h1>Sink</h1><p id="made"></p>', '<script src="/sink.js" defer></script>'),
  '/throws': (language) => page(language, '<h1>Throws</h1>', '<script src="/throws.js" defer></script>'),
  '/wide': (language) => page(language, '<h1>Wide</h1><div class="wide">x</div>'),
  '/blind': (language) => page(language, '<h1>Blind</h1><a href="/a" id="blind">no ring</a>'),
};
const files = {
  '/style.css': [
    'text/css',
    ':root { color-scheme: light dark } body { font-family: sans-serif; color: light-dark(#111, #eee); background: light-dark(#fff, #111) } a { color: light-dark(#1f5f5b, #6fc3bb) } .pale { color: light-dark(#ccc, #333) } .wide { width: 2000px } #blind { outline: none }',
  ],
  '/script.js': ['text/javascript', 'document.querySelector("#made").textContent = "script ran"; document.querySelector("button").addEventListener("click", (it) => { it.target.textContent = "pressed" })'],
  '/sink.js': ['text/javascript', 'document.querySelector("#made").innerHTML = "<b>no</b>"'],
  '/throws.js': ['text/javascript', 'throw new Error("on purpose")'],
};

const site = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://site');
  const language = (request.headers['accept-language'] ?? '').startsWith('ko') ? 'ko' : 'en';
  const [type, body, status] = pages[pathname]
    ? ['text/html; charset=utf-8', pages[pathname](language), 200]
    : files[pathname]
      ? [...files[pathname], 200]
      : ['text/plain', pathname === '/favicon.ico' ? '' : 'not found', { '/broken': 500, '/favicon.ico': 204 }[pathname] ?? 404];
  response.writeHead(status, { 'content-type': type, 'content-security-policy': policy });
  response.end(body);
});
await new Promise((done) => site.listen(0, '127.0.0.1', done));
const server = { origin: `http://127.0.0.1:${site.address().port}` };

const fail = (what) => {
  throw new Error(what);
};
// [what is tried, the journey, a part of the complaint if there must be one]
const trials = [
  ['a sound page passes', async ({ page, shots, axe, person, label }) => {
    await page.goto('/');
    (await page.textContent('#made')) === 'script ran' || fail('a script of our own did not run');
    await axe(page);
    await shots(page, 'selftest');
    for (const file of ['selftest-1440-light-en', 'selftest-390-dark-ko']) existsSync(join(out, `${file}.png`)) || fail(`no picture ${file} in ${label}`);
    const other = await person({ language: 'ko' });
    await other.goto('/');
    (await other.textContent('h1')) === '하네스 점검' || fail('the other person does not speak Korean');
  }],
  ['the keyboard reaches and presses', async ({ page, keyboardOnly, reach }) => {
    await page.goto('/');
    await keyboardOnly(page);
    (await reach(page, '#second')) === 2 || fail('two presses of Tab should do');
    await reach(page, 'button');
    await page.keyboard.press('Enter');
    (await page.textContent('button')) === 'pressed' || fail('the button was not pressed');
  }],
  ['a provoked 404 is tolerated', async ({ page, tolerate }) => {
    tolerate(/404/);
    await page.goto('/nothing');
  }],
  ['a journey without its data is skipped', async ({ shared, skip }) => shared('nothing/of/this/name') ?? skip('no data')],
  ['a pale text', async ({ page, axe }) => void (await page.goto('/pale'), await axe(page)), 'color-contrast'],
  ['an inline script', ({ page }) => page.goto('/inline'), 'Content Security Policy'],
  ['a string into innerHTML', ({ page }) => page.goto('/sink'), 'TrustedHTML'],
  ['an exception', ({ page }) => page.goto('/throws'), 'on purpose'],
  ['an answer of 500', ({ page }) => page.goto('/broken'), '500 from GET'],
  ['a page wider than the window', async ({ page, shots }) => void (await page.goto('/wide'), await shots(page, 'selftest-wide', { widths: [390], schemes: ['light'], languages: [] })), 'px wider than a window of 390'],
  ['a focus without a ring', async ({ page, reach }) => void (await page.goto('/blind'), await reach(page, '#blind')), "can't be seen"],
  ['an element that Tab does not reach', async ({ page, reach }) => void (await page.goto('/'), await reach(page, 'h1', { most: 5 })), 'is not reached'],
  ['a mouse in a journey by keyboard', async ({ page, keyboardOnly }) => void (await page.goto('/'), await keyboardOnly(page), await page.click('button')), 'in a journey by keyboard'],
  ['a wrong expectation', ({ step }) => step('the sum', () => fail('two and two')), 'at “the sum”: two and two'],
];

const chromium = await launch();
let passed = 0;
let failed = 0;
const verdict = (ok, label, ms, why) => {
  line(ok, label, ms);
  if (ok) passed += 1;
  else failed += 1;
  if (!ok) console.error(`      ${why}`);
};

for (const [label, run, expected] of trials) {
  const { ok, ms, error, skipped } = await runJourney({ name: label, run }, { chromium, server, label: `selftest ${label}` });
  const right = expected ? !ok && error.message.includes(expected) : ok && (skipped === 'no data') === label.includes('skipped');
  verdict(right, expected ? `is caught: ${label}` : label, ms, error?.message ?? `nothing was said of ${expected}`);
}
await chromium.close();
site.close();

const from = performance.now();
const absent = new Server({ args: ['--no-such-flag-at-all'], patience: 20_000 });
const said = await absent.start().then(() => 'it started', (error) => error.message);
await absent.clean();
verdict(/ended before it was ready|ENOENT/.test(said), 'is caught: a server that does not start', performance.now() - from, said);

for (const file of await readdir(out)) if (/^(FAILED-)?selftest-/.test(file)) await rm(join(out, file));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
