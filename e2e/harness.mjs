// Starts and stops the product for a journey: one process, one folder, one database each.
// Knows the command line and what it prints; knows nothing of pages.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as later } from 'node:timers/promises';
import { promisify } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const run = promisify(execFile);

/** The binary under test. */
export const binary = resolve(process.env.INQUEST_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/inquest'));

/** Real data that stands beside this repository and never in it: its path, or nothing where it is absent. */
export function shared(path) {
  const file = join(resolve(process.env.INQUEST_SHARED ?? join(root, '../shared')), path);
  return existsSync(file) ? file : undefined;
}

/** Asks the system for a port of the loopback that nobody listens on. */
export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** A server of the product, with the folder and the database that it lives on. */
export class Server {
  #child;
  #postgres;
  #exit;

  /**
   * @param {object} options
   * @param {'demo' | 'serve'} [options.mode] with the sample company, or empty
   * @param {'sqlite' | 'postgres'} [options.database] PostgreSQL is the one of INQUEST_TEST_PG
   * @param {string[]} [options.args] more flags
   * @param {number} [options.patience] milliseconds until /readyz must answer
   */
  constructor({ mode = 'demo', database = 'sqlite', args = [], patience = 90_000 } = {}) {
    Object.assign(this, { mode, database, args, patience });
    /** All that the process has printed, both streams as they came. */
    this.output = '';
  }

  /** Makes the folder and the database, starts the process and waits until it is ready. */
  async start() {
    this.data ??= await mkdtemp(join(tmpdir(), 'inquest-e2e-'));
    if (this.database === 'postgres') this.#postgres ??= await Postgres.create();
    // the same port again after a kill: pages and cookies of a journey go on
    this.port ??= await freePort();
    this.origin = `http://127.0.0.1:${this.port}`;
    const flags = [this.mode, '--listen', `127.0.0.1:${this.port}`, ...this.#where(), ...this.args];
    this.#child = spawn(binary, flags, { cwd: this.data, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const said = (chunk) => (this.output += chunk);
    this.#child.stdout.setEncoding('utf8').on('data', said);
    this.#child.stderr.setEncoding('utf8').on('data', said);
    this.#exit = new Promise((done) => {
      this.#child.on('error', (error) => done(`${binary}: ${error.message}`));
      this.#child.on('exit', (code, signal) => done(signal ?? code));
    });
    await this.#ready();
    return this;
  }

  /** Runs another command of the binary on the same folder and database; gives what it prints. */
  async inquest(...words) {
    const { stdout } = await run(binary, [...words, ...this.#where()], {
      cwd: this.data,
      env: environment(),
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** The first address with a path or a query that the process printed: the first-run link. */
  firstRunLink() {
    const links = this.output.match(/https?:\/\/[^\s"'<>]+/g) ?? [];
    const link = links.find((it) => {
      const { pathname, search } = new URL(it);
      return pathname !== '/' || search !== '';
    });
    if (!link) throw new Error(`no link among what the server printed:\n${this.output}`);
    return link;
  }

  /** Ends the process at once, as a power cut would; the folder stays for another start. */
  async kill() {
    this.#child?.kill('SIGKILL');
    await this.#exit;
  }

  /** Ends the process as an operator would; complains unless it ended well. */
  async stop() {
    if (!this.#child) return;
    this.#child.kill('SIGTERM');
    const patience = new AbortController();
    const end = await Promise.race([this.#exit, later(15_000, 'still there', { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    if (end === 'still there') {
      this.#child.kill('SIGKILL');
      throw new Error('the server did not end within 15 s of SIGTERM');
    }
    if (end !== 0 && end !== 'SIGKILL') throw new Error(`the server ended with ${end}`);
    if (/panicked at /.test(this.output)) throw new Error('the server panicked on the way');
  }

  /** Removes the folder and the database. */
  async clean() {
    this.#child?.kill('SIGKILL');
    await this.#exit;
    await this.#postgres?.drop();
    if (this.data) await rm(this.data, { recursive: true, force: true });
  }

  #where() {
    const where = ['--data', this.data];
    if (this.#postgres) where.push('--database', this.#postgres.url);
    return where;
  }

  async #ready() {
    const until = Date.now() + this.patience;
    let ended;
    this.#exit.then((end) => (ended = end));
    for (;;) {
      if (ended !== undefined) throw new Error(`the server ended before it was ready: ${ended}`);
      if (Date.now() > until) throw new Error(`the server was not ready within ${this.patience} ms`);
      const answer = await fetch(`${this.origin}/readyz`).catch(() => undefined);
      // the demo prints how to sign in after it listens
      if (answer?.ok && (this.mode !== 'demo' || /password[^:\n]*: /.test(this.output))) return;
      await later(50);
    }
  }
}

/** A database of its own in the cluster of INQUEST_TEST_PG. */
class Postgres {
  static async create() {
    const cluster = process.env.INQUEST_TEST_PG;
    if (!cluster) throw new Error('INQUEST_TEST_PG is not set: run this under scripts/with-postgres.sh');
    const it = new Postgres();
    it.cluster = cluster;
    it.name = `e2e_${process.pid}_${Date.now()}`;
    await it.#say(`CREATE DATABASE ${it.name}`);
    const url = new URL(cluster);
    url.pathname = `/${it.name}`;
    it.url = url.href;
    return it;
  }

  drop() {
    return this.#say(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
  }

  #say(sql) {
    return run('psql', ['-X', '-q', '-d', this.cluster, '-c', sql]);
  }
}

// what the shell has set for the tests must not configure the product
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('INQUEST_'));
  return Object.fromEntries(kept);
}

