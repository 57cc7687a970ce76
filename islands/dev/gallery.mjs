// Takes pictures of styles/gallery.html at both widths and both themes into .shots/ (for looking, not for tests).
import { chromium } from "playwright-core";
import { mkdirSync } from "node:fs";

const page = new URL("../../styles/gallery.html", import.meta.url).href;
const shots = new URL("../.shots/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await tab.goto(page);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) console.log(`${width}: page is ${wide} px too wide`);
    await tab.evaluate(() => document.querySelector("dialog")?.close());
    const tall = await tab.evaluate(() => document.documentElement.scrollHeight);
    const step = width > 1000 ? 1200 : 1600;
    for (let y = 0; y < tall; y += step) {
      await tab.screenshot({ path: `${shots}${width}-${colorScheme}-${y / step}.png`, fullPage: true, clip: { x: 0, y, width, height: Math.min(step, tall - y) } });
    }
    if (width === 1440 && colorScheme === "light") await tab.pdf({ path: `${shots}print.pdf`, preferCSSPageSize: true });
    await tab.close();
  }
}
await browser.close();
