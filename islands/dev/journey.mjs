// The islands in Chromium under the product's policy: `npm run journey`. Any console error fails, save those named.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const { address, seen, close } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
let failures = 0;

async function journey(name, path, expected, walk) {
  const tab = await context.newPage();
  const said = [];
  tab.on("console", (line) => { if (line.type() === "error" && !expected.some((part) => line.text().includes(part))) said.push(line.text()); });
  tab.on("pageerror", (error) => said.push(String(error)));
  tab.setDefaultTimeout(5_000);
  try {
    await tab.goto(address + path);
    await walk(tab);
    assert.deepEqual(said, []);
    assert.equal(await tab.evaluate(() => window.pwned), undefined);
    console.log(`ok   ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL ${name}: ${error.stack}\n${said.join("\n")}`);
  }
  await tab.close({ runBeforeUnload: false });
}
const ready = (tab, selector) => tab.waitForSelector(`${selector}[data-ready]`, { state: "attached" });
const focused = (tab) => tab.evaluate(() => document.activeElement?.id);

await journey("100,000 rows by keyboard", "/evidence", [], async (tab) => {
  await ready(tab, ".evidence");
  assert.equal(await tab.isVisible("#pager"), false);
  await tab.focus("#e-0");
  await tab.keyboard.press("ArrowDown");
  assert.equal(await focused(tab), "e-1");
  await tab.keyboard.press("End");
  await tab.waitForSelector("#e-99999:focus");
  await tab.keyboard.press("PageUp");
  const up = Number((await focused(tab)).slice(2));
  assert.ok(up < 99_998 && up > 99_970, `page up led to ${up}`);
  for (let n = 0; n < 30; n += 1) await tab.evaluate((n) => { document.querySelector(".evidence").scrollTop = n * 200_000; }, n);
  await tab.waitForTimeout(300);
  assert.ok(await tab.evaluate(() => document.querySelectorAll(".evidence > li").length) < 80);
  await tab.evaluate(() => { document.querySelector(".evidence").scrollTop = 0; });
  await tab.waitForSelector("#e-3");
  await tab.focus("#e-0");
  for (let n = 0; n < 30; n += 1) await tab.keyboard.press("ArrowDown");
  const [row, bar] = [await tab.locator("#e-30").boundingBox(), await tab.locator(".evidence-bar").boundingBox()];
  assert.ok(row.y > 52 && row.y + row.height <= bar.y + 1, `row ends at ${row.y + row.height}, the bar begins at ${bar.y}`);
});

await journey("select across the window and make an entry", "/evidence", [], async (tab) => {
  await ready(tab, ".evidence");
  await tab.focus("#e-0");
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("x");
  await tab.keyboard.press("Shift+ArrowDown");
  await tab.keyboard.press("Shift+ArrowDown");
  await tab.waitForFunction(() => document.querySelector("[data-slot='selected']").textContent === "3 selected");
  await tab.keyboard.press("End");
  await tab.waitForSelector("#e-99999:focus");
  await tab.keyboard.press(" ");
  await tab.keyboard.press("e");
  assert.equal(await tab.textContent("#made"), "1,2,3,99999");
});

await journey("accept and dismiss suggestions", "/evidence", ["500"], async (tab) => {
  await ready(tab, ".evidence");
  await tab.focus("#e-0");
  await tab.keyboard.press("a");
  await tab.waitForFunction(() => !document.querySelector("#e-0 .suggestion"));
  assert.equal(await focused(tab), "e-0");
  for (let n = 0; n < 10; n += 1) await tab.keyboard.press("j");
  assert.equal(await focused(tab), "e-10");
  await tab.keyboard.press("d");
  await tab.waitForFunction(() => !document.querySelector("#e-10 .suggestion"));
  for (let n = 0; n < 10; n += 1) await tab.keyboard.press("j");
  await tab.keyboard.press("d");
  await tab.waitForSelector(".toast-bad");
  assert.ok(await tab.$("#e-20 .suggestion"), "a refused dismissal keeps the suggestion");
});

await journey("density brush filters by time", "/evidence", [], async (tab) => {
  await ready(tab, ".density");
  const box = await tab.locator(".density svg").boundingBox();
  await tab.mouse.move(box.x + box.width / 7, box.y + 20);
  await tab.mouse.down();
  await tab.mouse.move(box.x + (box.width * 2) / 7, box.y + 20, { steps: 4 });
  await Promise.all([tab.waitForNavigation(), tab.mouse.up()]);
  assert.match(tab.url(), /from=2026-11-13T1(3%3A59|4%3A00).*to=2026-11-13T14%3A(09|10)/);
});

await journey("keys help, slash, theme", "/evidence", [], async (tab) => {
  await ready(tab, "dialog");
  await tab.keyboard.press("?");
  await tab.waitForSelector("dialog[open]");
  assert.match(await tab.textContent("dialog .keys"), /\/Filter/);
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("/");
  assert.equal(await tab.evaluate(() => document.activeElement.name), "q");
  await tab.click("[data-theme-set='dark']");
  assert.equal(await tab.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(22, 23, 26)");
  await tab.reload();
  assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), "dark");
});

