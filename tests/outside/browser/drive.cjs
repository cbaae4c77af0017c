// Opens pages in the machine's Chromium, one after the other, and prints what
// each answers: `{url, ask, given}` calls a function of the page's, and
// `{url, lines, least}` waits for so many elements and reads them.
"use strict";

const { given: visits, run } = require("./chromium.cjs");

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
      const answer = await page.evaluate(([name, input]) => window[name](input), [ask, given]);
      return { answer, said };
    }
    await page.locator(lines).nth(least - 1).waitFor();
    return { answer: await page.locator(lines).allTextContents(), said };
  } catch (error) {
    return { error: String(error), said };
  } finally {
    await page.close();
  }
}

run(async (browser) => {
  const results = [];
  for (const one of visits) results.push(await visit(browser, one));
  return { results };
});
