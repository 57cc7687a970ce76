// The browser journeys: node e2e/run.mjs [PART-OF-A-NAME]… [--database sqlite|postgres]
//
// A journey is a file of e2e/journeys that exports `name` and `run(ctx)`, and may export
//   server     flags for the harness: { mode: 'demo' | 'serve', args: […] }
//   databases  the databases to run it on, ['sqlite'] unless told
//   person     the first page's person: { language, width, … }
// Runs under scripts/with-postgres.sh when a journey asks for PostgreSQL.
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch, out } from './browser.mjs';
import { Server } from './harness.mjs';
import { line, runJourney } from './runner.mjs';

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { database: { type: 'string' } },
});

const folder = join(dirname(fileURLToPath(import.meta.url)), 'journeys');
const files = (await readdir(folder)).filter((it) => it.endsWith('.mjs')).sort();
const plan = [];
for (const file of files) {
  const journey = await import(join(folder, file));
  if (wanted.length && !wanted.some((it) => file.includes(it) || journey.name.includes(it))) continue;
  for (const database of journey.databases ?? ['sqlite']) {
    if (!values.database || values.database === database) plan.push({ journey, database, label: `${journey.name} (${database})` });
  }
}
if (!plan.length) {
  console.error(`no journey of ${folder} is meant by: ${wanted.join(' ') || 'all'}`);
  process.exit(2);
}

// pictures of an earlier run must not pass for those of this one
if (!wanted.length) await rm(out, { recursive: true, force: true });

const chromium = await launch();
let passed = 0;
let failed = 0;
let skipped = 0;
for (const { journey, database, label } of plan) {
  const server = new Server({ ...journey.server, database });
  const others = [];
  /** Another installation of the same kind, empty. */
  const installation = () => {
    others.push(new Server({ ...journey.server, database }));
    return others.at(-1).start();
  };
  let verdict;
  try {
    await server.start();
    verdict = await runJourney(journey, { chromium, server, installation, label });
    for (const it of [server, ...others]) await it.stop();
  } catch (error) {
    verdict = { ms: 0, ...verdict, ok: false, error: verdict?.error ?? error };
  } finally {
    for (const it of [server, ...others]) await it.clean().catch((error) => console.error(`  cleaning up: ${error.message}`));
  }
  line(verdict.ok, label, verdict.ms, verdict.ok && verdict.skipped);
  if (verdict.ok && verdict.skipped) {
    skipped += 1;
  } else if (verdict.ok) {
    passed += 1;
  } else {
    failed += 1;
    console.error(indented(verdict.error.stack?.includes(verdict.error.message) ? verdict.error.stack : `${verdict.error.message}\n${verdict.error.stack}`));
    const said = server.output.trimEnd().split('\n').slice(-30).join('\n');
    if (said) console.error(`      the server's last words:\n${indented(said)}`);
  }
}
await chromium.close();
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);

function indented(text) {
  return text.replace(/^/gm, '      ');
}
