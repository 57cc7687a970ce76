// The timeline as a desk: the incident fills the strip whatever lies days before, evidence stands beside its entry and
// is attached by one key, a decision chooses what was known; on a phone, and without scripts, too.
import { demoPassword, ready, signIn } from '../product.mjs';

export const name = 'the timeline is worked on as on a desk';
export const server = { mode: 'demo' };

export async function run({ page, step, axe, shots, server }) {
  await signIn(page, 'haneul.kim@haneul.example', demoPassword(server));
  await page.goto('/pm');
  const incident = await page.locator('a[href^="/pm/PM-"]', { hasText: '47' }).first().getAttribute('href');
  const timeline = `${incident}/timeline`;

  await step('an entry days before does not squeeze the incident', async () => {
    await page.goto(timeline);
    await ready(page, 'strip');
    const wide = async () => Number(await page.locator('.impact-band').getAttribute('width'));
    const plot = Number(await page.locator('.plot').getAttribute('width'));
    if ((await wide()) < plot / 8) throw new Error(`the impact is ${await wide()} of ${plot} wide`);
    await page.locator('.strip-edges a').first().waitFor();
    const apart = () => page.locator('.moment text').evaluateAll((texts) => {
      const boxes = texts.filter((it) => it.checkVisibility({ visibilityProperty: true })).map((it) => it.getBoundingClientRect());
      return boxes.every((a, at) => boxes.slice(at + 1).every((b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top + 4 || b.bottom <= a.top + 4));
    });
    if (!(await apart())) throw new Error('the names of two key moments overlap');
    await page.locator('.strip').focus();
    await page.keyboard.press('w');
    await page.waitForFunction(() => Number(document.querySelector('.impact-band')?.getAttribute('width')) < 60);
    if (!(await apart())) throw new Error('the names of two key moments overlap, zoomed out');
    await page.keyboard.press('0');
    await axe(page);
  });

  await step('on a phone the whole incident is there without scrolling', async () => {
    const before = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(timeline);
    await ready(page, 'strip');
    const fits = await page.locator('.strip').evaluate((it) => it.scrollWidth <= it.clientWidth && (it.querySelector('svg')?.getBoundingClientRect().right ?? 999) <= innerWidth);
    if (!fits) throw new Error('the strip scrolls sideways');
    const letters = await page.locator('.tick text').first().evaluate((it) => it.getBoundingClientRect().height);
    if (letters < 9) throw new Error(`the letters are ${letters} px high`);
    await page.setViewportSize(before);
  });

  await step('evidence stands beside its entry, and is attached by one key', async () => {
    await page.goto(timeline);
    await ready(page, 'near');
    const entry = page.locator('li.entry').nth(4);
    const id = (await entry.getAttribute('id')).slice('entry-'.length);
    await entry.focus();
    await page.keyboard.press('v');
    await page.locator(`#near[data-entry="${id}"] .near-item:focus`).waitFor();
    const free = page.locator('.near-item:not(.is-hit)').first();
    const item = await free.getAttribute('id');
    await free.focus();
    const hits = await page.locator('.near-item.is-hit').count();
    await page.keyboard.press('a');
    await page.locator(`#${item}.is-hit`).waitFor();
    if ((await page.locator('.near-item.is-hit').count()) !== hits + 1) throw new Error('one key attached more than one item');
    await page.waitForFunction((it) => document.activeElement?.id === it, item);
    await axe(page);
    await page.keyboard.press('Escape');
    await page.locator(`#entry-${id}:focus`).waitFor();
    const before = await page.locator('li.entry').count();
    await page.locator('.near-item').first().focus();
    await page.keyboard.press('e');
    await page.waitForFunction((n) => document.querySelectorAll('li.entry').length === n + 1, before);
    await shots(page, 'desk', { languages: [] });
  });

  await step('a decision chooses the evidence that was known', async () => {
    await page.goto(timeline);
    await ready(page, 'timeline');
    const decision = page.locator('li.entry:has(.decision)').first();
    const id = await decision.getAttribute('id');
    await decision.focus();
    await page.keyboard.press('e');
    await page.locator('.entry-form').waitFor();
    const list = page.locator('.entry-form [id$=known_evidence]');
    const offered = list.locator('label:visible');
    const n = await offered.count();
    const box = list.locator('input[type=search]');
    if (n >= 6) {
      await box.fill('zzzz nothing reads like this');
      if ((await list.locator('label:visible input:not(:checked)').count()) !== 0) throw new Error('the filter hides nothing');
      await box.press('Escape');
      if ((await offered.count()) !== n) throw new Error('Escape does not clear the filter');
    }
    const one = list.locator('input[type=checkbox]:not(:checked)').first();
    const evidence = await one.getAttribute('value');
    await one.check();
    await page.keyboard.press('Control+Enter');
    await page.locator(`#${id} .decision dd a.chip[href$="${evidence}"]`).waitFor();
  });

  await step('and all of it without scripts', async () => {
    const context = await page.context().browser().newContext({ javaScriptEnabled: false, baseURL: server.origin, storageState: await page.context().storageState() });
    const plain = await context.newPage();
    await plain.goto(timeline);
    const entry = plain.locator('li.entry').nth(5);
    const id = await entry.getAttribute('id');
    await entry.hover();
    await entry.locator('[data-act=more]').press('Enter');
    await plain.locator('main [data-act=near]').click();
    await plain.locator(`#near[data-entry="${id.slice('entry-'.length)}"]`).waitFor();
    await plain.locator('#near .near-item:not(.is-hit)').first().hover();
    const at = plain.locator('#near .near-item:not(.is-hit)').first();
    const item = await at.getAttribute('id');
    await at.locator('[data-act=attach]').click();
    await plain.goto(`${timeline}?near=${id.slice('entry-'.length)}`);
    await plain.locator(`#${item}.is-hit`).waitFor();
    await plain.locator(`#${id}`).hover();
    await plain.locator(`#${id} [data-act=more]`).press('Enter');
    await plain.locator('[data-act=moment]').click();
    await plain.locator('button[value=acknowledged]').click();
    await plain.locator(`#${id} .key[data-moment=acknowledged]`).waitFor();
    await plain.locator(`#${id}`).hover();
    await plain.locator(`#${id} [data-act=edit]`).press('Enter');
    await plain.locator('input[name=known_evidence]').first().waitFor({ state: 'attached' });
    await context.close();
  });
}
