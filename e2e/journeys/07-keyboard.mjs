// The main steps with no mouse: signing in, beginning, writing an entry and a part, publishing, reading.
import { settle } from '../product.mjs';

export const name = 'the main steps are done by keyboard';
export const server = { mode: 'serve' };

export async function run({ page, step, person, server, keyboardOnly, reach }) {
  const who = await settle(page, server);
  const keys = await person();
  const type = async (selector, text) => {
    await reach(keys, keys.locator(selector));
    await keys.keyboard.press('Control+a');
    await keys.keyboard.type(text);
  };
  const press = async (locator, most) => {
    await reach(keys, locator, { most });
    await keys.keyboard.press('Enter');
  };

  await step('signing in', async () => {
    await keys.goto('/sign-in');
    await keyboardOnly(keys);
    await type('#login', who.login);
    await type('#password', who.password);
    await keys.keyboard.press('Enter');
    await keys.locator('.topbar .menu').waitFor();
  });

  await step('the first stop leads past the head of the page', async () => {
    await keys.goto('/pm');
    await keys.keyboard.press('Tab');
    const skip = keys.locator('a.skip');
    if (!(await skip.evaluate((it) => it === document.activeElement))) throw new Error('the first stop is not the way to the content');
    await keys.keyboard.press('Enter');
    await keys.waitForFunction(() => location.hash === '#main');
  });

  const number = await step('beginning', async () => {
    await press(keys.locator('main a.button-go').first());
    await keys.locator('#title').waitFor();
    await type('#title', 'Card payments were refused');
    await type('#zone', 'Asia/Seoul');
    await keys.keyboard.press('Enter');
    await keys.waitForURL(/\/pm\/PM-\d+-\d+/);
    return new URL(keys.url()).pathname.split('/')[2];
  });

  await step('an entry, by one key', async () => {
    await press(keys.locator('.rail a[href$="/timeline"]'));
    await keys.locator('.empty').waitFor();
    await keys.keyboard.press('n');
    await keys.locator('#text').waitFor();
    await type('#text', 'The first card is refused');
    await type('#occurred', '2026-11-13 14:02');
    await keys.keyboard.press('Enter');
    await keys.locator('li.entry', { hasText: 'refused' }).waitFor();
  });

  await step('it is walked to and changed', async () => {
    await reach(keys, keys.locator('li.entry [data-act=edit]'));
    await keys.keyboard.press('Enter');
    await keys.locator('.entry-form textarea[name=text]').waitFor();
    await reach(keys, keys.locator('.entry-form textarea[name=text]'));
    await keys.keyboard.press('Control+End');
    await keys.keyboard.type(' at 14:02');
    await press(keys.locator('.entry-form .button-go'));
    await keys.locator('li.entry', { hasText: 'at 14:02' }).waitFor();
  });

  await step('a part of the narrative', async () => {
    await press(keys.locator('.rail a[href$="/narrative"]'));
    await press(keys.locator('main a[href$="/narrative/summary"]'));
    await keys.locator('#text').waitFor();
    await type('#text', 'Cards were refused for 47 minutes.');
    await keys.keyboard.press('Control+s');
    await keys.locator('.banner-good').waitFor();
  });

  await step('publishing and reading', async () => {
    await press(keys.locator('.rail a[href$="/publication"]'));
    await keys.locator('#confirm').waitFor();
    if (await keys.locator('#overridden').count()) await type('#overridden', 'What is open is asked in the review.');
    if (await keys.locator('#reason').count()) await type('#reason', 'A small team.');
    await press(keys.locator('#confirm .button-go'));
    await keys.locator('.banner-good').waitFor();
    await press(keys.locator('.banner-good a'));
    await keys.waitForURL(new RegExp(`/library/${number}`));
    await keys.locator('article.reading h1').waitFor();
  });

  await step('signing out', async () => {
    await press(keys.locator('.topbar .menu summary'));
    await press(keys.locator('form[action="/sign-out"] button'));
    await keys.locator('#login').waitFor();
  });
}
