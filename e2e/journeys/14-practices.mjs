// From a lesson that went well to a practice for all: made, found, adopted by a team, cited by a later postmortem,
// withdrawn and brought back. By keyboard, in both languages, with axe on every page.
import { begin, settle, speak } from '../product.mjs';

export const name = 'a lesson becomes a practice that teams adopt and postmortems cite';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

export async function run({ page, step, axe, shots, server, keyboardOnly, reach }) {
  await settle(page, server);
  const number = await begin(page, 'Card payments were refused for 47 minutes', { services: 'card-gateway' });
  const later = await begin(page, 'Search lost its catalogue', { services: 'search' });
  await page.goto('/settings/groups');
  await page.locator('input[name=name]').fill('Checkout team');
  await page.locator('select[name=kind]').selectOption('team');
  await page.locator('form .button-go').first().click();
  await keyboardOnly(page);
  const type = async (selector, text) => {
    await reach(page, page.locator(selector).first());
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  };
  const press = async (locator) => {
    await reach(page, locator);
    await page.keyboard.press('Enter');
  };

  await step('a lesson that went well becomes a practice, its words looked at first', async () => {
    await page.goto(`/pm/${number}/lessons`);
    await type('#text', 'We rolled back before we looked for the cause');
    await press(page.locator('#new .button-go'));
    await press(page.locator('.lesson a', { hasText: 'Make it a practice' }));
    await page.locator('#conditions').waitFor();
    await axe(page);
    await shots(page, 'practice-make', { speak });
    await speak(page, 'en');
    await type('#name', 'Roll back first, then look');
    await type('#why', 'It was over in 4 minutes; the search for the cause took 40.');
    await type('#conditions', 'The change can be rolled back, and its data still read afterwards.');
    await reach(page, page.locator('#confirmed'));
    await page.keyboard.press('Space');
    await press(page.locator('main form .button-go'));
    await page.locator('h1', { hasText: 'Roll back first, then look' }).waitFor();
    await axe(page);
  });

  await step('a team works by it', async () => {
    await press(page.locator('#teams button', { hasText: 'We work by it' }));
    await page.locator('#teams b', { hasText: 'Checkout team' }).waitFor();
  });

  await step('a later postmortem cites it', async () => {
    await page.goto(`/pm/${later}/lessons`);
    await type('#text', 'The rollback took 3 minutes');
    await press(page.locator('details.fieldset summary', { hasText: 'Practices' }));
    await reach(page, page.locator('input[name=practices]').first());
    await page.keyboard.press('Space');
    await press(page.locator('#new .button-go'));
    await page.locator('.lesson .chip', { hasText: 'a practice helped here' }).waitFor();
    await shots(page, 'lessons-with-practices', { speak });
    await speak(page, 'en');
  });

  await step('the register tells of teams and postmortems', async () => {
    await page.goto('/practices');
    await page.locator('.chip', { hasText: 'cited by 1 postmortem' }).waitFor();
    await axe(page);
    await shots(page, 'practices', { speak });
    await speak(page, 'en');
    await page.goto('/practices');
    await press(page.locator('.library h2 a').first());
    await page.locator('#citations .card').waitFor();
    await axe(page);
    await shots(page, 'practice', { speak });
    await speak(page, 'en');
  });

  await step('withdrawn, and brought back', async () => {
    await page.goto('/practices');
    await press(page.locator('.library h2 a').first());
    await press(page.locator('button', { hasText: 'Withdraw it' }));
    await page.locator('.banner-warn', { hasText: 'Withdrawn on' }).waitFor();
    await axe(page);
    await press(page.locator('button', { hasText: 'Bring it back' }));
    await page.locator('.banner-warn').waitFor({ state: 'detached' });
  });

  await step('in Korean', async () => {
    await speak(page, 'ko');
    await page.goto('/practices');
    await page.locator('h1', { hasText: '모범 사례' }).waitFor();
    await axe(page);
  });
}
