// Two pages from the database to the last byte, beside the sqlite3 shell that prints the same rows as JSON.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { House, get, median, millis, root, timed } from '../lib.mjs';

const ITEMS = 100_000;
const REQUESTS = 100;

export async function measure() {
  const house = new House();
  try {
    const number = await house.postmortem('Pages bench');
    const { file } = await House.slack(ITEMS);
    await house.run('import', 'slack', file, '--pm', number);
    const database = databaseOf(house.data);
    // straight into the tables: the bench is of reading, and the verbs have tests of their own
    await shell(database, sql('seed-entries', number));
    await house.serve();
    const cookie = await house.signIn();
    return [
      ...(await page('timeline of 500 entries', `${house.origin}/pm/${number}/timeline`, cookie, database, sql('timeline', number))),
      ...(await page(`evidence, first screen of ${ITEMS.toLocaleString('en')}`, `${house.origin}/pm/${number}/evidence`, cookie, database, sql('evidence', number))),
    ];
  } finally {
    await house.clean();
  }
}

async function page(what, url, cookie, database, query) {
  const once = await get(url, { cookie });
  if (once.status !== 200) throw new Error(`${url} answers ${once.status}`);
  const times = [];
  const theirs = [];
  for (let round = 0; round < 3; round += 1) {
    for (let at = 0; at < REQUESTS; at += 1) times.push((await get(url, { cookie })).ms);
    theirs.push(await printing(database, query));
  }
  const ratio = median(times) / median(theirs);
  const weight = await weigh(url, cookie);
  return [
    { what, ours: millis(median(times)), other: millis(median(theirs)), ratio: ratio.toFixed(1), goal: '≤ 5', ok: ratio <= 5 },
    { what: `${what}: HTML and CSS, compressed`, ours: `${(weight / 1000).toFixed(1)} KB`, goal: '< 60 KB', ok: weight < 60_000 },
  ];
}

/** Measures one printing by a shell that has started: many less one, divided. */
async function printing(database, query) {
  const { stdout } = await shell(database, `.mode json\n${query}\n`);
  if (!stdout.trim()) throw new Error(`no row answers: ${query.trim()}`);
  const many = 101;
  const script = (n) => `.mode json\n.output /dev/null\n${`${query}\n`.repeat(n)}`;
  const { ms: one } = await shell(database, script(1));
  const { ms: all } = await shell(database, script(many));
  return Math.max(all - one, 0.001) / (many - 1);
}

function shell(database, script) {
  // through bash, because the script comes on standard input
  return timed('bash', ['-c', 'sqlite3 -bail "$0" <<<"$1"', database, script]);
}

function sql(name, number) {
  const [, year, count] = number.match(/^PM-(\d+)-(\d+)$/);
  return readFileSync(join(root, 'bench/sql', `${name}.sql`), 'utf8').replaceAll(':year', year).replaceAll(':count', Number(count));
}

function databaseOf(data) {
  const files = readdirSync(data, { recursive: true }).map((it) => join(data, it));
  const found = files.find((it) => existsSync(it) && /\.(db|sqlite3?)$/.test(it));
  if (!found) throw new Error(`no database among ${files.join(', ')}`);
  return found;
}

async function weigh(url, cookie) {
  const headers = { cookie, 'accept-encoding': 'gzip, br' };
  const html = await get(url, headers);
  const plain = await get(url, { cookie });
  const sheets = [...plain.body.toString('utf8').matchAll(/<link\b[^>]*rel="?stylesheet"?[^>]*>/gi)].map(([tag]) => tag.match(/href="([^"]+)"/)[1]);
  let bytes = html.body.length;
  for (const sheet of sheets) bytes += (await get(new URL(sheet, url).href, headers)).body.length;
  return bytes;
}
