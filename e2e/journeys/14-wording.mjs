// While a part is written, its wording is underlined: the reason and a question stand beside the words, for the
// pointer, the caret and the list. Nothing is changed in the text. In both languages, and without JavaScript.
import { begin, ready, settle, speak } from '../product.mjs';

export const name = 'wording is underlined while writing';
export const databases = ['sqlite'];
export const server = { mode: 'serve' };

const text = 'Cards were refused for 47 minutes. Obviously the replica was stale.\n\n🙂 The outage was caused by human error.\n';

export async function run({ page, step, axe, shots, server }) {
  await settle(page, server);
  const number = await begin(page, 'Card payments were refused for 47 minutes');
  const part = `/pm/${number}/narrative/summary`;
  const marks = page.locator('.editor .underlines mark');
  const tip = page.locator('.editor .wording-tip');
  const found = (n) => page.waitForFunction((n) => document.querySelectorAll('.editor .wording li').length === n, n);

  await step('words are underlined while typing', async () => {
    await page.goto(part);
    await ready(page, 'narrative-editor');
    await page.locator('#text').fill(text);
    await found(2);
    const words = await marks.allTextContents();
    if (words.join('|') !== 'Obviously|human error') throw new Error(`underlined: ${words.join('|')}`);
    if ((await page.locator('#text').inputValue()) !== text) throw new Error('the text was changed');
    await axe(page);
  });

  await step('the underline lies under its words', async () => {
    const off = await page.evaluate(() => {
      const [area, copy] = [document.querySelector('#text'), document.querySelector('.underlines')];
      const from = getComputedStyle(area);
      const to = getComputedStyle(copy);
      const differ = ['fontSize', 'lineHeight', 'fontFamily', 'paddingLeft', 'letterSpacing'].filter((it) => from[it] !== to[it]);
      const [a, c] = [area.getBoundingClientRect(), copy.getBoundingClientRect()];
      if (Math.abs(a.left + area.clientLeft - c.left) > 1 || Math.abs(a.top + area.clientTop - c.top) > 1) differ.push('place');
      if (Math.abs(area.clientWidth - copy.clientWidth) > 1) differ.push('width');
      return differ;
    });
    if (off.length) throw new Error(`the copy differs from the area in ${off.join(', ')}`);
  });

  await step('the pointer, the caret and the list tell why', async () => {
    const box = await marks.first().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await tip.getByText('When did it become clear').waitFor();
    await shots(page, 'wording-tip', { languages: [] });
    await page.locator('#text').focus();
    await page.keyboard.press('Control+s');
    await page.locator('.banner-good').waitFor();
    await shots(page, 'wording', { speak });
    await speak(page, 'en');
    await page.goto(part);
    await ready(page, 'narrative-editor');
    await found(2);
    await page.locator('#text').focus();
    await page.keyboard.press('Control+Home');
    for (let at = 0; at < 40; at += 1) await page.keyboard.press('ArrowRight');
    await tip.getByText('When did it become clear').waitFor();
    await page.keyboard.press('Escape');
    await tip.waitFor({ state: 'hidden' });
    await page.locator('.editor .wording li a').nth(1).focus();
    await page.keyboard.press('Enter');
    const chosen = await page.evaluate(() => {
      const { value, selectionStart, selectionEnd } = document.querySelector('#text');
      return value.slice(selectionStart, selectionEnd);
    });
    if (chosen !== 'human error') throw new Error(`the list leads to: ${chosen}`);
    await axe(page);
  });

  await step('a place that is allowed is not underlined', async () => {
    await page.locator('#text').fill('<!-- lint: allow blame/person-as-cause -->\nThe report names human error.\n');
    await found(0);
    await page.locator('.editor .wording', { hasText: 'One more is allowed' }).waitFor();
  });

  await step('Korean is found as well, on a phone', async () => {
    await speak(page, 'ko');
    await ready(page, 'narrative-editor');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('#text').fill('이번 장애의 원인은 휴먼 에러입니다. 배포 전에 확인했어야 했습니다.\n');
    await found(2);
    await axe(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await speak(page, 'en');
  });

  await step('an entry is underlined as well', async () => {
    await page.goto(`/pm/${number}/timeline/new`);
    const area = page.locator('textarea[name=text]').first();
    await area.fill('Someone fat-fingered the address range.');
    await page.locator('.underlines mark', { hasText: 'fat-fingered' }).waitFor();
    await axe(page);
  });

  await step('without JavaScript the list stands on the page of the preview', async () => {
    const context = await page.context().browser().newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    const plain = await context.newPage();
    await plain.goto(new URL(part, page.url()).href);
    await plain.locator('#text').fill(text);
    await plain.locator('button[name=then][value=preview]').click();
    const n = await plain.locator('.wording li').count();
    if (n !== 2) throw new Error(`${n} findings on the page without JavaScript`);
    await context.close();
  });
}
