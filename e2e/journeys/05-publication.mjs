// A postmortem is published to the company: the preview shows what leaves, names become roles, a correction is a
// second version, a reader finds it in the library, and a document leaves and comes back.
import { readFile } from 'node:fs/promises';
import { begin, override, settle, speak, tell, write } from '../product.mjs';

export const name = 'a postmortem is published to the company';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

const reader = { login: 'rae.olsen@example.org', password: 'nine lanterns over the harbour' };

export async function run({ page, person, step, axe, shots, server, tolerate }) {
  await settle(page, server);
  const number = await begin(page, 'Card payments were refused for 47 minutes', { services: 'card-gateway', tags: 'connection pool' });
  await write(page, number, { at: '2026-11-13 14:02', kind: 'impact', moment: 'impact_start', text: 'First card authorisation times out' });
  await write(page, number, { at: '2026-11-13 14:08', kind: 'alert', moment: 'detected', text: 'The alert pages Juno Lee', others: 'Juno Lee' });
  await write(page, number, { at: '2026-11-13 14:43', kind: 'response', moment: 'mitigated', text: 'Juno Lee rolls card-gateway back', others: 'Juno Lee' });
  await tell(page, number, 'summary', 'Cards were refused for **47 minutes**. Juno Lee was on call.');

  await step('the preview shows what leaves, with roles for names', async () => {
    await page.goto(`/pm/${number}/publication`);
    await page.locator('.preview .reading').waitFor();
    const leaves = await page.locator('.preview .reading').innerText();
    if (leaves.includes('Juno Lee')) throw new Error('the preview names a person');
    await page.locator('.diff-lines del', { hasText: 'Juno' }).first().waitFor();
    await axe(page);
    await shots(page, 'publish', { speak });
    await speak(page, 'en');
  });

  await step('the second step publishes exactly that', async () => {
    await page.goto(`/pm/${number}/publication`);
    await confirm(page);
    await axe(page);
    await page.locator('.banner-good a').click();
    await page.waitForURL(new RegExp(`/library/${number}`));
    await page.locator('article.reading h1').waitFor();
    await axe(page);
    await shots(page, 'reading', { speak });
    await speak(page, 'en');
  });

  await step('a reader finds it in the library', async () => {
    await page.goto('/settings/people');
    await page.locator('#login').fill(reader.login);
    await page.locator('#name').fill('Rae Olsen');
    await page.locator('#role').selectOption('reader');
    await page.locator('#locale').selectOption('en');
    await page.locator('main form.form .button-go').click();
    const link = await page.locator('#link').inputValue();
    const theirs = await person();
    await theirs.goto(new URL(link).pathname);
    await theirs.locator('#password').fill(reader.password);
    await theirs.locator('main button').click();
    await theirs.locator('.topbar .menu').waitFor();
    await theirs.goto('/library');
    await axe(theirs);
    await shots(theirs, 'library', { speak });
    await speak(theirs, 'en');
    await theirs.goto('/library?q=payments');
    await theirs.locator('.library a', { hasText: '47 minutes' }).click();
    const text = await theirs.locator('article.reading').innerText();
    if (text.includes('Juno Lee')) throw new Error('the publication names a person');
    await theirs.goto('/library?q=nothing-of-the-kind');
    await theirs.locator('.empty').waitFor();
    tolerate(/status of 40[34] .*\/pm\//);
    const draft = await theirs.goto(`/pm/${number}/timeline`);
    if (draft.status() < 400) throw new Error(`a reader gets ${draft.status()} for the draft`);
    await theirs.close();
  });

  await step('a correction is a second version with a note', async () => {
    await tell(page, number, 'summary', 'Cards were refused for **41 minutes**. Juno Lee was on call.');
    await page.goto(`/pm/${number}/publication`);
    await page.locator('#note').fill('The duration was 41 minutes.');
    await confirm(page);
    await page.goto(`/library/${number}`);
    await page.getByText('The duration was 41 minutes.').first().waitFor();
    await page.goto(`/library/${number}?version=1`);
    await page.locator('.banner-warn').waitFor();
    await axe(page);
  });

  await step('a preview that is not what stands publishes nothing', async () => {
    tolerate(/status of 409/);
    const second = await page.context().newPage();
    await second.goto(`/pm/${number}/publication`);
    await tell(page, number, 'summary', 'Cards were refused for **42 minutes**.');
    await second.locator('#note').fill('Another one.');
    const reason = second.locator('#reason');
    if (await reason.count()) await reason.fill('A small team.');
    await override(second);
    await second.locator('#confirm .button-go').click();
    await second.locator('.banner-warn').first().waitFor();
    await second.close();
    await page.goto(`/library/${number}`);
    await page.getByText('41 minutes').first().waitFor();
  });

  await step('a document leaves, and comes back as another postmortem', async () => {
    await page.goto(`/pm/${number}/publication`);
    const download = page.waitForEvent('download');
    await page.locator(`a[href="/pm/${number}/export.md"]`).click();
    const file = await (await download).path();
    const text = await readFile(file, 'utf8');
    if (!text.startsWith('---') || !text.includes('42 minutes')) throw new Error(`the document begins with ${text.slice(0, 80)}`);
    const document = { name: 'postmortem.md', mimeType: 'text/markdown', buffer: Buffer.from(text) };
    await page.goto('/pm/import');
    await axe(page);
    await page.locator('#document').setInputFiles(document);
    await page.locator('main form .button-go').click();
    // it is known here: what shall happen is asked first
    tolerate(/status of 409/);
    await page.locator('input[name=known][value=new]').check();
    await axe(page);
    await page.locator('#document').setInputFiles(document);
    await page.locator('main form .button-go').click();
    await page.waitForURL((url) => /\/pm\/PM-\d+-\d+/.test(url.pathname) && !url.pathname.includes(number));
    const other = new URL(page.url()).pathname.split('/')[2];
    const again = await exported(page, other);
    const same = (it) => it.replaceAll(/PM-\d+-\d+/g, 'PM');
    if (same(again) !== same(text)) throw new Error(`the document changed on its way:\n${text}\n--- became ---\n${again}`);
  });

  await step('it can be withdrawn, and its address says so', async () => {
    await page.goto(`/pm/${number}/publication`);
    await page.locator('details', { has: page.locator('#retraction') }).locator('summary').click();
    await page.locator('#retraction').fill('It named a customer.');
    await page.locator('main .button-danger').click();
    tolerate(/status of 410/);
    await page.goto(`/library/${number}`);
    await page.getByText('It named a customer.').waitFor();
    await axe(page);
  });
}

async function confirm(page) {
  const reason = page.locator('#reason');
  if (await reason.count()) await reason.fill('A small team, all of them took part.');
  await override(page);
  await page.locator('#confirm .button-go').click();
  await page.locator('.banner-good').waitFor();
}

async function exported(page, number) {
  await page.goto(`/pm/${number}/publication`);
  const download = page.waitForEvent('download');
  await page.locator(`a[href="/pm/${number}/export.md"]`).click();
  return readFile(await (await download).path(), 'utf8');
}
