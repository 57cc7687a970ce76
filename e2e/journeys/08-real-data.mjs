// Real conversation of hundreds of people, where it stands beside the repository: a window of it is imported in the
// browser and on the command line, walked, taken into a timeline and published.
import { begin, importDone, ready, sample, settle, tell, upload } from '../product.mjs';

export const name = 'a window of a real export becomes a postmortem';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

export async function run({ page, step, axe, server, shared, skip }) {
  const archive = shared('data/chat/clojurians-slack-export.zip');
  if (!archive) skip('../shared/data/chat/clojurians-slack-export.zip is not here');
  await settle(page, server);
  const number = await begin(page, 'What the newcomers asked', { zone: 'UTC', severity: 'sev3' });

  const taken = await step('a channel and a window are chosen of it', async () => {
    await upload(page, number, 'slack', archive);
    await page.locator('input[name=channel][value=beginners]').check();
    await page.locator('#from').fill('2018-02-01T00:00:00');
    await page.locator('#to').fill('2018-02-04T00:00:00');
    await page.locator('main form .button-go').click();
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    const taken = await importDone(page);
    if (taken < 100) throw new Error(`only ${taken} items of the window were taken`);
    await page.reload();
    await axe(page);
    return taken;
  });

  await step('the command line brings the whole of it, beside the server', async () => {
    const report = JSON.parse(await server.inquest('import', 'slack', archive, '--pm', number, '--json'));
    if (!report) throw new Error('the import reports nothing');
    await page.goto(`/pm/${number}/evidence`);
    await ready(page, 'evidence-list');
    const total = Number(await page.locator('ol.evidence').getAttribute('data-total'));
    if (total < 8_000 || total < taken) throw new Error(`${total} items stand in the list`);
    await axe(page);
  });

  await step('the list is walked to its end', async () => {
    await page.locator('ol.evidence li[data-index="0"]').focus();
    await page.keyboard.press('End');
    const last = Number(await page.locator('ol.evidence').getAttribute('data-total')) - 1;
    await page.locator(`ol.evidence li[data-index="${last}"]:not(.is-blank)`).waitFor();
    const drawn = await page.locator('ol.evidence > li').count();
    if (drawn > 200) throw new Error(`${drawn} rows are in the page at once`);
  });

  await step('alerts and deploys join it', async () => {
    await upload(page, number, 'alertmanager', sample('card-payments/alertmanager.json'));
    await importDone(page);
    await upload(page, number, 'github', sample('card-payments/github.jsonl'));
    await importDone(page);
  });

  await step('it is told and published', async () => {
    await page.goto(`/pm/${number}/evidence?suggestions=1`);
    await ready(page, 'evidence-list');
    await page.locator('ol.evidence li[data-index="0"]').focus();
    await page.keyboard.press('a');
    await page.locator('ol.evidence li[data-index="0"] .chip-good').waitFor();
    await tell(page, number, 'summary', 'Three days of questions, and who answered them.');
    await page.goto(`/pm/${number}/publication`);
    const reason = page.locator('#reason');
    if (await reason.count()) await reason.fill('An exercise.');
    await page.locator('#confirm .button-go').click();
    await page.locator('.banner-good').waitFor();
    await page.goto(`/library/${number}`);
    await page.locator('article.reading h1').waitFor();
    await axe(page);
  });
}