await journey("timeline: edit in place, error, save, delete with undo", "/timeline", ["422"], async (tab) => {
  await ready(tab, ".timeline");
  await tab.focus("#entry-1");
  await tab.keyboard.press("j");
  assert.equal(await focused(tab), "entry-2");
  await tab.keyboard.press("e");
  await tab.waitForSelector("#entry-2 textarea:focus");
  await tab.fill("#entry-2 textarea", "");
  await tab.keyboard.press("Control+Enter");
  await tab.waitForSelector("#entry-2 textarea[aria-invalid='true']:focus");
  await tab.keyboard.type("pager fired");
  await tab.keyboard.press("Control+Enter");
  await tab.waitForFunction(() => document.querySelector("#entry-2 p")?.textContent === "pager fired");
  await tab.waitForFunction(() => document.activeElement?.id === "entry-2");
  await tab.keyboard.press("Delete");
  await tab.waitForSelector(".banner-good");
  await tab.waitForFunction(() => document.activeElement?.id === "entry-3");
  await ready(tab, ".timeline");
  await tab.keyboard.press("k");
  assert.equal(await focused(tab), "entry-1");
});

await journey("strip: zoom, brush, address, marks", "/timeline", [], async (tab) => {
  await ready(tab, ".strip");
  const x = () => tab.getAttribute("circle >> nth=0", "cx");
  const before = Number(await x());
  await tab.focus(".strip");
  await tab.keyboard.press("+");
  assert.equal(await tab.getAttribute("circle >> nth=0", "display"), "none");
  await tab.keyboard.press("0");
  assert.ok(Math.abs(Number(await x()) - before) < 0.1);
  const box = await tab.locator(".strip svg").boundingBox();
  const at = (unit) => box.x + (unit / 760) * box.width;
  await tab.mouse.move(at(76 + (684 * 2.5) / 7), box.y + 20);
  await tab.mouse.down();
  await tab.mouse.move(at(76 + (684 * 4) / 7), box.y + 20, { steps: 3 });
  await tab.mouse.up();
  await tab.waitForURL(/#from=\d+&to=\d+$/);
  assert.equal(await tab.isVisible("#entry-1"), false);
  assert.equal(await tab.isVisible("#entry-3"), true);
  assert.match(await tab.textContent("[data-slot='range']"), /GMT\+9|KST/);
  await tab.reload();
  await ready(tab, ".strip");
  assert.equal(await tab.isVisible("#entry-1"), false);
  await tab.click("a[href='#entry-1'] circle");
  assert.equal(await tab.isVisible("#entry-1"), true);
});

await journey("a whole page never nests in a fragment", "/timeline", ["500"], async (tab) => {
  await ready(tab, ".timeline");
  await tab.click("#boom");
  await tab.waitForSelector(".toast-bad");
  assert.equal(await tab.textContent("h1"), "Timeline");
  await tab.click("#ended");
  await tab.waitForURL("**/sign-in");
});

await journey("htmx: partials, address, and no code from strings", "/fragments", ["carries a script", "no code in attributes", "inline event handler", "404"], async (tab) => {
  await ready(tab, "[data-island='theme']");
  await tab.click("#gone");
  await tab.waitForSelector(".toast-bad");
  assert.equal(await tab.textContent("#b"), "b");
  await tab.click("#get");
  await tab.waitForFunction(() => document.querySelector("#a").textContent === "new a" && document.querySelector("#b").textContent === "new b");
  await tab.waitForURL("**/fragments?step=2");
  await tab.goBack();
  await tab.waitForFunction(() => document.querySelector("#a").textContent === "a");
  for (const id of ["#bad", "#on", "#vals"]) await tab.click(id);
  await tab.waitForSelector(".toast-bad");
  await tab.waitForTimeout(200);
  assert.equal(await tab.textContent("#a"), "a");
});

await journey("narrative: preview, save, guard, upload", "/narrative", ["inline event handler", "415", "404"], async (tab) => {
  await ready(tab, ".editor");
  await tab.click("textarea");
  await tab.keyboard.press("End");
  await tab.keyboard.type(" 안녕");
  assert.equal(await tab.textContent("[data-slot='state']"), "Not saved yet");
  await tab.waitForFunction(() => document.querySelector(".editor-preview h1")?.textContent === "Hello 안녕");
  await tab.keyboard.press("Control+s");
  await tab.waitForFunction(() => document.querySelector("[data-slot='state']").textContent === "Saved");
  assert.equal(seen.filter(({ path }) => path === "/narrative").at(-1)?.fragment, true);
  const drop = (name) => tab.evaluate((name) => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], name));
    document.querySelector("textarea").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, name);
  await drop("shot.png");
  await tab.waitForFunction(() => document.querySelector("textarea").value.includes("![shot](/files/1)"));
  await drop("bad.bin");
  await tab.waitForSelector(".toast-bad");
  assert.match(await tab.textContent(".toast-bad"), /kind of file/);
});

await journey("import: progress ends, file is sent, refusal is shown", "/narrative", ["422"], async (tab) => {
  await ready(tab, ".progress");
  await tab.waitForSelector(".progress[data-state='done']", { timeout: 8_000 });
  await tab.setInputFiles(".drop input", { name: "bad.zip", mimeType: "application/zip", buffer: Buffer.from("bad") });
  await tab.click(".drop button");
  await tab.waitForFunction(() => document.querySelector("[data-slot='error']").textContent === "The zip is not readable.");
  await tab.setInputFiles(".drop input", { name: "good.zip", mimeType: "application/zip", buffer: Buffer.from("PK") });
  await tab.click(".drop button");
  await tab.waitForURL("**/sign-in");
});

await browser.close();
close();
process.exitCode = failures === 0 ? 0 : 1;
