// The same condition a second time: a weakness named on the causes of one postmortem and chosen on those of the next,
// the verdict of an action reopened by it, the register, and two weaknesses merged. In both languages.
import { begin, settle, speak, write } from '../product.mjs';

export const name = 'a weakness comes up again and reopens a verdict';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

// The clock in Seoul, so many minutes from now, as the form of an entry takes it.
const clock = (minutes) => new Date(Date.now() + (9 * 60 + minutes) * 60_000).toISOString().slice(0, 16).replace('T', ' ');

async function incident(page, title, minutes, condition) {
  const number = await begin(page, title, { services: 'card-gateway' });
  await write(page, number, { text: 'Cards are refused', at: clock(minutes), kind: 'impact', moment: 'impact_start' });
  await page.goto(`/pm/${number}/stewardship`);
  await page.locator('input[name=visibility][value=members]').check();
  await page.locator('form[action$="/visibility"] button').click();
  await page.goto(`/pm/${number}/causes`);
  await page.locator('#text').fill(condition);
  await page.locator('#answer form .button-go').first().click();
  await page.locator('.causes a', { hasText: condition }).first().click();
  await page.locator('#weakness').waitFor();
  return number;
}

const tied = (page) => page.locator('#weakness .chip').first();

export async function run({ page, step, axe, shots, server }) {
  await settle(page, server);
  let first;
  let second;
  let action;

  await step('a condition names a weakness in place', async () => {
    first = await incident(page, 'Card payments were refused for 47 minutes', -600, 'The release went to all pods at once');
    await axe(page);
    await page.locator('#name').fill('Releases go to all pods at once');
    await page.locator('#weakness .form button').click();
    await tied(page).waitFor();
    await axe(page);
  });

  await step('untied, and tied again at once', async () => {
    await page.locator('#weakness button', { hasText: 'Untie' }).click();
    await page.locator('#weakness .banner button').click();
    await tied(page).waitFor();
  });

  await step('an action against it is done and worked', async () => {
    await page.goto(`/pm/${first}/actions`);
    await page.locator('#text').fill('Canary 5 % to 50 % for the card gateway');
    await page.locator('#text').press('Enter');
    await page.locator('.lesson h3 a, .lesson a').first().click();
    await page.locator('#commit').waitFor();
    action = page.url();
    await page.locator('input[name=strength][value=medium]').check();
    await page.locator('#skip').fill('The same release waits for Monday');
    await page.locator('#commit .button-go').click();
    await page.locator('button[value=finish]').waitFor();
    await page.goto(action);
    await page.locator('summary', { hasText: 'Change what it says' }).click();
    await page.locator('input[name=causes]').first().check();
    await page.locator('form:has(input[name=causes]) .form-actions button').click();
    await page.locator('.lesson .chip', { hasText: 'all pods' }).waitFor();
    await page.goto(action);
    await page.locator('button[value=finish]').click();
    await page.locator('.chip-alert', { hasText: 'not judged' }).waitFor();
    await page.goto(action);
    await page.locator('input[name=verdict][value=worked]').check();
    await page.locator('#evidence').fill('The drill was refused');
    await page.locator('#judge .button-go').click();
    await page.locator('.chip', { hasText: 'it worked' }).first().waitFor();
  });

  await step('the next incident finds it by its words, and it is the second time', async () => {
    second = await incident(page, '카드 결제가 12분 동안 거절됨', 30, 'The gateway release went to all pods');
    await page.locator('#weakness .card', { hasText: 'Releases go to all pods at once' }).locator('button').click();
    await page.locator('#weakness .chip-alert', { hasText: '2nd time' }).waitFor();
    await page.locator('.cause-map .times', { hasText: '2nd time' }).waitFor();
    await page.locator('.causes .chip-alert', { hasText: '2nd time' }).waitFor();
    await page.locator(`#weakness a[href*="${first}"]`).waitFor();
    await axe(page);
    await shots(page, 'weakness-causes', { speak });
    await speak(page, 'en');
  });

  await step('the verdict is reopened, and says by what', async () => {
    await page.goto(action);
    await page.locator('.banner-warn', { hasText: second }).waitFor();
    await axe(page);
    await shots(page, 'weakness-action', { speak });
    await speak(page, 'en');
    await page.goto('/pm');
    await page.locator('.mine .chip-impact', { hasText: 'Verdict reopened' }).waitFor();
    await axe(page);
    await page.goto('/actions?reopened=yes');
    await page.locator('td', { hasText: 'Canary' }).first().waitFor();
    await axe(page);
  });

  await step('the register and one weakness', async () => {
    await page.goto('/weaknesses');
    await page.locator('td', { hasText: '2 times' }).waitFor();
    await axe(page);
    await shots(page, 'weaknesses', { speak });
    await speak(page, 'en');
    await page.locator('td a', { hasText: 'Releases go to all pods' }).click();
    await page.locator('.records a', { hasText: second }).waitFor();
    await axe(page);
    await page.locator('summary', { hasText: 'Change name' }).click();
    await page.locator('#description').fill('Every release reaches **every** pod within a minute.');
    await page.locator('main form .button-go').click();
    await page.locator('.prose strong').waitFor();
    await shots(page, 'weakness', { speak });
  });

  await step('two weaknesses are one, told in Korean', async () => {
    await speak(page, 'ko');
    await page.goto(`/pm/${second}/causes`);
    await page.locator('#text').fill('카나리 단계가 없음');
    await page.locator('#answer form .button-go').first().click();
    await page.locator('.causes a', { hasText: '카나리 단계가 없음' }).first().click();
    await page.locator('#name').fill('배포에 카나리 단계가 없음');
    await page.locator('#weakness .form button').click();
    await page.locator('#weakness a', { hasText: '배포에 카나리 단계가 없음' }).click();
    await page.locator('a[href$="/merge"]').click();
    await axe(page);
    await page.locator('main form .button').first().click();
    await page.locator('.confirm').waitFor();
    await axe(page);
    await shots(page, 'weakness-merge', { speak });
    await speak(page, 'ko');
    await page.locator('.confirm .button-go').click();
    await page.locator('.banner-good').waitFor();
    await page.goto(`/pm/${second}/causes`);
    await page.locator('.cause-map .times', { hasText: '두 번째' }).first().waitFor();
  });
}
