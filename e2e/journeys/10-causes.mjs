// Someone walks back from the impact: several answers, branches that join, a cycle refused with its path, a reason
// where it is deep enough, and undo. In both languages, and once with the keyboard alone.
import { begin, settle, speak, write } from '../product.mjs';

export const name = 'someone walks back from the impact';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

async function answer(page, text, kind = 'condition') {
  await page.locator('#text').fill(text);
  await page.locator('#class').selectOption(kind);
  await page.locator('#answer form .button-go').first().click();
  await page.locator('.causes a', { hasText: text }).first().waitFor();
}

const open = (page, text) => page.locator('.causes a', { hasText: text }).first().click();

export async function run({ page, step, axe, shots, server, tolerate }) {
  await settle(page, server);
  const number = await begin(page, 'Card payments were refused for 47 minutes', { services: 'card-gateway' });
  const causes = `/pm/${number}/causes`;

  await step('changes wait for the impact start', async () => {
    await page.goto(causes);
    await page.locator('text=Changes are listed once').waitFor();
    await axe(page);
    await write(page, number, { text: 'card-gateway 3.0.1 reaches all pods', at: '2026-11-13 13:57', kind: 'change' });
  });

  await step('the impact has several answers', async () => {
    await page.goto(causes);
    await answer(page, 'Gateway pool exhausted', 'mechanism');
    await answer(page, '41 minutes until it was mitigated', 'hindrance');
    await open(page, 'Gateway pool exhausted');
    await answer(page, 'No canary on the gateway');
    await axe(page);
  });

  await step('branches join', async () => {
    await page.goto(causes);
    await open(page, '41 minutes');
    await page.locator('#answer summary').first().click();
    await page.locator('#cause').selectOption({ label: 'No canary on the gateway' });
    await page.locator('#answer details[open] button').click();
    await page.locator('#necessity').waitFor();
    await axe(page);
    await page.locator('form .button-go').click();
    await page.locator('text=told above').waitFor();
  });

  await step('a cycle is refused, the path shown', async () => {
    tolerate(/422/);
    await open(page, 'No canary');
    const token = await page.locator('[name=form_token]').first().inputValue();
    const effect = await page.locator('#answer [name=effect]').first().inputValue();
    const pool = await page.locator('.causes > li').first().getAttribute('id');
    const reply = await page.request.post(`${causes}/link`, {
      form: { form_token: token, effect, cause: pool.replace('cause-', '') },
      headers: { origin: new URL(page.url()).origin },
    });
    const said = await reply.text();
    if (reply.status() !== 422 || !said.includes('No canary on the gateway ← Gateway pool exhausted ← No canary on the gateway')) {
      throw new Error(`a cycle was answered with ${reply.status()}`);
    }
  });

  await step('deep enough needs a reason', async () => {
    await page.locator('#answer summary', { hasText: 'deep enough' }).click();
    await page.locator('#reason').fill('A staged rollout removes it');
    await page.locator('#answer details[open] button').click();
    await page.locator('text=Deep enough: A staged rollout removes it').first().waitFor();
  });

  await step('what was removed comes back', async () => {
    await page.locator('button', { hasText: 'Remove' }).click();
    await page.locator('.banner-good button').click();
    await page.locator('.causes a', { hasText: 'No canary' }).first().waitFor();
    await shots(page, 'causes', { speak });
  });

  await step('by keyboard alone, in Korean', async () => {
    await speak(page, 'ko');
    await page.goto(causes);
    await page.locator('#text').focus();
    await page.keyboard.type('배포가 우리 채널에 보이지 않음');
    await page.keyboard.press('Enter');
    await page.locator('.causes a', { hasText: '배포가 우리 채널에' }).waitFor();
    await axe(page);
  });
}
