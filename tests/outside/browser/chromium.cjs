// The machine's Chromium as every client here starts it with what its arguments give, what its
// pages say, ask for and save, and how somebody signs in to a sandbox.
"use strict";

const { chromium } = require("playwright-core");

const FLAGS = [
  // The pages are our own, and root has no sandbox.
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  // Nothing is asked of anybody but the service.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];
const PATIENCE = 60_000;

const [executablePath, arguments_] = process.argv.slice(2);
const given = JSON.parse(arguments_);
// What a client saw, for the Python client beside it to judge.
const seen = {};
// What all pages said, asked for, were called and saved.
const said = [];
const asked = new Set();
const titles = new Set();
const files = new Set();

// Somebody with cookies of their own.
async function visitor(browser, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  context.on("console", (message) => said.push(message.text()));
  context.on("weberror", (error) => said.push(String(error.error())));
  context.on("request", (request) => asked.add(request.url()));
  context.on("page", (page) => {
    page.on("download", (download) => files.add(download.suggestedFilename()));
    // Of a page that is left at once, the title is that of the next.
    page.on("load", () => page.title().then((title) => titles.add(title), () => {}));
  });
  return context;
}

// Waits for something that the page itself does not tell.
async function until(page, what, is) {
  for (const end = Date.now() + 4 * PATIENCE; !(await is()); ) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await page.waitForTimeout(500);
  }
}

async function signIn(context, role, agency, person = "") {
  const page = await context.newPage();
  await page.goto(`${given.origin}/sign-in`);
  await page.getByRole("button", { name: "Be somebody of this sandbox" }).click();
  // The agencies of a story come one by one.
  await page.selectOption("#role", { label: role });
  await page.selectOption("#agency", { label: agency });
  if (person) await page.locator("#person").fill(person);
  await page.getByRole("button", { name: "Continue" }).click();
  return page;
}

// Runs a client and prints, as one JSON object, what was seen and what else it answers.
async function run(client) {
  try {
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    const more = await client(browser);
    const heard = { said, asked: [...asked], titles: [...titles], files: [...files] };
    console.log(JSON.stringify({ version: browser.version(), seen, ...heard, ...more }));
    await browser.close();
  } catch (error) {
    console.error(error, JSON.stringify({ seen, said: said.slice(-5) }));
    // A browser that is still open would keep this from ending.
    process.exit(1);
  }
}

module.exports = { given, run, seen, signIn, until, visitor };
