// Bundles styles/app.css and src/app.ts into the folder that the server embeds.
// Names are stable; manifest.json maps each to the hash of its content (for ETag and ?v=).
import { build, context } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../crates/web/assets/dist");
const targets = ["chrome123", "firefox128", "safari17.5"];
const budget = { "app.css": 20_000, "app.js": 20_000 };

const pages = {
  entryPoints: { app: join(here, "src/app.ts") },
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: targets,
  chunkNames: "[name]-[hash]",
  legalComments: "none",
};
const styles = { entryPoints: { app: join(here, "../styles/app.css") }, outdir: out, bundle: true, minify: true, target: targets };

/** Writes manifest.json: name -> sha256 (base64, as in an integrity attribute), size and what it loads. */
function manifest() {
  const files = readdirSync(out).filter((name) => /\.(js|css)$/.test(name)).sort();
  const entries = files.map((name) => {
    const bytes = readFileSync(join(out, name));
    const gzip = gzipSync(bytes, { level: 9 }).length;
    return [name, { hash: createHash("sha256").update(bytes).digest("hex").slice(0, 16), integrity: `sha256-${createHash("sha256").update(bytes).digest("base64")}`, bytes: bytes.length, gzip }];
  });
  writeFileSync(join(out, "manifest.json"), `${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`);
  for (const [name, { bytes, gzip }] of entries) console.log(`${name.padEnd(32)} ${String(bytes).padStart(7)} B ${String(gzip).padStart(6)} B gz`);
  const over = entries.filter(([name, { gzip }]) => gzip > (budget[name] ?? Infinity));
  if (over.length > 0) throw new Error(`over budget: ${over.map(([name]) => name).join(", ")}`);
}

async function tests() {
  const folder = join(here, "test");
  const found = readdirSync(folder).filter((name) => name.endsWith(".test.ts")).map((name) => join(folder, name));
  await build({ entryPoints: found, outdir: join(here, ".tests"), bundle: true, platform: "node", format: "esm", target: "node20", outExtension: { ".js": ".mjs" } });
}

if (process.argv.includes("--tests")) {
  rmSync(join(here, ".tests"), { recursive: true, force: true });
  await tests();
} else if (process.argv.includes("--watch")) {
  for (const options of [pages, styles]) await (await context(options)).watch();
} else {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build(pages);
  await build(styles);
  manifest();
}
