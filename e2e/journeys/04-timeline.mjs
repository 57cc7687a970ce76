// A timeline is written by hand: entries are inserted, changed, split, merged, deleted and brought back; key moments
// give measures, the strip gives the shape, and two who change one entry both see it.
import { begin, ready, settle, speak, write } from '../product.mjs';

export const name = 'a timeline takes shape';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

const entries = [
  { at: '2026-11-13 13:57', kind: 'change', text: 'card-gateway 4.18.0 goes to production' },
  { at: '2026-11-13 14:02', kind: 'impact', moment: 'impact_start', text: 'First card authorisation times out' },
  { at: '2026-11-13 14:08', kind: 'alert', moment: 'detected', text: 'CheckoutErrorBudgetBurn fires and pages the on-call engineer', others: 'Juno Lee' },
  { at: '2026-11-13 14:17', kind: 'decision', text: 'Fail over to the second card processor', others: 'Juno Lee, Hana Kim' },
  { at: '2026-11-13 14:43', kind: 'response', moment: 'mitigated', text: 'card-gateway is back at 4.17.2' },
];

export async function run({ page, step, axe, shots, server, tolerate }) {
  await settle(page, server);
  const number = await begin(page, 'Card payments were refused for 47 minutes', { services: 'card-gateway' });
  const timeline = `/pm/${number}/timeline`;
  const entry = (text) => page.locator('li.entry:not(.is-edited)', { hasText: text });
  /** One of the tools of an entry, which come when the entry is turned to. What was just saved may still take the focus. */
  const tool = async (text, act) => {
    const found = entry(text).locator(`.entry-tools[data-whole] [data-act=${act}]`).first();
    for (let at = 0; at < 40 && !(await found.isVisible()); at += 1) {
      await entry(text).focus();
      await page.waitForTimeout(250);
    }
    return found;
  };
  const count = async (n) => {
    const found = await page.locator('li.entry').count();
    if (found !== n) throw new Error(`${found} entries stand in the timeline, not ${n}`);
  };

  await step('an empty timeline says where to begin', async () => {
    await page.goto(timeline);
    await axe(page);
    await page.locator('.empty a.button-go').click();
    await page.locator('#text').waitFor();
    await axe(page);
    await shots(page, 'entry-form', { languages: [] });
  });

  await step('entries stand in the order of time', async () => {
    for (const one of [entries[2], entries[0], entries[4], entries[1], entries[3]]) {
      await write(page, number, one);
    }
    const said = await page.locator('li.entry').allInnerTexts();
    entries.forEach(({ text }, at) => {
      if (!said[at]?.includes(text)) throw new Error(`entry ${at} should say “${text}”: ${said[at]}`);
    });
  });

  await step('key moments give measures, the impact its band', async () => {
    const measures = await page.locator('.measures dd').allInnerTexts();
    if (!measures.some((it) => it.startsWith('6 min'))) throw new Error(`time to detect is not 6 min: ${measures.join(' | ')}`);
    if (!measures.some((it) => it.startsWith('41 min'))) throw new Error(`time to mitigate is not 41 min: ${measures.join(' | ')}`);
    if ((await page.locator('.measures .is-pending').count()) !== 2) throw new Error('what has no moment yet is not pending');
    await page.locator('.strip .impact-band').waitFor({ state: 'attached' });
    await page.locator('li.gap').first().waitFor();
    await ready(page, 'strip');
    await axe(page);
    await page.goto(timeline);
    await shots(page, 'timeline', { speak });
    await speak(page, 'en');
  });

  await step('the strip zooms and filters by keys', async () => {
    await page.goto(timeline);
    await ready(page, 'strip');
    await page.locator('.strip').focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('from='));
    await page.locator('li.entry.is-outside').first().waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('li.entry.is-outside'));
  });

  const open = page.locator('.entry-form');
  const gone = () => page.waitForFunction(() => !document.querySelector('.entry-form'));
  const focused = async (locator, what) => {
    await page.waitForFunction((it) => it === document.activeElement, await locator.elementHandle()).catch(() => {
      throw new Error(`the focus is not ${what}`);
    });
  };

  await step('a mouse that rests elsewhere does not keep the tools from who has the focus', async () => {
    await page.goto(timeline);
    await ready(page, 'timeline');
    await entry('4.18.0').focus();
    await entry('First card').dispatchEvent('pointerover');
    await entry('4.18.0').locator('.entry-tools[data-whole]').waitFor();
    await entry('First card').locator('.entry-tools[data-whole]').waitFor();
  });

  await step('an entry is changed where it stands, by keys alone', async () => {
    await page.goto(timeline);
    await ready(page, 'timeline');
    const address = page.url();
    await entry('4.18.0').focus();
    await page.keyboard.press('e');
    await focused(open.locator('textarea[name=text]'), 'in the form');
    await axe(page);
    await shots(page, 'entry-in-place', { languages: [] });
    await page.keyboard.type(' never kept');
    await page.keyboard.press('Escape');
    await gone();
    await focused(entry('4.18.0'), 'back on the entry');
    if ((await entry('never kept').count()) !== 0) throw new Error('Escape kept what was typed');
    await page.keyboard.press('e');
    await open.waitFor();
    await open.locator('textarea[name=text]').fill('card-gateway 4.18.0 goes to production (connection pool 2.1 → 3.0)');
    await page.keyboard.press('Control+Enter');
    await gone();
    await focused(entry('connection pool'), 'on the entry that was saved');
    await count(5);
    if (page.url() !== address && !page.url().includes('near=')) throw new Error(`the page was left: ${page.url()}`);
  });

  await step('an entry is inserted between two, and what is written elsewhere stays', async () => {
    await entry('pages the on-call').locator('[data-act=edit]').press('Enter');
    const other = page.locator('li.is-edited form.entry-form').first();
    await other.locator('textarea[name=text]').fill('half a thought');
    await entry('First card').focus();
    await page.keyboard.press('n');
    const form = page.locator('[id^=new-] form.entry-form');
    await focused(form.locator('textarea[name=text]'), 'in the new form');
    await form.locator('textarea[name=text]').fill('Support hears of it');
    await form.locator('input[name=occurred]').fill('not a time');
    await page.keyboard.press('Control+Enter');
    tolerate(/status of 422/);
    await form.locator('input[aria-invalid=true]').waitFor();
    await form.locator('input[name=occurred]').fill('2026-11-13 14:05');
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction(() => !document.querySelector('[id^=new-] form'));
    await focused(entry('Support hears of it'), 'on the entry that was written');
    const said = await page.locator('.entry-form textarea[name=text]').inputValue();
    if (said !== 'half a thought') throw new Error(`what was being written is lost: ${said}`);
    await page.locator('.entry-form textarea[name=text]').press('Escape');
    await gone();
    await count(6);
    await entry('Support hears of it').focus();
    await page.keyboard.press('Delete');
    await page.locator('.banner-good').waitFor();
    await count(5);
  });

  await step('a key moment is set and taken off by one control', async () => {
    await entry('is back at 4.17.2').focus();
    await page.keyboard.press('t');
    await page.locator('.moment-menu[open] button:focus').waitFor();
    await axe(page);
    await shots(page, 'key-moment-menu', { languages: [] });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await entry('is back at 4.17.2').locator('button[value=resolved]').click();
    await entry('is back at 4.17.2').locator('.key[data-moment=resolved]').waitFor();
    await (await tool('First card', 'moment')).press('Enter');
    await entry('First card').locator('.moment-menu button[value=""]').click();
    await page.waitForFunction(() => !document.querySelector('.key[data-moment=impact_start]'));
    await (await tool('First card', 'moment')).press('Enter');
    // without a person's word for it nothing happens
    await entry('First card').locator('button[value=impact_start]').click();
    if (await entry('First card').locator('.key').count()) throw new Error('impact start was set without a word');
    await entry('First card').locator('input[name=confirmed]').check();
    await entry('First card').locator('button[value=impact_start]').click();
    await entry('First card').locator('.key[data-moment=impact_start]').waitFor();
    await (await tool('is back at 4.17.2', 'moment')).press('Enter');
    await entry('is back at 4.17.2').locator('button[value=mitigated]').click();
    await entry('is back at 4.17.2').locator('.key[data-moment=mitigated]').waitFor();
  });

  await step('the tools of an entry work on their own page too', async () => {
    const id = (await entry('CheckoutErrorBudgetBurn').getAttribute('id')).replace('entry-', '');
    await page.goto(`${timeline}/${id}/tools`);
    await axe(page);
    await page.locator('.moment-menu summary').first().click();
    await page.locator('button[value=acknowledged]').click();
    await page.waitForURL(/\/timeline#entry-/);
    await entry('CheckoutErrorBudgetBurn').locator('.key[data-moment=acknowledged]').waitFor();
    await page.goto(`${timeline}/${id}/tools`);
    await page.locator('.moment-menu summary').first().click();
    await page.locator('button[value=detected]').click();
    await entry('CheckoutErrorBudgetBurn').locator('.key[data-moment=detected]').waitFor();
  });

  await step('one is split in two, and the two become one again', async () => {
    await (await tool('CheckoutErrorBudgetBurn', 'split')).click();
    await page.waitForURL(/\/split/);
    await axe(page);
    const texts = page.locator('main form.form textarea');
    await texts.nth(0).fill('CheckoutErrorBudgetBurn fires');
    await texts.nth(1).fill('The on-call engineer is paged');
    await page.locator('#second_occurred').fill('2026-11-13 14:09');
    await page.locator('main form.form .button-go').click();
    await entry('is paged').waitFor();
    await count(6);
    await page.goto(timeline);
    await (await tool('CheckoutErrorBudgetBurn', 'merge')).click();
    await page.waitForFunction(() => document.querySelectorAll('li.entry').length === 5);
    const both = await entry('CheckoutErrorBudgetBurn').innerText();
    if (!both.includes('is paged')) throw new Error(`the merged entry lost a text: ${both}`);
  });

  await step('a deletion can be undone', async () => {
    await page.goto(timeline);
    await ready(page, 'timeline');
    await entry('connection pool').focus();
    await page.keyboard.press('Delete');
    await page.locator('.banner-good').waitFor();
    await count(4);
    await axe(page);
    await page.locator('.banner-good button').click();
    await entry('connection pool').waitFor();
    await count(5);
  });

  await step('two who change one entry both see it', async () => {
    tolerate(/status of 409/);
    await page.goto(timeline);
    await ready(page, 'timeline');
    const second = await page.context().newPage();
    await second.goto(timeline);
    await ready(second, 'timeline');
    await second.locator('li.entry', { hasText: 'Fail over' }).locator('[data-act=edit]').press('Enter');
    await second.locator('.entry-form textarea[name=text]').fill('Fail over to the second processor, by hand');
    await entry('Fail over').locator('[data-act=edit]').press('Enter');
    await open.locator('textarea[name=text]').fill('Fail over to processor B');
    await open.locator('.button-go').click();
    await entry('processor B').waitFor();
    await second.keyboard.press('Control+Enter');
    await second.locator('.versus').waitFor();
    const both = await second.locator('.entry-form .versus').innerText();
    if (!both.includes('processor B') || !both.includes('by hand')) throw new Error(`the conflict does not show both: ${both}`);
    await axe(second);
    await shots(second, 'timeline-conflict', { languages: [] });
    await second.locator('.entry-form .button-go').click();
    await second.locator('li.entry', { hasText: 'by hand' }).waitFor();
    // the first page still shows the older one: its deletion shows both too
    await entry('processor B').focus();
    await page.keyboard.press('Delete');
    await page.locator('.entry-form .versus').waitFor();
    await axe(page);
    await page.keyboard.press('Escape');
    await entry('by hand').waitFor();
    await second.close();
  });

  await step('the background of a decision is kept with it', async () => {
    await page.goto(timeline);
    // the page form is the way without scripts, and stays a way with them
    await page.goto(await entry('by hand').locator('[data-act=edit]').getAttribute('href'));
    await page.locator('details[open] textarea').first().waitFor();
    await axe(page);
    await page.locator('#reason').fill('The same signature on 2 September was an outage at processor A');
    await page.locator('#faced').fill('Every third card is refused');
    await page.locator('main form.form .button-go').click();
    await page.locator('.decision', { hasText: '2 September' }).waitFor();
    await axe(page);
    await tool('by hand', 'near');
    await entry('by hand').getByRole('link', { name: 'History' }).click();
    await page.locator('ol.records > li').nth(2).waitFor();
    await axe(page);
  });

  await step('who acted has a page', async () => {
    await page.goto(`/pm/${number}/actors`);
    await page.getByRole('heading', { name: 'Juno Lee' }).waitFor();
    await axe(page);
    await shots(page, 'actors', { languages: [] });
  });
}
