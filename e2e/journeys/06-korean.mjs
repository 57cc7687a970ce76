// 한국어로 처음부터 끝까지: 장애의 원자료를 가져오고, 기록과 서술을 쓰고, 회사에 공개합니다.
// In Korean from start to publication: no page on the way holds a key in place of a text, or English of ours.
import { begin, importDone, override, ready, sample, settle, tell, upload, write, zipped } from '../product.mjs';

export const name = 'an incident is told in Korean';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };
export const person = { language: 'ko' };

export async function run({ page, step, axe, shots, server }) {
  await settle(page, server, { login: 'haneul@example.org', name: '서하늘', locale: 'ko', password: '고요한 호수 위에 배 일곱 척' });
  const korean = async () => {
    const { lang, keys } = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      // a text that is missing shows its key: words of ours joined by dashes, alone in an element
      keys: [...document.querySelectorAll('main :is(h1, h2, h3, p, dt, th, label, button, a, legend, small, span, option), nav a, footer *')]
        .map((it) => (it.childElementCount ? '' : it.textContent.trim()))
        .filter((it) => /^(Unknown localization |(error|evidence|import|entry|timeline|publish|reading|library|narrative|part|settings|account|field|kind|key-moment|decision|measure|suggestion)-[a-z-]+$)/.test(it)),
    }));
    if (lang !== 'ko') throw new Error(`the page is in ${lang}: ${page.url()}`);
    if (keys.length) throw new Error(`keys stand in place of texts at ${page.url()}: ${keys.join(', ')}`);
    await axe(page);
  };

  const number = await step('시작', async () => {
    await page.goto('/pm/new');
    await korean();
    const number = await begin(page, '카드 결제가 47분 동안 거절되었습니다', { services: 'card-gateway, payments-api', teams: '결제, 플랫폼', tags: '연결 풀' });
    await korean();
    return number;
  });

  await step('원자료', async () => {
    await upload(page, number, 'slack', zipped(sample('card-payments/slack')));
    await korean();
    await page.locator('input[name=channel][value="inc-041-card-payments"]').check();
    await page.locator('main form .button-go').click();
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    await importDone(page);
    await korean();
    await upload(page, number, 'alertmanager', sample('card-payments/alertmanager.json'));
    await importDone(page);
    await page.goto(`/pm/${number}/evidence?q=${encodeURIComponent('롤백')}`);
    await page.locator('a.evidence-text', { hasText: '롤백' }).first().waitFor();
    await korean();
    await page.goto(`/pm/${number}/evidence?suggestions=1`);
    await ready(page, 'evidence-list');
    await page.locator('.suggestion', { hasText: '롤백' }).first().waitFor();
    await korean();
    await page.locator('form[data-act=accept] button').first().click();
    await page.locator('.suggestion .chip-good').first().waitFor();
  });

  await step('타임라인', async () => {
    await write(page, number, { at: '2026-11-13 14:02', kind: 'impact', moment: 'impact_start', text: '첫 카드 승인이 시간 초과로 실패합니다' });
    await write(page, number, { at: '2026-11-13 14:08', kind: 'alert', moment: 'detected', text: '경보가 온콜 엔지니어 이준호를 부릅니다', others: '이준호' });
    await write(page, number, { at: '2026-11-13 14:43', kind: 'response', moment: 'mitigated', text: 'card-gateway를 4.17.2로 되돌립니다', others: '이준호' });
    await page.locator('.measures dd', { hasText: '6분' }).waitFor();
    await korean();
    await page.goto(`/pm/${number}/timeline/new`);
    await korean();
  });

  await step('서술', async () => {
    await tell(page, number, 'summary', '금요일 오후 **47분 동안** 카드 결제가 거절되었습니다. 이준호가 온콜이었습니다.');
    await korean();
    await tell(page, number, 'impact', '| 누구 | 얼마나 |\n| --- | --- |\n| 구매자 | 41,000건 |\n');
    await page.goto(`/pm/${number}/narrative`);
    await korean();
  });

  await step('공개', async () => {
    await page.goto(`/pm/${number}/publication`);
    await page.locator('.preview .reading').waitFor();
    await korean();
    if ((await page.locator('.preview .reading').innerText()).includes('이준호')) throw new Error('the preview names a person');
    const reason = page.locator('#reason');
    if (await reason.count()) await reason.fill('작은 팀이라 모두 함께 보았습니다.');
    await override(page);
    await page.locator('#confirm .button-go').click();
    await page.locator('.banner-good').waitFor();
    await page.goto('/library');
    await page.locator('.library a', { hasText: '47분' }).click();
    await page.locator('article.reading h1').waitFor();
    await korean();
    await shots(page, 'korean-reading', { languages: [] });
    if ((await page.locator('article.reading').innerText()).includes('이준호')) throw new Error('the publication names a person');
  });
}
