// The review of an incident from end to end, for a journey in either language: forward with what was known, a decision
// with its background, back from the impact, a lesson, an idea that becomes an action, and out to those who read.
// What differs between the incidents is told by the journey.
import { readFile } from 'node:fs/promises';
import { demoPassword, ready, signIn } from './product.mjs';

/** Without what is not carried elsewhere: the number, and who owns an action. */
const carried = (text) => text.replaceAll(/PM-\d+-\d+/g, 'PM').split('\n').filter((line) => !/^(owner|accepted): /.test(line)).join('\n');

async function exported(page, number) {
  await page.goto(`/pm/${number}/publication`);
  const download = page.waitForEvent('download');
  await page.locator(`a[href="/pm/${number}/export.md"]`).click();
  return readFile(await (await download).path(), 'utf8');
}

/** The steps of a review of `told.incident`, by `told.editor` in `told.language`. */
export const review = (told) => async ({ page, person, step, axe, shots, server, installation, keyboardOnly, reach, tolerate }) => {
  const { language } = told;
  const pictures = (of, what, more = {}) => shots(of, `review-${language}-${what}`, { languages: [], ...more });
  await signIn(page, told.editor, demoPassword(server));
  await page.goto('/pm');
  const number = await page.locator('a[href^="/pm/PM-"]', { hasText: told.incident }).first().getAttribute('href').then((it) => it.split('/')[2]);
  const at = (path) => `/pm/${number}/${path}`;
  if ((await page.evaluate(() => document.documentElement.lang)) !== language) throw new Error(`${told.editor} reads another language`);

  // a second window of the same person, in which no mouse is touched
  const keys = await page.context().newPage();
  const press = async (locator, most = 120) => {
    await reach(keys, locator, { most });
    await keys.keyboard.press('Enter');
  };
  const type = async (selector, text, most = 120) => {
    await reach(keys, keys.locator(selector), { most });
    await keys.keyboard.press('Control+a');
    await keys.keyboard.type(text);
  };

  await step('forward: what one team had not learned is not there, and the slider brings it', async () => {
    const address = (time) => `${at('timeline')}?as_known=${time}&who=team:${told.replay.team}`;
    const text = await (await page.request.get(address(told.replay.before))).text();
    if (text.includes(told.replay.words)) throw new Error(`“${told.replay.words}” stands in the page before ${told.replay.team} learned of it`);
    await keys.goto(address(told.replay.before));
    await keyboardOnly(keys);
    await ready(keys, 'as-known');
    await pictures(keys, 'as-known');
    await axe(keys);
    const slider = keys.locator('.asof input[type=range]');
    await reach(keys, slider, { most: 120 });
    const entry = keys.locator('li.entry', { hasText: told.replay.words }).first();
    for (let n = 0; n < 12 && !(await entry.count()); n += 1) {
      const shown = keys.url();
      await keys.keyboard.press('ArrowRight');
      await keys.waitForFunction((was) => location.href !== was, shown);
    }
    await entry.waitFor();
    const reached = new URL(keys.url()).searchParams.get('as_known');
    // on the clock of Seoul unless it ends with a Z
    const second = Math.floor(new Date(reached.endsWith('Z') ? reached : `${reached}+09:00`) / 1000);
    if (second !== new Date(`${told.replay.learned}+09:00`) / 1000) throw new Error(`${told.replay.team} learned at ${told.replay.learned}, the slider stands at ${reached}`);
  });

  await step('the strip is moved and zoomed by keys', async () => {
    await keys.goto(at('timeline'));
    await ready(keys, 'strip');
    await keys.locator('.hand-over').first().waitFor();
    await reach(keys, keys.locator('.strip'), { most: 80 });
    const band = () => keys.locator('.impact-band').first().getAttribute('width').then(Number);
    const before = await band();
    await keys.keyboard.press('+');
    await keys.waitForFunction((was) => Number(document.querySelector('.impact-band')?.getAttribute('width')) > was, before);
    const ticks = () => keys.locator('.tick text').allInnerTexts().then((all) => all.join());
    const shown = await ticks();
    await keys.keyboard.press('ArrowRight');
    await keys.waitForFunction((was) => [...document.querySelectorAll('.tick text')].map((it) => it.textContent).join() !== was, shown);
    await keys.keyboard.press('0');
    await keys.waitForFunction((was) => Number(document.querySelector('.impact-band')?.getAttribute('width')) === was, before);
    await axe(keys);
    await pictures(keys, 'timeline');
  });

  await step('a decision is written with its background', async () => {
    const { decision } = told;
    await page.goto(at('timeline/new'));
    await page.locator('#text').fill(decision.text);
    await page.locator('#occurred').fill(decision.at);
    await page.locator('#kind').selectOption('decision');
    for (const details of await page.locator('main form.form > details.more').all()) {
      if (!(await details.evaluate((it) => it.open))) await details.locator('> summary').click();
    }
    for (const field of ['faced', 'known', 'reason', 'expected', 'actual']) await page.locator(`#${field}`).fill(decision[field]);
    for (const [n, option] of decision.options.entries()) await page.locator(`#option-${n + 1}`).fill(option);
    await page.locator('input[name=option_chosen][value="0"]').check();
    await page.locator('#deciders label', { hasText: decision.by }).locator('input').check();
    await axe(page);
    await page.locator('main form.form .button-go').click();
    const entry = page.locator('li.entry:has(.decision)', { hasText: decision.text });
    for (const said of [decision.faced, decision.reason, decision.options[1]]) await entry.getByText(said).first().waitFor();
  });

  await step('back from the impact: an answer by mouse, the next by keys alone', async () => {
    const { walk } = told;
    await page.goto(at('causes'));
    await axe(page);
    await page.locator('.map[data-ready] a.node', { hasText: walk.from }).first().click();
    await page.locator('.cause-title', { hasText: walk.from }).waitFor();
    await page.locator('#text').fill(walk.first);
    await page.locator('#class').selectOption('condition');
    await page.locator('#answer form .button-go').first().click();
    await page.locator('.causes a', { hasText: walk.first }).first().waitFor();
    // whoever answers below opens what was deep enough
    const above = page.locator('.causes li', { hasText: walk.from }).first();
    if (await above.locator('> .cause small', { hasText: walk.wasDeep }).count()) throw new Error('it is still said to be deep enough');

    await keys.goto(at('causes'));
    const map = keys.locator('.map[data-ready]');
    await reach(keys, map.locator('a.is-at'), { most: 80 });
    const focused = () => keys.evaluate(() => document.activeElement?.querySelector('title')?.textContent ?? '');
    // along the way to the new cause, column by column; which stands above is the drawing's affair
    for (const text of [...walk.way, walk.first]) {
      await keys.keyboard.press('ArrowRight');
      for (const name of ['ArrowDown', 'ArrowUp']) {
        let last;
        while (!(await focused()).includes(text) && last !== (await focused())) {
          last = await focused();
          await keys.keyboard.press(name);
        }
      }
      if (!(await focused()).includes(text)) throw new Error(`the keys don't lead to “${text}” but to “${await focused()}”`);
    }
    await keys.keyboard.press('Enter');
    await keys.locator('.cause-title', { hasText: walk.first }).waitFor();
    await type('#text', walk.second);
    await keys.keyboard.press('Enter');
    await press(keys.locator('.causes a', { hasText: walk.second }).first());
    await keys.locator('.cause-title', { hasText: walk.second }).waitFor();
    await axe(keys);
    await press(keys.locator('#answer summary').last());
    await type('#reason', walk.deep);
    await keys.keyboard.press('Enter');
    await keys.locator('.causes small', { hasText: walk.deep }).first().waitFor();
    await pictures(keys, 'causes');
  });

  await step('a lesson of luck ends in a risk that is accepted until a day', async () => {
    const { lesson } = told;
    await page.goto(at('lessons'));
    await page.locator('input[name=kind][value=got_lucky]').check();
    await page.locator('#text').fill(lesson.text);
    await page.locator('input[name=luck][value=accepted]').check();
    await page.locator('#reason').fill(lesson.reason);
    await page.locator('#review_on').fill('2027-03-01');
    await page.locator('details.fieldset:has(#entries) summary').click();
    await page.locator('input[name=entries]').first().check();
    await page.locator('#new .button-go').click();
    const card = page.locator('.lessons[data-kind=got_lucky] .lesson', { hasText: lesson.text });
    await card.locator('.chip-note').waitFor();
    await card.getByText('2027-03-01').waitFor();
    await axe(page);
    await pictures(page, 'lessons');
  });

  await step('an idea becomes an action before its soak is over, with a reason, and hangs on a cause', async () => {
    const { action } = told;
    await page.goto(at('actions'));
    await page.locator('#text').fill(action.text);
    await page.keyboard.press('Enter');
    const card = page.locator('.lesson', { hasText: action.text });
    await card.locator('.chip-note').waitFor();
    await card.locator('a[href$="#commit"]').click();
    await page.locator('input[name=strength][value=medium]').check();
    await page.locator('#expected').fill(action.expected);
    await page.locator('#measure').fill(action.measure);
    await page.locator('#tracker').fill('https://github.com/haneul-market/platform/issues/900');
    // the browser does not let go of the form before a reason stands there
    await page.locator('#commit .button-go').click();
    await page.locator('#skip:invalid').waitFor();
    await page.locator('#skip').fill(action.skip);
    await page.locator('#commit .button-go').click();
    await card.getByText(action.skip).waitFor();
    await card.locator('h3 a').click();
    await page.locator('main details summary').last().click();
    await page.locator('#causes label', { hasText: told.walk.second }).locator('input').check();
    await page.locator('main details[open] form .button').last().click();
    await page.locator('.lesson .chip', { hasText: told.walk.second }).first().waitFor();
    await axe(page);
    await page.goto(at('actions'));
    await axe(page);
    await pictures(page, 'actions');
  });

  await step('the questions are settled: one by evidence, one with a reason', async () => {
    await page.goto(at('questions'));
    const ties = page.locator('.questions > li:not(.is-dismissed)', { has: page.locator('.mono', { hasText: 'C07' }) });
    const before = await ties.count();
    if (before < 2) throw new Error(`two ties were written without evidence, ${before} are asked about`);
    await axe(page);
    await pictures(page, 'questions');
    await ties.first().locator('p > a').first().click();
    // where it leads one weighs the tie
    if (!(await page.locator('#evidence').count())) await page.locator('.cause-here a[href*="/causes/because/"]').first().click();
    await page.locator('#evidence input[type=checkbox]').first().check();
    await page.locator('main form .button-go').click();
    await page.goto(at('questions'));
    if ((await ties.count()) !== before - 1) throw new Error('evidence settles nothing');
    const left = ties.first();
    const sentence = await left.locator('p > a').innerText();
    await left.locator('details summary').click();
    await left.locator('input[name=reason]').fill(told.dismissal);
    await left.locator('details button').click();
    const dismissed = page.locator('.questions > li.is-dismissed', { hasText: sentence });
    await dismissed.getByText(told.dismissal).waitFor();
    if (await page.locator('.questions > li[data-level=must]').count()) throw new Error('something has to be settled still');
    await axe(page);
  });

  const published = await step('all of it goes out, with roles for names', async () => {
    await page.goto(at('publication'));
    await page.locator('#language').selectOption(language);
    await page.locator('form[method=get] .button').last().click();
    await page.locator('.preview .reading').waitFor();
    await pictures(page, 'publication', { whole: false });
    await axe(page);
    await page.locator('#note').fill(told.note);
    await page.locator('#confirm .button-go').click();
    await page.locator('.banner-good').waitFor();
    return exported(page, number);
  });

  await step('someone else reads it in the library', async () => {
    const theirs = await person();
    await signIn(theirs, told.reader, demoPassword(server));
    await theirs.goto('/library');
    await theirs.locator('.library a', { hasText: told.incident }).first().click();
    const reading = theirs.locator('article.reading');
    await theirs.locator('.map[data-ready] a.node', { hasText: told.walk.second }).first().waitFor();
    const text = await reading.innerText();
    for (const said of [told.decision.reason, told.walk.first, told.walk.deep, told.lesson.text, told.lesson.reason, told.action.text, told.action.measure]) {
      if (!text.includes(said)) throw new Error(`a reader doesn't find “${said}”`);
    }
    for (const name of told.names) if (text.includes(name)) throw new Error(`a reader finds the name ${name}`);
    await axe(theirs);
    await pictures(theirs, 'reading', { whole: false });
    await theirs.close();
  });

  await step('its Markdown is the same elsewhere', async () => {
    const other = await installation();
    const there = await person({ origin: other.origin });
    await signIn(there, told.editor, demoPassword(other));
    const document = { name: 'postmortem.md', mimeType: 'text/markdown', buffer: Buffer.from(published) };
    await there.goto('/pm/import');
    await there.locator('#document').setInputFiles(document);
    await there.locator('main form .button-go').click();
    // the other house knows this number too, of its own
    tolerate(/status of 409/);
    await there.locator('input[name=known][value=new]').check();
    await there.locator('#document').setInputFiles(document);
    await there.locator('main form .button-go').click();
    await there.waitForURL((url) => /\/pm\/PM-\d+-\d+/.test(url.pathname) && !url.pathname.includes(number));
    const again = await exported(there, new URL(there.url()).pathname.split('/')[2]);
    if (carried(again) !== carried(published)) throw new Error(`the document changed on its way:\n${difference(carried(published), carried(again))}`);
    await there.close();
  });
};

/** The first lines in which two texts differ. */
function difference(one, other) {
  const [a, b] = [one.split('\n'), other.split('\n')];
  const at = a.findIndex((line, n) => line !== b[n]);
  return `${a.slice(at - 2, at + 5).join('\n')}\n--- became ---\n${b.slice(at - 2, at + 5).join('\n')}`;
}
