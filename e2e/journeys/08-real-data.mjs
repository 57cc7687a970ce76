// Real conversation of hundreds of people and real webhook bodies, where they stand beside the repository: a window is
// imported in the browser and on the command line, told, published, exported, and equal in another installation.
import { readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { begin, importDone, override, ready, settle, tell, upload, write } from '../product.mjs';

export const name = 'a window of a real export becomes a postmortem';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'serve' };

const [from, to] = ['2018-02-01T00:00:00', '2018-02-04T00:00:00'];

export async function run({ page, person, step, axe, server, installation, shared, skip, tolerate }) {
  const needed = (path) => shared(path) ?? skip(`../shared/${path} is not here`);
  const archive = needed('data/chat/clojurians-slack-export.zip');
  const alerts = needed('data/webhooks/json-from-mocks/oncall_alertmanager.example_payload.json');
  const deliveries = needed('data/webhooks/github');
  const { login: owner } = await settle(page, server);
  const number = await begin(page, 'What the newcomers asked', { zone: 'UTC', severity: 'sev3' });

  const taken = await step('a channel and a window are chosen of it', async () => {
    await upload(page, number, 'slack', archive);
    await page.locator('input[name=channel][value=beginners]').check();
    await page.locator('#from').fill(from);
    await page.locator('#to').fill(to);
    await page.locator('main form .button-go').click();
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    const taken = await importDone(page);
    if (taken < 100) throw new Error(`only ${taken} items of the window were taken`);
    await page.reload();
    await axe(page);
    return taken;
  });

  await step('the same window on the command line brings nothing new', async () => {
    const window = ['--channel', 'beginners', '--from', from, '--to', to];
    const { report } = JSON.parse(await server.inquest('import', 'slack', archive, '--pm', number, ...window, '--json'));
    if (report.n_taken !== 0 || report.n_known !== taken) throw new Error(`again: ${JSON.stringify(report)}`);
  });

  await step('bodies of Alertmanager and GitHub join it, a file at a time', async () => {
    await upload(page, number, 'alertmanager', alerts);
    if ((await importDone(page)) !== 2) throw new Error('two alerts fire in the body');
    await upload(page, number, 'github', await oneALine(server.data, deliveries));
    if ((await importDone(page)) < 5) throw new Error('the bodies of GitHub gave too little');
    await page.reload();
    await axe(page);
  });

  await step('the command line takes whole folders, and then the whole export', async () => {
    const folder = async () => JSON.parse(await server.inquest('import', 'github', deliveries, '--pm', number, '--json')).report;
    const [once, again] = [await folder(), await folder()];
    if (once.n_taken < 10 || again.n_taken !== 0 || again.n_known !== once.n_taken) throw new Error(`the folder: ${JSON.stringify([once, again])}`);
    const made = await server.inquest('new', '--title', 'All that they said', '--severity', 'sev4', '--zone', 'UTC', '--owner', owner);
    const whole = made.match(/PM-\d+-\d+/)[0];
    await server.inquest('import', 'slack', archive, '--pm', whole, '--json');
    await page.goto(`/pm/${whole}/evidence`);
    await ready(page, 'evidence-list');
    const total = Number(await page.locator('ol.evidence').getAttribute('data-total'));
    if (total < 8_000) throw new Error(`${total} items stand in the list`);
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

  await step('entries are made of chat, of an alert and of a deploy, and told', async () => {
    for (const source of ['slack', 'alertmanager', 'github']) {
      await page.goto(`/pm/${number}/evidence?suggestions=1&source=${source}`);
      await ready(page, 'evidence-list');
      await page.locator('ol.evidence li[data-index="0"]').focus();
      await page.keyboard.press('a');
      await page.locator('ol.evidence li[data-index="0"] .chip-good').waitFor();
    }
    await write(page, number, { at: '2018-02-02 09:30', kind: 'impact', moment: 'impact_start', text: 'Questions pile up **faster** than answers\n\n- `deps.edn`\n- the REPL', others: 'Kim Sora' });
    await tell(page, number, 'summary', 'Three days of questions, and who answered them. Kim Sora kept the list.\n\n| day | questions |\n| --- | ---: |\n| 1 | 40 |\n');
    await tell(page, number, 'recovery', '세 번째 날에 답이 질문을 따라잡았습니다.\n\n```clojure\n(println "안녕")\n```');
  });

  await step('it is published', async () => {
    await page.goto(`/pm/${number}/publication`);
    const reason = page.locator('#reason');
    if (await reason.count()) await reason.fill('An exercise.');
    await override(page);
    await page.locator('#confirm .button-go').click();
    await page.locator('.banner-good').waitFor();
    await page.goto(`/library/${number}`);
    await page.locator('article.reading h1').waitFor();
    const text = await page.locator('article.reading').innerText();
    if (text.includes('Kim Sora')) throw new Error('the publication names a person');
    await axe(page);
  });

  const left = await step('it leaves as a document and as a bundle, alike in the browser and on the command line', async () => {
    const document = join(server.data, 'left.md');
    const bundle = join(server.data, 'left.zip');
    await server.inquest('export', number, '--output', document);
    await server.inquest('export', number, '--bundle', bundle);
    const text = await readFile(document, 'utf8');
    same(await downloaded(page, number), text, 'the browser gives another document than the command line');
    return { document, bundle, text };
  });

  await step('it is equal in another installation, brought in by either', async () => {
    const other = await installation();
    const there = await person({ origin: other.origin });
    const who = await settle(there, other);
    for (const file of [left.document, left.bundle]) {
      const told = await other.inquest('import', 'postmortem', file, '--new', '--owner', who.login);
      const copy = told.match(/PM-\d+-\d+/)?.[0] ?? '';
      same(await other.inquest('export', copy), left.text, `${file} came back changed`);
    }
    for (const file of [left.document, left.bundle]) {
      await there.goto('/pm/import');
      await there.locator('#document').setInputFiles(file);
      await there.locator('main form .button-go').click();
      // the number is that of a copy from before: what shall happen is asked, and the file once more
      tolerate(/status of 409/);
      await there.locator('input[name=known][value=new]').check();
      await there.locator('#document').setInputFiles(file);
      await there.locator('main form .button-go').click();
      await there.waitForURL(/\/pm\/PM-\d+-\d+/);
      const copy = new URL(there.url()).pathname.split('/')[2];
      same(await downloaded(there, copy), left.text, `${file} came back changed by the browser`);
    }
    await there.goto('/pm');
    await axe(there);
  });
}

/** One body of each event, one a line, as a person would keep them. */
async function oneALine(folder, deliveries) {
  const events = ['push', 'pull_request', 'deployment', 'deployment_status', 'workflow_run', 'release', 'check_run'];
  const names = { pull_request: 'closed.payload.json', workflow_run: 'completed.payload.json', release: 'published.payload.json', check_run: 'completed.payload.json' };
  const bodies = events.map((event) => readFileSync(join(deliveries, event, names[event] ?? 'payload.json'), 'utf8'));
  const file = join(folder, 'deliveries.jsonl');
  await writeFile(file, bodies.map((body) => `${JSON.stringify(JSON.parse(body))}\n`).join(''));
  return file;
}

/** Fails where two documents differ in more than the number. */
function same(one, other, what) {
  const bare = (it) => it.replaceAll(/PM-\d+-\d+/g, 'PM');
  const [ours, theirs] = [bare(one).split('\n'), bare(other).split('\n')];
  const at = Math.max(ours.length, theirs.length);
  for (let line = 0; line < at; line += 1) {
    if (ours[line] !== theirs[line]) throw new Error(`${what}; line ${line + 1}:\n  ${ours[line]}\n  ${theirs[line]}`);
  }
}

async function downloaded(page, number) {
  await page.goto(`/pm/${number}/publication`);
  const download = page.waitForEvent('download');
  await page.locator(`a[href="/pm/${number}/export.md"]`).click();
  return readFile(await (await download).path(), 'utf8');
}
