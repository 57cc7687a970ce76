// Measures the release binary beside floors and peers: node bench/run.mjs [import|pages|reading|start|wording]…
//
// A step gives rows { what, ours, other, ratio, goal, ok }. One that fails is a row that says so;
// the others still run. bench/README.md gets the table, target/bench/results.json the rows.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { LeftOut, root, scratch } from './lib.mjs';

const all = ['import', 'pages', 'reading', 'start', 'wording'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((it) => !all.includes(it));
if (unknown.length) {
  console.error(`no step is called ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  process.exit(2);
}

mkdirSync(scratch, { recursive: true });
const kept = join(scratch, 'results.json');
const results = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
let wrong = 0;

for (const step of wanted.length ? wanted : all) {
  console.log(`── ${step}`);
  let rows;
  try {
    const { measure } = await import(`./steps/${step}.mjs`);
    rows = await measure();
  } catch (error) {
    if (error instanceof LeftOut) {
      rows = [{ what: step, note: `left out: ${error.message}` }];
    } else {
      console.error(error.stack);
      rows = [{ what: step, note: `not measured: ${error.message.split('\n')[0]}`, ok: false }];
    }
  }
  for (const row of rows) {
    // the table is read on other machines than this one
    row.note = row.note?.replaceAll(`${root}/`, '');
    if (row.ok === false) wrong += 1;
    console.log(`  ${[row.what, row.ours, row.other, row.ratio && `ratio ${row.ratio}`, row.goal && `goal ${row.goal}`, verdict(row), row.note].filter(Boolean).join(' · ')}`);
  }
  results[step] = { commit: commit(), rows };
}

writeFileSync(kept, `${JSON.stringify(results, null, 1)}\n`);
writeTable();
console.log(wrong ? `${wrong} below the goal or not measured` : 'all goals met');
process.exit(wrong ? 1 : 0);

function verdict({ ok }) {
  return { true: 'met', false: 'NOT met' }[ok] ?? '';
}

function commit() {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
}

function writeTable() {
  const file = join(root, 'bench/README.md');
  const [before, rest] = readFileSync(file, 'utf8').split(/(?<=<!-- measured[^\n]*-->\n)/);
  const after = rest.slice(rest.indexOf('<!-- end -->'));
  const lines = all.flatMap((step) => (results[step]?.rows ?? []).map((row) => `| ${[row.what, row.ours, row.other, row.ratio, row.goal, verdict(row), row.note, results[step].commit].map((it) => it ?? '').join(' | ')} |`));
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux; release build.`;
  const head = '| what | inquest | the other | ratio | goal | | note | at |\n| --- | --- | --- | --- | --- | --- | --- | --- |';
  writeFileSync(file, `${before}\n${machine}\n\n${head}\n${lines.join('\n')}\n\n${after}`);
}
