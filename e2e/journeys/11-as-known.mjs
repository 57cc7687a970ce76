// The timeline as it was known: by keyboard from moment to moment, in both languages, with and without scripts; what
// was not known yet is nowhere in the page. Who learned of an entry is taken over from its evidence.
import { demoPassword, ready, signIn, speak } from '../product.mjs';

export const name = 'the timeline is looked at as it was known';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'demo' };

export async function run({ page, step, axe, shots, server, keyboardOnly, reach }) {
  await signIn(page, 'haneul.kim@haneul.example', demoPassword(server));
  await page.goto('/pm');
  const incident = await page.locator('a[href^="/pm/PM-"]', { hasText: '47' }).first().getAttribute('href');
  const timeline = `${incident}/timeline`;
  const at = (time, more = '') => `${timeline}?as_known=2026-11-13T${time}${more}`;
  const hidden = () => page.locator('.entry.is-later').count();
  const asked = () => new URL(page.url()).searchParams.get('as_known');
  const isAt = (time) => page.waitForFunction((it) => new URL(location.href).searchParams.get('as_known') === it, time);
  const leaves = (time) => page.waitForFunction((it) => new URL(location.href).searchParams.get('as_known') !== it, time);
  const none = (what) => page.waitForFunction((it) => document.querySelectorAll(it).length === 0, what);

  await step('lanes, hand-overs and hindsight are on the timeline', async () => {
    await page.goto(timeline);
    await page.locator('.hand-over').first().waitFor();
    await page.goto(`${timeline}?lanes=teams`);
    await ready(page, 'strip');
    if ((await page.locator('.lane-row').count()) < 3) throw new Error('fewer than three teams have a lane');
    await axe(page);
    await shots(page, 'lanes-teams', { speak });
    await page.goto(`${timeline}?lanes=people`);
    await ready(page, 'strip');
    await axe(page);
    await shots(page, 'lanes-people', { languages: [] });
    await speak(page, 'en');
  });

  await step('what was not known is not in the page, with or without scripts', async () => {
    const whole = await (await page.request.get(timeline)).text();
    const then = await (await page.request.get(at('14:20:00'))).text();
    const last = await page.goto(timeline).then(() => page.locator('li.entry .entry-body').last().innerText());
    const words = last.split('\n').find((line) => line.length > 12) ?? last;
    if (!whole.includes('2026-11-13T05:33:00Z')) throw new Error('the sample has no decision at 14:33');
    if (then.includes(words.slice(0, 12))) throw new Error(`“${words}” came later and stands in the page`);
    await page.goto(at('14:20:00'));
    if (!(await hidden())) throw new Error('nothing is hidden at 14:20');
    await axe(page);
    await shots(page, 'as-known', { speak });
    await speak(page, 'en');
  });

  await step('the replay begins and steps by keyboard', async () => {
    await page.goto(timeline);
    await keyboardOnly(page);
    await reach(page, page.locator('.strip-lanes .button'), { most: 80 });
    await page.keyboard.press('Enter');
    await page.waitForURL(/as_known=/);
    await ready(page, 'as-known');
    const before = await hidden();
    await reach(page, page.locator('.asof a[data-act=next]'), { most: 80 });
    const first = asked();
    await page.keyboard.press('Enter');
    await leaves(first);
    if ((await hidden()) >= before) throw new Error('a step shows no more than before it');
    if (!(await page.locator('.asof a[data-act=next]').evaluate((it) => it === document.activeElement))) throw new Error('the focus left the link');
    const second = asked();
    await page.keyboard.press('.');
    await leaves(second);
    await page.keyboard.press(',');
    await isAt(second);
  });

  await step('the slider says its time, and the address follows', async () => {
    const slider = page.locator('.asof input[type=range]');
    await reach(page, slider, { key: 'Shift+Tab' });
    const before = asked();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await leaves(before);
    const said = await slider.getAttribute('aria-valuetext');
    if (!/\d\d:\d\d/.test(said ?? '')) throw new Error(`the slider says ${said}`);
    if (!(await slider.evaluate((it) => it === document.activeElement))) throw new Error('the focus left the slider');
    await page.keyboard.press('End');
    await none('.entry.is-later');
    await page.keyboard.press('Home');
    await none('.entry:not(.is-later)');
    // what is shared opens the same
    const shared = page.url();
    await page.goto(shared);
    if ((await page.locator('.entry:not(.is-later)').count()) !== 0) throw new Error('the shared address shows more');
  });

  await step('one person sees less than everyone; and there is a way out', async () => {
    await page.goto(at('14:30:00'));
    const all = await hidden();
    await page.locator('#who').focus();
    const team = await page.locator('#who option[value^="team:"]').first().getAttribute('value');
    await page.locator('#who').selectOption(team);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/who=team/);
    if ((await hidden()) <= all) throw new Error('a team knew as much as everyone');
    await ready(page, 'as-known');
    await page.keyboard.press('.');
    await leaves('2026-11-13T14:30:00');
    if (!page.url().includes('who=team')) throw new Error('the step forgot whose eyes they are');
    await reach(page, page.locator('.asof a[data-act=hindsight]'), { most: 80 });
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.search.includes('as_known'));
    if (await hidden()) throw new Error('hindsight hides something');
  });

  await step('who learned of an entry is taken over from its evidence', async () => {
    await page.goto(timeline);
    const tools = await page.locator('a[data-act=more]').evaluateAll((links) => links.map((it) => it.getAttribute('href')));
    let found;
    for (const address of tools) {
      if ((await (await page.request.get(address)).text()).includes('name="handle"')) found ??= address.split('/').at(-2);
    }
    const entry = page.locator(`#entry-${found}`);
    const summary = entry.locator('.proposals > summary');
    for (let n = 0; n < 40 && !(await summary.isVisible()); n += 1) {
      await entry.focus();
      await page.waitForTimeout(250);
    }
    await reach(page, summary, { most: 20 });
    await page.keyboard.press('Enter');
    const box = entry.locator('.proposals input[type=checkbox]').first();
    await reach(page, box, { most: 10 });
    await axe(page);
    await shots(page, 'proposals', { languages: [] });
    const who = (await entry.locator('.proposals label').first().innerText()).trim().split(/\s/)[0];
    if (!(await box.isChecked())) await page.keyboard.press('Space');
    const before = await entry.locator('.meta', { hasText: 'Learned' }).allInnerTexts();
    await reach(page, entry.locator('.proposals button'), { most: 40 });
    await page.keyboard.press('Enter');
    await entry.locator('.proposals').waitFor({ state: 'detached' });
    await entry.locator('.meta', { hasText: 'Learned' }).filter({ hasText: who }).waitFor();
    const told = await entry.locator('.meta', { hasText: 'Learned' }).allInnerTexts();
    if (!told.join().includes(who) || told.join() === before.join()) throw new Error(`${who} is not written down: ${told}`);
  });

  await step('without scripts the links lead from moment to moment', async () => {
    const plain = await page.context().browser().newContext({ javaScriptEnabled: false, storageState: await page.context().storageState(), baseURL: server.origin });
    const quiet = await plain.newPage();
    await quiet.goto(at('14:20:00'));
    const before = await quiet.locator('.entry.is-later').count();
    await quiet.locator('.asof a[data-act=next]').click();
    await quiet.waitForURL((url) => !url.search.includes('14%3A20'));
    if ((await quiet.locator('.entry.is-later').count()) >= before) throw new Error('the link shows no more');
    if (await quiet.locator('.asof input[type=range]').isVisible()) throw new Error('the slider does nothing without scripts');
    await plain.close();
  });

  await step('한국어로도 같습니다', async () => {
    await speak(page, 'ko');
    await page.goto(at('14:20:00'));
    await ready(page, 'as-known');
    const said = await page.locator('.asof-said').innerText();
    if (!said.includes('당시') || /as-known|Unknown/.test(said)) throw new Error(said);
    await page.locator('.asof input[type=range]').focus();
    await page.keyboard.press('ArrowRight');
    await leaves('2026-11-13T14:20:00');
    await axe(page);
  });
}
