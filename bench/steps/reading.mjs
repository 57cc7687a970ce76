// The reading page with a session, access checked, beside nginx that sends the same page as a file.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { House, get, median, millis, ofShared, root, runs } from '../lib.mjs';

const CONNECTIONS = 64;
const SECONDS = Number(process.env.SECONDS ?? 5);

export async function measure() {
  const what = `reading page, ${CONNECTIONS} connections`;
  let house;
  let problem;
  let ours;
  // a page of about the size that nginx gets when there is none of ours to copy
  let html = readFileSync(join(root, 'bench/README.md')).toString().repeat(12);
  try {
    house = new House();
    ours = await published(house);
    html = ours.html;
  } catch (error) {
    problem = error;
  }
  const nginx = startNginx(html);
  try {
    const theirs = [];
    const mine = [];
    for (let at = 0; at < runs; at += 1) {
      theirs.push(await wrk(nginx.url));
      if (!problem) mine.push(await wrk(ours.url, ours.cookie).catch((error) => void (problem = error)));
    }
    const rate = median(theirs.map((it) => it.rate));
    const other = `${Math.round(rate).toLocaleString('en')}/s, p99 ${millis(median(theirs.map((it) => it.p99)))}`;
    if (problem) return [{ what, other, note: `not measured: ${problem.message.split('\n')[0]}`, ok: false }];
    const own = median(mine.map((it) => it.rate));
    const p99 = median(mine.map((it) => it.p99));
    return [
      { what, ours: `${Math.round(own).toLocaleString('en')}/s`, other, ratio: (own / rate).toFixed(2), goal: '≥ 0.33', ok: own / rate >= 1 / 3 },
      { what: `${what}: p99`, ours: millis(p99), goal: '< 10 ms', ok: p99 < 10 },
    ];
  } finally {
    nginx.stop();
    await house?.clean();
  }
}

async function published(house) {
  // the sample company has something worth reading
  const password = 'a long password of the bench';
  await house.run('demo', '--load-only', '--password', password);
  const { number } = (await house.ask('list')).find((it) => it.status === 'published');
  const { login } = (await house.ask('user', 'list'))[0];
  await house.serve();
  const cookie = await house.signIn(login, password);
  const url = `${house.origin}/library/${number}`;
  const page = await get(url, { cookie });
  if (page.status !== 200) throw new Error(`${url} answers ${page.status}`);
  const stranger = await get(url);
  if (stranger.status === 200) throw new Error(`${url} is shown without a session: access is not checked`);
  return { url, cookie, html: page.body };
}

function startNginx(html) {
  const program = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find(existsSync);
  if (!program) throw new Error('nginx is not installed: make bench-peers');
  const configuration = ofShared('http/nginx.conf');
  const prefix = mkdtempSync(join(tmpdir(), 'inquest-nginx-'));
  // the workers are another user
  chmodSync(prefix, 0o755);
  mkdirSync(join(prefix, 'www'));
  copyFileSync(configuration, join(prefix, 'nginx.conf'));
  writeFileSync(join(prefix, 'www/pm.html'), html);
  writeFileSync(join(prefix, 'www/pm.html.gz'), gzipSync(html, { level: 9 }));
  const nginx = (...words) => execFileSync(program, ['-p', prefix, '-c', join(prefix, 'nginx.conf'), ...words], { stdio: 'ignore' });
  nginx();
  return {
    url: 'http://127.0.0.1:8091/pm.html',
    stop() {
      nginx('-s', 'stop');
      rmSync(prefix, { recursive: true, force: true });
    },
  };
}

async function wrk(url, cookie) {
  const headers = ['-H', 'Accept-Encoding: gzip', ...(cookie ? ['-H', `Cookie: ${cookie}`] : [])];
  const { stdout } = await promisify(execFile)('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '--latency', ...headers, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk ${url}: ${stdout.match(/(Non-2xx|Socket errors).*/)[0]}`);
  const [, value, unit] = stdout.match(/99%\s+([\d.]+)(us|ms|s)/);
  return { rate: Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]), p99: Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit] };
}
