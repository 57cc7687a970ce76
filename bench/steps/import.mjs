// The whole of a chat export into SQLite, beside the floor that only parses and sorts it in memory.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { House, median, megabytes, ofShared, runs, scratch, seconds, timed } from '../lib.mjs';

const n = Number(process.env.N ?? 1_000_000);

export async function measure() {
  const floor = await buildFloor();
  const { file, truth } = await House.slack(n);
  // once without counting, so that neither side pays for a cold cache
  await timed(floor, ['sorted', file, '1']);

  const theirs = [];
  const ours = [];
  let peak = 0;
  let problem;
  for (let at = 0; at < runs; at += 1) {
    theirs.push((await timed(floor, ['sorted', file, '1'])).ms);
    if (problem) continue;
    try {
      const once = await importOnce(file);
      took(once.stdout, truth);
      ours.push(once.ms);
      peak = Math.max(peak, once.peak);
      if (at === 0) console.log(`  ${JSON.stringify(JSON.parse(once.stdout).report)}\n  truth: ${JSON.stringify(truth)}`);
    } catch (error) {
      problem = error;
    }
  }

  const other = `${seconds(median(theirs))} (${Math.round(n / median(theirs)).toLocaleString('en')} k/s)`;
  if (problem) return [{ what: `Slack import, ${n.toLocaleString('en')} messages`, other, note: `not measured: ${problem.message.split('\n')[0]}`, ok: false }];
  const ratio = median(ours) / median(theirs);
  return [
    { what: `Slack import, ${n.toLocaleString('en')} messages`, ours: seconds(median(ours)), other, ratio: ratio.toFixed(1), goal: '≤ 8, aim 4', ok: ratio <= 8 },
    { what: 'its peak memory', ours: megabytes(peak), goal: '< 256 MB', ok: peak < 256 * 1024 },
  ];
}

/** A fast import that left something out is not fast: the report must count all but the retries. */
function took(stdout, truth) {
  const { report } = JSON.parse(stdout);
  const numbers = [report].flat().flatMap(function walk(it) {
    return it && typeof it === 'object' ? Object.values(it).flatMap(walk) : [it];
  });
  if (!numbers.some((it) => it >= truth.messages - truth.exact_dups && it <= truth.messages)) {
    throw new Error(`the import reports ${JSON.stringify(report)}, the export holds ${truth.messages} with ${truth.exact_dups} retries`);
  }
}

async function importOnce(file) {
  const house = new House();
  try {
    const number = await house.postmortem('Import bench');
    return await house.run('import', 'slack', file, '--pm', number, '--json');
  } finally {
    await house.clean();
  }
}

async function buildFloor() {
  const source = ofShared('slack/floor');
  const copy = join(scratch, 'floor');
  const built = join(copy, 'target/release/slackfloor');
  if (existsSync(built)) return built;
  // a copy: the folder is not ours to write a lock file into
  mkdirSync(copy, { recursive: true });
  cpSync(source, copy, { recursive: true });
  const manifest = join(copy, 'Cargo.toml');
  writeFileSync(manifest, `${readFileSync(manifest, 'utf8')}\n[workspace]\n`);
  console.log('  building the floor');
  await timed('cargo', ['build', '--release', '--quiet', '--manifest-path', manifest, '--target-dir', join(copy, 'target')]);
  return built;
}
