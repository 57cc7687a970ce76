// From lessons to what is done about them: luck that ends in an action, an idea taken on before its soak is over, done
// and judged; the actions of the house. By keyboard, in both languages.
import { begin, settle, speak, write } from '../product.mjs';

export const name = 'lessons are written, ideas become actions';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

export async function run({ page, step, axe, shots, server, keyboardOnly, reach, tolerate }) {
  await settle(page, server);
  const number = await begin(page, 'Card payments were refused for 47 minutes', { services: 'card-gateway' });
  await write(page, number, { text: 'Error rate at 42 %', at: '2026-11-13 14:02', kind: 'alert' });
  await keyboardOnly(page);
  const at = (path) => page.goto(`/pm/${number}/${path}`);
  const type = async (selector, text) => {
    await reach(page, page.locator(selector).first());
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  };
  // a group of radio buttons is one stop; its keys choose
  const choose = async (group, value) => {
    const radios = page.locator(`input[name=${group}]`);
    const values = await radios.evaluateAll((all) => all.map((it) => it.value));
    const checked = await radios.evaluateAll((all) => all.findIndex((it) => it.checked));
    await reach(page, radios.nth(Math.max(checked, 0)));
    if (checked < 0) await page.keyboard.press('Space');
    for (let n = values.indexOf(value) - Math.max(checked, 0); n > 0; n -= 1) await page.keyboard.press('ArrowDown');
    if (!(await page.locator(`input[name=${group}][value="${value}"]`).isChecked())) throw new Error(`${value} of ${group} is not chosen`);
  };
  const press = async (locator) => {
    await reach(page, locator);
    await page.keyboard.press('Enter');
  };

  await step('a lesson that went well, with the entry that shows it', async () => {
    await at('lessons');
    await axe(page);
    await type('#text', 'The alert came within a minute');
    await press(page.locator('details.fieldset summary'));
    await reach(page, page.locator('input[name=entries]').first());
    await page.keyboard.press('Space');
    await press(page.locator('#new .button-go'));
    await page.locator('.lesson .chip', { hasText: 'Error rate' }).waitFor();
  });

  await step('luck stays open until something follows', async () => {
    await at('lessons');
    await choose('kind', 'got_lucky');
    await type('#text', 'It was a quiet hour');
    await press(page.locator('#new .button-go'));
    await page.locator('.chip-alert', { hasText: 'Still open' }).waitFor();
    await axe(page);
  });

  await step('an idea is collected and soaks', async () => {
    await at('actions');
    await axe(page);
    await type('#text', 'Canary 5 % to 50 % for the card gateway');
    await page.keyboard.press('Enter');
    await page.locator('.chip', { hasText: 'soaks until' }).waitFor();
  });

  await step('it is taken on sooner only with a reason', async () => {
    tolerate(/422/);
    await press(page.locator('.lesson a', { hasText: 'Take it on' }));
    await page.locator('#commit').waitFor();
    await axe(page);
    await choose('strength', 'weak');
    await type('#measure', 'A drill with a release that shrinks the pool');
    await type('#tracker', 'https://github.com/acme/card-gateway/issues/2310');
    await press(page.locator('#commit .button-go'));
    await page.locator('#skip:invalid').waitFor();
    if (!(await page.locator('#skip').evaluate((it) => it === document.activeElement))) throw new Error('the reason is not asked for');
    await type('#skip', 'The same release waits for Monday');
    await press(page.locator('#commit .button-go'));
    await page.locator('.banner-warn', { hasText: 'weak' }).waitFor();
    await axe(page);
    await shots(page, 'actions', { speak });
    await speak(page, 'en');
  });

  await step('luck ends in the action', async () => {
    await at('lessons');
    await press(page.locator('.lessons[data-kind=got_lucky] .lesson a', { hasText: 'Change this lesson' }));
    await page.locator('#luck').waitFor();
    await choose('luck', 'action');
    await press(page.locator('form .button-go'));
    await page.locator('.chip-good', { hasText: 'An action' }).waitFor();
    await shots(page, 'lessons', { speak });
    await speak(page, 'en');
  });

  await step('done, and judged with what shows it', async () => {
    await at('actions');
    await press(page.locator('.lesson button', { hasText: 'Done' }));
    await page.locator('.chip-alert', { hasText: 'not judged' }).waitFor();
    await press(page.locator('.lesson h3 a').first());
    await page.locator('#verdict').waitFor();
    await choose('verdict', 'worked');
    await type('#evidence', 'The drill of 2 December was refused');
    await press(page.locator('#judge .button-go'));
    await page.locator('.chip', { hasText: 'it worked' }).waitFor();
  });

  await step('the actions of the house, in Korean', async () => {
    await speak(page, 'ko');
    await at('actions');
    await type('#text', '카나리 지표를 자동으로 점검');
    await page.keyboard.press('Enter');
    await page.locator('.lesson', { hasText: '자동으로 점검' }).waitFor();
    await page.goto('/actions');
    await page.locator('td', { hasText: 'Canary' }).first().waitFor();
    await axe(page);
    await shots(page, 'portfolio', { speak });
    const csv = await page.request.get('/actions.csv');
    if (!(await csv.text()).includes('Canary 5 %')) throw new Error('the file lacks the action');
  });
}
