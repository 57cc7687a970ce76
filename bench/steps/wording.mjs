// The wording rules beside comrak's parse alone, in one process in turns; `inquest lint` beside alex, textlint and
// proselint as whole processes on the same files; and a document of 30 KB as while typing.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LeftOut, binary, median, millis, ofShared, root, runs, scratch, seconds } from '../lib.mjs';

/** So many documents of the corpus each linter reads; all of them would take the slowest an hour. */
const DOCUMENTS = 60;
const PEERS = ['alex', 'textlint', 'proselint'];

export async function measure() {
  const corpus = ofShared('../data/corpus.jsonl');
  const speed = JSON.parse(execFileSync('cargo', ['run', '--quiet', '--release', '-p', 'wording', '--example', 'speed', corpus], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
  const share = speed.wording / speed.comrak;
  const rows = [
    { what: 'wording rules over the public postmortems', ours: rate(speed.wording), other: `comrak's parse: ${rate(speed.comrak)}`, ratio: share.toFixed(2), goal: '≥ 0.5', ok: share >= 0.5 },
    { what: 'wording of a document of 30 KB while typing, the slowest of 16', ours: millis(speed.typing_ms), goal: '< 2 ms', ok: speed.typing_ms < 2 },
  ];
  return rows.concat(besidePeers(documents(corpus)));
}

function rate(megabytes) {
  return `${megabytes.toFixed(1)} MB/s`;
}

/** Documents of the corpus as files, spread over all of it. */
function documents(corpus) {
  const folder = join(scratch, 'wording');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = readFileSync(corpus, 'utf8').trim().split('\n').map((line) => JSON.parse(line)).filter((it) => it.lang === 'en');
  return Array.from({ length: DOCUMENTS }, (_, at) => {
    const file = join(folder, `${String(at).padStart(3, '0')}.md`);
    writeFileSync(file, all[Math.floor((at * all.length) / DOCUMENTS)].text);
    return file;
  });
}

function besidePeers(files) {
  const what = (peer) => `\`inquest lint\` of ${files.length} postmortems, beside ${peer}`;
  if (!existsSync(binary)) return PEERS.map((peer) => ({ what: what(peer), note: `not measured: ${binary} is not built: make build`, ok: false }));
  const env = { ...process.env, PEERS_NODE: process.env.PEERS_NODE ?? join(scratch, 'peers'), PEERS_VENV: process.env.PEERS_VENV ?? join(scratch, 'peers/venv') };
  return PEERS.map((peer) => {
    try {
      const script = ofShared('lint/run.sh');
      const mine = [];
      const theirs = [];
      for (let at = 0; at < runs; at += 1) {
        mine.push(whole(binary, ['lint', ...files], env));
        theirs.push(whole('bash', [script, peer, ...files], env));
      }
      const ratio = median(theirs) / median(mine);
      return { what: what(peer), ours: millis(median(mine)), other: seconds(median(theirs)), ratio: `${Math.round(ratio)}×`, goal: '≥ 100×', ok: ratio >= 100 };
    } catch (error) {
      if (error instanceof LeftOut) return { what: what(peer), note: `left out: ${error.message}` };
      return { what: what(peer), note: `not measured: ${error.message.split('\n')[0]}`, ok: false };
    }
  });
}

/** How long a process takes as a whole; 0 and 1 both say that it read everything. */
function whole(program, args, env) {
  const from = performance.now();
  const { status, signal, stderr, error } = spawnSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 28, encoding: 'utf8' });
  const ms = performance.now() - from;
  if (error || (status !== 0 && status !== 1)) throw new Error(`${program} ended with ${error?.message ?? signal ?? status}: ${stderr?.slice(0, 300)}`);
  return ms;
}
