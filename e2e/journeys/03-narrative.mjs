// A part of the narrative is written: the preview follows, Ctrl+S saves, a pasted file becomes evidence, and two
// people who write at the same time both see what the other wrote.
import { begin, ready, sample, settle, speak } from '../product.mjs';
import { readFileSync } from 'node:fs';

export const name = 'a part of the narrative is written';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

const first = 'Cards were refused for **47 minutes**.\n\n- 41 of 100 payments failed\n- refunds were not touched\n';

export async function run({ page, step, axe, shots, server, tolerate }) {
  await settle(page, server);
  const number = await begin(page, 'Card payments were refused for 47 minutes');
  const part = `/pm/${number}/narrative/summary`;

  await step('empty parts wait for their turn', async () => {
    await page.goto(`/pm/${number}/narrative`);
    await axe(page);
    await page.locator(`main a[href="${part}"]`).click();
    await ready(page, 'narrative-editor');
    await axe(page);
  });

  await step('the preview follows what is written', async () => {
    await page.locator('#text').fill(first);
    await page.locator('.editor-preview strong', { hasText: '47 minutes' }).waitFor();
    await page.locator('.editor-preview li').first().waitFor();
    await axe(page);
  });

  await step('markup that would run is only text', async () => {
    await page.locator('#text').fill(`${first}\n<img src=x onerror=alert(1)><script>alert(2)</script>\n\n[a link](javascript:alert(3))\n`);
    await page.locator('.editor-preview a, .editor-preview p', { hasText: 'a link' }).first().waitFor();
    const bad = await page.locator('.editor-preview :is(script, img, [onerror], [href^="javascript:"])').count();
    if (bad) throw new Error(`${bad} elements of hostile Markdown reached the preview`);
    await page.locator('#text').fill(first);
  });

  await step('a pasted picture becomes evidence', async () => {
    const bytes = readFileSync(sample('card-payments/error-ratio.png')).toString('base64');
    await page.locator('#text').focus();
    await page.keyboard.press('Control+End');
    await page.evaluate((base64) => {
      const file = new File([Uint8Array.from(atob(base64), (it) => it.charCodeAt(0))], 'error-ratio.png', { type: 'image/png' });
      const data = new DataTransfer();
      data.items.add(file);
      document.querySelector('#text').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, bytes);
    await page.waitForFunction(() => document.querySelector('#text').value.includes('](file:'));
    const image = page.locator('.editor-preview img');
    await image.waitFor();
    await page.waitForFunction(() => document.querySelector('.editor-preview img')?.naturalWidth > 0);
    await axe(page);
  });

  await step('Ctrl+S saves', async () => {
    await page.locator('#text').focus();
    await page.keyboard.press('Control+s');
    await page.locator('.banner-good').waitFor();
    await axe(page);
    await page.goto(part);
    await page.locator('.editor-preview img').waitFor();
    await shots(page, 'narrative-editor', { speak });
    await speak(page, 'en');
  });

  await step('two who write at once both see it', async () => {
    tolerate(/status of 409/);
    const second = await page.context().newPage();
    await second.goto(part);
    await ready(second, 'narrative-editor');
    await page.goto(part);
    await ready(page, 'narrative-editor');
    await page.locator('#text').fill('What the first person wrote.\n');
    await page.keyboard.press('Control+s');
    await page.locator('.banner-good').waitFor();
    await second.locator('#text').fill('What the second person wrote.\n');
    await second.keyboard.press('Control+s');
    await second.locator('.banner-warn').waitFor();
    await second.locator('.diff-lines').getByText('first person').first().waitFor();
    const kept = await second.locator('#text').inputValue();
    if (!kept.includes('second person')) throw new Error(`what was typed is lost: ${kept}`);
    await axe(second);
    await shots(second, 'narrative-conflict', { languages: [] });
    await second.locator('#text').fill('What both of them wrote.\n');
    await second.keyboard.press('Control+s');
    await second.locator('.banner-good').waitFor();
    await second.close();
  });

  await step('each version stands in the history', async () => {
    await page.goto(`${part}/history`);
    const versions = await page.locator('ol.records > li').count();
    if (versions !== 3) throw new Error(`${versions} versions in the history, not 3`);
    await axe(page);
    await shots(page, 'narrative-history', { languages: [] });
    await page.goto(`/pm/${number}/narrative`);
    await page.getByText('What both of them wrote.').waitFor();
    await axe(page);
    await shots(page, 'narrative', { speak });
  });
}
