// The traces of an incident come in: a Slack export of which channels and a window are chosen, alerts, deploys.
// The evidence is then walked, filtered and taken into the timeline by keys, and by plain links without script.
import { begin, importDone, ready, sample, settle, speak, upload, zipped } from '../product.mjs';

export const name = 'the traces of an incident become evidence';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

export async function run({ page, person, step, axe, shots, server }) {
  await settle(page, server);
  const number = await begin(page, 'Card payments were refused for 47 minutes', { services: 'card-gateway, payments-api', tags: 'connection pool' });
  const evidence = `/pm/${number}/evidence`;

  await step('an empty evidence page says where to begin', async () => {
    await page.goto(evidence);
    await axe(page);
    await page.locator('.empty a.button-go').click();
    await page.waitForURL(/imports\/new/);
    await axe(page);
    await shots(page, 'import-new', { languages: [] });
  });

  await step('a Slack export offers its channels and a window', async () => {
    await upload(page, number, 'slack', zipped(sample('card-payments/slack')));
    await page.locator('input[name=channel]').first().waitFor();
    await axe(page);
    await shots(page, 'import-choose', { languages: [] });
    for (const channel of ['inc-041-card-payments', 'checkout', 'platform-alerts', 'platform-deploys']) {
      await page.locator(`input[name=channel][value="${channel}"]`).check();
    }
    await page.locator('#from').fill('2026-11-13T13:30:00');
    await page.locator('#to').fill('2026-11-13T17:00:00');
    await page.locator('main form .button-go').click();
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
  });

  const taken = await step('its progress ends in a report', async () => {
    const taken = await importDone(page);
    if (taken < 50) throw new Error(`only ${taken} items of the export were taken`);
    await page.reload();
    await page.locator('.facts-list').waitFor();
    await axe(page);
    await shots(page, 'import-report', { languages: [] });
    return taken;
  });

  await step('the same export again brings nothing new', async () => {
    await upload(page, number, 'slack', zipped(sample('card-payments/slack')));
    for (const channel of ['inc-041-card-payments', 'checkout', 'platform-alerts', 'platform-deploys']) {
      await page.locator(`input[name=channel][value="${channel}"]`).check();
    }
    await page.locator('#from').fill('2026-11-13T13:30:00');
    await page.locator('#to').fill('2026-11-13T17:00:00');
    await page.locator('main form .button-go').click();
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    const again = await importDone(page);
    if (again !== 0) throw new Error(`${again} items were taken a second time`);
  });

  const all = await step('alerts and deploys join them', async () => {
    await upload(page, number, 'alertmanager', sample('card-payments/alertmanager.json'));
    const alerts = await importDone(page);
    await upload(page, number, 'github', sample('card-payments/github.jsonl'));
    const deploys = await importDone(page);
    if (!alerts || !deploys) throw new Error(`${alerts} alerts and ${deploys} deploys were taken`);
    await page.goto(`/pm/${number}/imports`);
    await axe(page);
    return taken + alerts + deploys;
  });

  await step('the evidence page shows them in order, with density and suggestions', async () => {
    await page.goto(evidence);
    await ready(page, 'evidence-list');
    const total = Number(await page.locator('ol.evidence').getAttribute('data-total'));
    // a message and what it said before its edit are two items, and one row
    if (total > all || total < all - 5) throw new Error(`${all} items were taken, the page knows of ${total}`);
    if (!(await page.locator('.density rect.bar').count())) throw new Error('the density has no bars');
    await page.locator('.suggestion').first().waitFor();
    await axe(page);
    await shots(page, 'evidence', { speak });
    await speak(page, 'en');
  });

  await step('a filter narrows them, and its chip takes it back', async () => {
    await page.locator('#q').fill('rollback');
    await page.locator('#filters button').click();
    await page.waitForURL(/q=rollback/);
    const some = Number(await page.locator('ol.evidence').getAttribute('data-total'));
    if (!(some > 0 && some < all)) throw new Error(`“rollback” leaves ${some} of ${all}`);
    await page.locator('.filters-on a.chip').first().click();
    await page.waitForURL((url) => !url.searchParams.get('q'));
    await page.locator('details.facet summary').first().click();
    await page.locator('input[name=source][value=alertmanager]').check();
    await axe(page);
    await shots(page, 'evidence-facet', { languages: [] });
    await page.locator('#filters button:not([type])').last().click();
    await page.waitForURL(/source=alertmanager/);
    const kinds = await page.locator('ol.evidence .evidence-who').allInnerTexts();
    if (!kinds.length || !kinds.every((it) => it.includes('Alert'))) throw new Error(`the filter by source shows ${kinds.join(' | ')}`);
  });

  await step('a suggestion is taken by one key, another put aside', async () => {
    await page.goto(`${evidence}?suggestions=1`);
    await ready(page, 'evidence-list');
    const row = page.locator('ol.evidence li[data-index="0"]');
    await row.focus();
    await page.keyboard.press('a');
    await row.locator('.chip-good').waitFor();
    await page.keyboard.press('j');
    const next = page.locator('ol.evidence li[data-index="1"]');
    await next.locator('form[data-act=dismiss]').waitFor();
    await page.keyboard.press('d');
    await next.locator('form[data-act=dismiss]').waitFor({ state: 'detached' });
  });

  await step('items are picked by keys, and one key makes an entry', async () => {
    await page.goto(evidence);
    await ready(page, 'evidence-list');
    await page.locator('ol.evidence li[data-index="0"]').focus();
    for (const key of ['j', 'j', 'k', 'x', 'j', 'x']) await page.keyboard.press(key);
    const checked = await page.locator('ol.evidence input:checked').count();
    if (checked !== 2) throw new Error(`${checked} rows are selected, not 2`);
    await page.locator('.evidence-bar').getByText('2').waitFor();
    await page.keyboard.press('e');
    // the new entry opens for its words
    await page.waitForURL(/\/timeline/);
    await page.goto(`/pm/${number}/timeline`);
    await page.locator('li.entry').nth(1).waitFor();
  });

  await step('an item of evidence shows its original', async () => {
    await page.goto(evidence);
    await page.locator('a.evidence-text').first().click();
    await page.locator('.facts-list').waitFor();
    await axe(page);
    await shots(page, 'evidence-item', { languages: [] });
  });

  await step('a note is evidence too', async () => {
    await page.goto(`/pm/${number}/imports/note`);
    await axe(page);
    await page.locator('#occurred').fill('2026-11-13T14:05:00');
    await page.locator('#caption').fill('Share of refused cards');
    await page.locator('#file').setInputFiles(sample('card-payments/error-ratio.png'));
    await page.locator('main form .button-go').click();
    await page.waitForURL(new RegExp(`${evidence}`));
    await page.goto(`${evidence}?q=refused`);
    await page.locator('a.evidence-text', { hasText: 'Share of refused cards' }).first().waitFor();
  });

  await step('without script the pages have plain links', async () => {
    const plain = await person({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    await plain.goto(evidence);
    await plain.locator('.pager a[rel=next]').click();
    await plain.waitForURL(/offset=100/);
    const first = await plain.locator('ol.evidence li').first().getAttribute('data-index');
    if (first !== '100') throw new Error(`the second page begins with item ${first}`);
    await plain.locator('ol.evidence input[type=checkbox]').first().check();
    await plain.locator('.evidence-bar .button-go').click();
    await plain.waitForURL(/\/timeline/);
    await plain.close();
  });
}
