// Opens pages in the machine's Chromium, one after the other, and prints what
// each answers: `{url, ask, given}` calls a function of the page's, and
// `{url, lines, least}` waits for so many elements and reads them.
"use strict";

const { chromium } = require("playwright-core");

const FLAGS = [
  // The page is our own, and root has no sandbox.
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  // Nothing is asked of anybody but the service.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];
const PATIENCE = 90_000;

async function visit(browser, { url, ask, given, lines, least }) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  try {
    await page.goto(url);
    if (ask) {
      return { answer: await page.evaluate(([name, input]) => window[name](input), [ask, given]), said };
    }
    await page.locator(lines).nth(least - 1).waitFor();
    return { answer: await page.locator(lines).allTextContents(), said };
  } catch (error) {
    return { error: String(error), said };
  } finally {
    await page.close();
  }
}

async function main() {
  const [executablePath, visits] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const results = [];
  for (const one of JSON.parse(visits)) {
    results.push(await visit(browser, one));
  }
  console.log(JSON.stringify({ version: browser.version(), results }));
  await browser.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
