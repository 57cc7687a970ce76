// What several journeys do with the product: signing in, choosing a language, beginning a postmortem, importing.
// Finds fields by their names and ids, so that a journey can be made in either language.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const samples = resolve(dirname(fileURLToPath(import.meta.url)), '../samples');

/** A file or folder of the samples. */
export const sample = (path) => join(samples, path);

/** The password that `inquest demo` printed. */
export function demoPassword(server) {
  const found = server.output.match(/password[^:\n]*: (\S+)/);
  if (!found) throw new Error(`no password among what the server printed:\n${server.output}`);
  return found[1];
}

/** Signs someone in by the form, and waits until they are. */
export async function signIn(page, login, password) {
  await page.goto('/sign-in');
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password);
  await page.locator('main button').click();
  await page.locator('.topbar .menu').waitFor();
}

/** Signs out by the menu. */
export async function signOut(page) {
  await page.locator('.topbar .menu summary').click();
  await page.locator('form[action="/sign-out"] button').click();
  await page.locator('#login').waitFor();
}

/** Chooses the language of one's account, beside the page; the page is loaded again. For `shots` and `speak`. */
export async function speak(page, language) {
  const beside = await page.context().newPage();
  await beside.goto('/account');
  await beside.locator('#locale').selectOption(language);
  await beside.locator('form[action="/account/profile"] button').click();
  await beside.locator('.banner-good').waitFor();
  await beside.close();
  // not goto: an address with a fragment would only be jumped to
  await page.reload();
  const spoken = await page.evaluate(() => document.documentElement.lang);
  if (spoken !== language) throw new Error(`the account's language is ${language}, the page's ${spoken}: ${page.url()}`);
}

/** Begins a postmortem by the form; gives its number. */
export async function begin(page, title, { severity = 'sev1', occasion = 'incident', zone = 'Asia/Seoul', services = '', teams = '', tags = '' } = {}) {
  await page.goto('/pm/new');
  await page.locator('#title').fill(title);
  await page.locator('#severity').selectOption(severity);
  await page.locator('#occasion').selectOption(occasion);
  await page.locator('#zone').fill(zone);
  await page.locator('#services').fill(services);
  await page.locator('#teams').fill(teams);
  await page.locator('#tags').fill(tags);
  await page.locator('main .button-go').click();
  await page.waitForURL(/\/pm\/PM-\d+-\d+/);
  return new URL(page.url()).pathname.split('/')[2];
}

/** A zip of a Slack export folder, in a folder of its own. */
export function zipped(folder) {
  const file = join(mkdtempSync(join(tmpdir(), 'inquest-e2e-zip-')), 'slack-export.zip');
  // python's zipfile is where zip(1) is not
  execFileSync('python3', ['-m', 'zipfile', '-c', file, ...contents(folder)], { cwd: folder });
  return file;
}

function contents(folder) {
  return execFileSync('ls', [folder], { encoding: 'utf8' }).trim().split('\n').map((name) => join(folder, name));
}

/** Hands a file in by the form of imports; leaves the page on what comes next: a choice, or the progress. */
export async function upload(page, number, source, file) {
  await page.goto(`/pm/${number}/imports/new`);
  await page.locator(`input[name=source][value=${source}]`).check();
  await page.locator('#file').setInputFiles(file);
  await page.locator('main form .button-go').click();
  await page.waitForURL(/\/imports\/(?!new)/);
}

/** Waits on the page of an import until it is done; gives how many items it took. */
export async function importDone(page) {
  const section = page.locator('section.progress');
  await page.locator('section.progress:not([data-state=running])').waitFor({ timeout: 60_000 });
  const state = await section.getAttribute('data-state');
  if (state !== 'done') throw new Error(`the import is ${state}: ${await section.innerText()}`);
  return Number((await section.locator('.tally dd').first().innerText()).replace(/\D/g, ''));
}

/** Makes the first administrator by the printed link, for a journey that begins in an empty house. */
export async function settle(page, server, { login = 'mina.seo@example.org', name = 'Mina Seo', locale = 'en', password = 'a kettle sings in the morning' } = {}) {
  await page.goto(server.firstRunLink());
  await page.locator('#login').fill(login);
  await page.locator('#name').fill(name);
  await page.locator('#zone').fill('Asia/Seoul');
  await page.locator('#locale').selectOption(locale);
  await page.locator('#password').fill(password);
  await page.locator('main button').click();
  await page.locator('.topbar .menu').waitFor();
  return { login, password };
}

/** Waits until the islands of an element run. */
export const ready = (page, island) => page.locator(`[data-island~="${island}"][data-ready]`).first().waitFor();

/** Writes an entry by the form; leaves the page on the timeline. */
export async function write(page, number, { text, at, kind = 'observation', moment = '', others = '', until = '' }) {
  await page.goto(`/pm/${number}/timeline/new`);
  await page.locator('#text').fill(text);
  await page.locator('#occurred').fill(at);
  await page.locator('#ended').fill(until);
  await page.locator('#kind').selectOption(kind);
  await page.locator('#key_moment').selectOption(moment);
  await page.locator('#others').fill(others);
  await page.locator('main form.form .button-go').click();
  await page.waitForURL(/\/timeline(\?[^/]*)?(#.*)?$/);
}

/** Writes a part of the narrative, and waits until it is saved. */
export async function tell(page, number, part, text) {
  await page.goto(`/pm/${number}/narrative/${part}`);
  await page.locator('#text').fill(text);
  await page.locator('form.editor .button-go').click();
  await page.locator('.banner-good').waitFor();
}

/** Says on the preview why it is published although questions are open, where that is asked. */
export async function override(page) {
  const field = page.locator('#overridden');
  if (await field.count()) await field.fill('What is open is asked in the review.');
}
