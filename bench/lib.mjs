// What the steps share: places, processes with their peak memory, the product's own commands, medians.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** Kept between runs: a generated export and a built floor are worth keeping. */
export const scratch = join(root, 'target/bench');
export const binary = resolve(process.env.INQUEST_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'release/inquest'));
export const runs = Number(process.env.RUNS ?? 3);
const shared = resolve(process.env.INQUEST_SHARED ?? join(root, '../shared'));

/** What a step needs is not on this machine: it is left out, which is no failure of the product. */
export class LeftOut extends Error {}

/** A file of shared/bench, which does not belong to this repository. */
export function ofShared(path) {
  const file = join(shared, 'bench', path);
  if (!existsSync(file)) throw new LeftOut(`shared/bench/${path} is not beside this repository`);
  return file;
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
export const millis = (ms) => `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
export const megabytes = (kib) => `${(kib / 1024).toFixed(0)} MB`;

/** Runs a program to its end; its output, how long it took and the most memory that it held (KiB). */
export function timed(program, args, options = {}) {
  return new Promise((done, fail) => {
    const from = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let stdout = '';
    let stderr = '';
    let peak = 0;
    // the kernel keeps the high-water mark; only growth in the last moment before the end is missed
    const watch = setInterval(() => (peak = Math.max(peak, memory(child.pid, 'VmHWM'))), 10);
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr = (stderr + chunk).slice(-4000)));
    child.on('error', (error) => {
      clearInterval(watch);
      fail(error);
    });
    child.on('close', (code, signal) => {
      clearInterval(watch);
      const ms = performance.now() - from;
      if (code !== 0) fail(new Error(`${program} ${args.join(' ')} ended with ${signal ?? code}: ${stderr.trim() || stdout.slice(-400)}`));
      else done({ stdout, ms, peak });
    });
  });
}

/** A line of /proc/PID/status in KiB: VmRSS now, VmHWM at the most. */
export function memory(pid, line) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(status.match(new RegExp(`^${line}:\\s+(\\d+)`, 'm'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** An installation of the product in a folder that goes away. */
export class House {
  constructor() {
    if (!existsSync(binary)) throw new Error(`${binary} is not built: make build`);
    this.data = mkdtempSync(join(tmpdir(), 'inquest-bench-'));
    this.output = '';
  }

  /** Runs a command; gives output, time and memory. */
  run(...words) {
    return timed(binary, [...words, '--data', this.data]);
  }

  /** Runs a command with --json; gives what it says. */
  async ask(...words) {
    const { stdout } = await this.run(...words, '--json');
    return JSON.parse(stdout);
  }

  /** Makes the tables, an account and a postmortem of its own; gives the number. */
  async postmortem(title) {
    await this.run('migrate');
    const login = 'bench@example.org';
    this.invitation = (await this.ask('user', 'add', login, '--name', 'Bench', '--role', 'administrator')).link;
    const said = await this.ask('new', '--title', title, '--severity', 'sev1', '--owner', login);
    return said.number;
  }

  /** Makes an export of N messages, once, and gives the file and the truth about it. */
  static async slack(n) {
    const generator = ofShared('slack/gen_slack.py');
    const file = join(scratch, `slack-${n}.zip`);
    const truth = join(scratch, `slack-${n}.json`);
    if (!existsSync(truth)) {
      console.log(`  generating an export of ${n} messages`);
      await promisify(execFile)('python3', [generator, String(n), file, '--truth', truth]);
    }
    return { file, truth: JSON.parse(readFileSync(truth, 'utf8')) };
  }

  /** Starts `serve` and waits for /readyz; gives how long that took. */
  async serve() {
    const port = await freePort();
    this.origin = `http://127.0.0.1:${port}`;
    const from = performance.now();
    this.child = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, '--data', this.data], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((done) => this.child.on('exit', done).on('error', done));
    let gone = false;
    this.ended.then(() => (gone = true));
    for (const stream of [this.child.stdout, this.child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (this.output += chunk));
    while (performance.now() - from < 30_000) {
      if (gone) throw new Error(`serve ended before it was ready: ${this.output.slice(-400)}`);
      const answer = await get(`${this.origin}/readyz`).catch(() => undefined);
      if (answer?.status === 200) return performance.now() - from;
      await new Promise((done) => setTimeout(done, 2));
    }
    throw new Error('serve was not ready within 30 s');
  }

  async stop() {
    this.child?.kill('SIGTERM');
    await this.ended;
    this.child = undefined;
  }

  async clean() {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Takes the account up by its link, or signs in to another; gives the session cookie. */
  async signIn(login, password = 'a long password of the bench') {
    const link = login ? `${this.origin}/sign-in` : this.invitation;
    const jar = new Map();
    const visit = async (url, options = {}) => {
      const answer = await fetch(url, { ...options, redirect: 'manual', headers: { cookie: cookies(jar), origin: this.origin, 'sec-fetch-site': 'same-origin', ...options.headers } });
      for (const it of answer.headers.getSetCookie()) {
        const [, name, value] = it.match(/^([^=]+)=([^;]*)/);
        jar.set(name, value);
      }
      const to = answer.headers.get('location');
      return to ? visit(new URL(to, url).href) : { url, status: answer.status, html: await answer.text() };
    };
    const page = await visit(new URL(new URL(link).pathname + new URL(link).search, this.origin).href);
    const form = page.html.match(/<form\b[^>]*method="?post"?[^>]*>[\s\S]*?<\/form>/i)?.[0];
    if (!form) throw new Error(`the page to sign in has no form (${page.status})`);
    const body = new URLSearchParams();
    for (const [tag] of form.matchAll(/<input\b[^>]*>/gi)) {
      const of = (name) => tag.match(new RegExp(`\\b${name}="([^"]*)"`, 'i'))?.[1];
      if (!of('name')) continue;
      const typed = { email: login, password, text: 'Bench' }[of('type') ?? 'text'];
      body.set(of('name'), of('value') || typed || '');
    }
    const action = form.match(/<form\b[^>]*\baction="([^"]*)"/i)?.[1] ?? page.url;
    await visit(new URL(action, page.url).href, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const home = await visit(`${this.origin}/`);
    if (home.status !== 200 || /type="?password/i.test(home.html)) throw new Error(`signing in did not work (${home.status})`);
    return cookies(jar);
  }
}

const cookies = (jar) => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** One request on a kept connection; status, headers, bytes as they came, and the time to the last of them. */
export function get(url, headers = {}) {
  return new Promise((done, fail) => {
    const from = performance.now();
    http
      .get(url, { agent, headers }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks), ms: performance.now() - from }));
        answer.on('error', fail);
      })
      .on('error', fail);
  });
}

export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer().on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
