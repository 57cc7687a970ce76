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

// A document of so many causes: each answers somewhere before it, some answer twice.
function many(n) {
  const classes = ['trigger', 'mechanism', 'condition', 'hindrance', 'mitigator'];
  const answers = Array.from({ length: n + 1 }, () => []);
  for (let cause = 1; cause <= n; cause += 1) {
    answers[Math.floor((cause - 1) / 3)].push(cause);
    if (cause % 7 === 0 && cause > 12) answers[Math.floor(cause / 5)].push(cause);
  }
  const because = (at) => (answers[at].length === 0 ? '' : `because:\n${answers[at].map((c, i) => `  - cause: ${c}\n    necessity: ${i % 2 ? 'contributed' : 'necessary'}\n    confidence: ${['high', 'medium', 'low'][c % 3]}\n`).join('')}`);
  const texts = ['Deploys of others are not in our channel', '게이트웨이 풀 크기를 아무도 확인하지 않음', 'The load test uses a stub processor', '카나리 배포가 없음'];
  const cause = (number) => `### ${number}. ${texts[number % 4]} (${number})\n\n\`\`\`yaml cause\nclass: ${classes[number % 5]}\n${because(number)}\`\`\`\n`;
  const causes = Array.from({ length: n }, (_, at) => cause(at + 1)).join('\n');
  return `---\ninquest: 1\ntitle: Card payments were refused\nseverity: sev2\noccasion: incident\nzone: Asia/Seoul\n---\n\n## Causes\n\n\`\`\`yaml impact\n${because(0)}\`\`\`\n\n${causes}`;
}

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
    await page.locator('.causes small', { hasText: 'Deep enough: A staged rollout removes it' }).first().waitFor();
  });

  await step('what was removed comes back', async () => {
    await page.locator('button', { hasText: 'Remove' }).click();
    await page.locator('.banner-good button').click();
    await page.locator('.causes a', { hasText: 'No canary' }).first().waitFor();
    await shots(page, 'causes', { speak });
  });

  await step('the map is walked by keys', async () => {
    await speak(page, 'en');
    await page.goto(causes);
    const map = page.locator('.map[data-ready]');
    await map.locator('a.is-at').focus();
    const at = () => page.evaluate(() => document.activeElement?.querySelector('title')?.textContent ?? '');
    const key = async (name, expected) => {
      await page.keyboard.press(name);
      if (!(await at()).includes(expected)) throw new Error(`${name} led to “${await at()}”, not to “${expected}”`);
    };
    await key('ArrowRight', '');
    const first = await at();
    // which of the two stands above is the drawing's affair
    for (const name of ['ArrowUp', 'ArrowDown']) if ((await at()) === first) await page.keyboard.press(name);
    const second = await at();
    if (![first, second].some((text) => text.includes('Gateway pool')) || ![first, second].some((text) => text.includes('41 minutes'))) throw new Error(`the column holds “${first}” and “${second}”`);
    await key('ArrowRight', 'No canary');
    await key('ArrowLeft', second); // back to where the walk came from
    await key('ArrowLeft', 'Card payments');
    await key('ArrowLeft', 'Card payments'); // an end stays an end
    const width = () => map.locator('.map-frame > svg').getAttribute('width').then(Number);
    const before = await width();
    await page.keyboard.press('+');
    if ((await width()) <= before) throw new Error('+ does not enlarge');
    await page.keyboard.press('0');
    if ((await width()) !== before) throw new Error('0 does not bring the size back');
    await key('ArrowRight', '');
    const chosen = (await at()).replace(/^[a-z]+: /, '');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#answer$/);
    await page.locator('.cause-title', { hasText: chosen }).waitFor();
    await axe(page);
  });

  await step('without a script each box is a link', async () => {
    const href = await page.locator('.map a.node').nth(1).getAttribute('href');
    if (!/\/causes\/[0-9a-f-]+#cause-/.test(href)) throw new Error(`a box leads to ${href}`);
  });

  await step('a map of many causes scrolls within its box', async () => {
    const document = many(60);
    await page.goto('/pm/import');
    await page.locator('#document').setInputFiles({ name: 'many.md', mimeType: 'text/markdown', buffer: Buffer.from(document) });
    await page.locator('main form .button-go').click();
    await page.waitForURL(/\/pm\/PM-2026-\d+/);
    const other = page.url().match(/PM-2026-\d+/)[0];
    await page.goto(`/pm/${other}/causes`);
    await page.locator('.map[data-ready]').waitFor();
    await axe(page);
    await shots(page, 'causes-many', { speak });
    await speak(page, 'en');
    await page.locator('.map[data-ready] [data-act="zoom-whole"]').click();
    const fits = () => page.locator('.map-frame').evaluate((frame) => frame.scrollWidth <= frame.clientWidth + 1);
    if (!(await fits())) throw new Error('the whole map does not fit its box');
  });

  await step('readers see causes and map', async () => {
    await server.inquest('publish', number, '--reason', 'small', '--override', 'what is open is no part of this', '--yes');
    await page.goto(`/library/${number}`);
    await page.locator('.map[data-ready] a.node', { hasText: 'No canary' }).click();
    await page.waitForURL(/#cause-\d+$/);
    await axe(page);
    await shots(page, 'causes-reading', { speak });
    await speak(page, 'en');
    const file = await (await page.request.get(`/library/${number}/export.html`)).text();
    if (!file.includes('<svg class="cause-map"') || file.includes('style=')) throw new Error('the page to take along has no drawing, or a style of its own');
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
