// A safeguarding lead's day in the machine's Chromium, and what nobody should be able to do.
// Prints what was seen, one JSON object; the Python client beside it judges it.
"use strict";

const fs = require("fs");
const { chromium } = require("playwright-core");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const PATIENCE = 60_000;
const WIDTHS = [1280, 390];

const [executablePath, given] = process.argv.slice(2);
const { origin, ready, story, words, shots } = JSON.parse(given);
const said = [];
const asked = new Set();
const axe = [];
const sideways = [];
const contrasts = [];
const seen = {};

function listen(page) {
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.add(request.url()));
}

// Waits for something that the page itself does not tell.
async function until(page, what, is) {
  for (const end = Date.now() + 4 * PATIENCE; !(await is()); ) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await page.waitForTimeout(500);
  }
}

async function signIn(context, role, agency) {
  const page = await context.newPage();
  listen(page);
  await page.goto(`${origin}/sign-in`);
  await page.getByRole("button", { name: "Be somebody of this sandbox" }).click();
  // The agencies of the story come one by one.
  await page.selectOption("#role", { label: role });
  await page.selectOption("#agency", { label: agency });
  await page.getByRole("button", { name: "Continue" }).click();
  return page;
}

// The contrast of each text in a picture with what lies under it, by WCAG's formula: axe
// leaves it undecided.
function contrast() {
  const parse = (colour) => {
    const parts = colour.match(/[\d.]+/g);
    return parts && (parts.length < 4 || Number(parts[3]) > 0) ? parts.slice(0, 3).map(Number) : null;
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => {
      const s = c / 255;
      return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const text of document.querySelectorAll("svg text")) {
    const style = getComputedStyle(text);
    const ink = parse(style.fill);
    const box = text.getBBox();
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    let paper = parse(getComputedStyle(text.ownerSVGElement.parentElement).backgroundColor)
      || [255, 255, 255];
    for (const rect of text.ownerSVGElement.querySelectorAll("rect")) {
      const under = rect.getBBox();
      const inside = middle[0] >= under.x && middle[0] <= under.x + under.width
        && middle[1] >= under.y && middle[1] <= under.y + under.height;
      const fill = parse(getComputedStyle(rect).fill);
      if (inside && fill) paper = fill;
      if (rect.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING) break;
    }
    const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);
    found.push({ text: text.textContent, ratio: (a + 0.05) / (b + 0.05) });
  }
  return found;
}

// Looks at a page at both widths: as a person would, and by axe.
async function look(page, name, { withAxe = true } = {}) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) sideways.push({ name, width, over });
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
    if (withAxe) {
      // Run from outside the page, whose own policy forbids such scripts.
      const result = await page.evaluate(`(() => { ${AXE}; return axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }); })()`);
      const nodes = (violation) => violation.nodes.map((node) => node.target.join(" ")).slice(0, 5);
      axe.push({ name, width, passes: result.passes.length, violations: result.violations
        .map((violation) => ({ id: violation.id, nodes: nodes(violation) })) });
    }
  }
  for (const one of await page.evaluate(contrast)) contrasts.push({ name, ...one });
}

async function lead(browser) {
  const context = await browser.newContext();
  const page = await signIn(context, "Oversight body", "Onlooker");
  seen.first = page.url();
  await page.evaluate(() => { window.stayed = true; });
  // Now the story is told, and what it raises arrives without a reload.
  fs.writeFileSync(ready, "");
  const live = page.locator("#live a[href^='/flags/flag_']");
  await live.first().waitFor();
  await page.locator("#live", { hasText: "S1" }).waitFor();
  seen.live = await page.locator("#live").innerText();
  seen.stayed = await page.evaluate(() => window.stayed === true);
  await look(page, "inbox-live");

  // Once all is told.
  await until(page, "the story is told", () => fs.existsSync(story));
  // Names of agencies are some seconds old at most.
  await until(page, "agencies are called by their names", async () => {
    await page.goto(`${origin}/flags?rule=disclosure-without-basis&stage=all`);
    return page.locator(".candour-flag", { hasText: "Maudsley" }).count();
  });
  seen.count = await page.locator("#count").innerText();
  await look(page, "inbox");
  await page.locator(".candour-flag", { hasText: "Person" }).locator("h3 a").first().click();
  seen.flag = new URL(page.url()).pathname;
  seen.why = await page.locator("main").innerText();
  await look(page, "flag");

  await page.locator("dl a[href^='/people/']").click();
  seen.person = new URL(page.url()).pathname;
  await page.selectOption("#months", "60");
  await page.getByRole("button", { name: "Show this" }).click();
  seen.case = await page.locator("main").innerText();
  await look(page, "case");
  // By keyboard: to the day, and off.
  await page.locator("#at").focus();
  for (const part of ["1", "1", "2019"]) {
    await page.keyboard.type(part);
    await page.keyboard.press("Tab");
  }
  await page.locator("#at-year").press("Enter");
  await page.waitForURL(/at-year=2019/);
  seen.before = await page.locator("main").innerText();

  for (const [path, name] of [["/cases", "cases"], ["/rules", "rules"],
    ["/rules/disclosure-without-basis", "rule"], ["/system", "system"]]) {
    await page.goto(origin + path);
    await look(page, name);
  }

  const nobodys = page.locator(".candour-flag a");
  await until(page, "a flag is with a safeguarding lead", async () => {
    await page.goto(`${origin}/flags?tier=lead&rule=checklist-without-evidence`);
    return nobodys.count();
  });
  await nobodys.first().click();
  await page.getByRole("link", { name: "Escalate it" }).click();
  await page.getByLabel("Board").check();
  await page.locator("[id='fact.reason']").fill("It waited too long.");
  await look(page, "form");
  await page.getByRole("button", { name: "Escalate" }).click();
  await page.waitForURL(/done=escalate-flag/);
  seen.escalated = await page.locator("main").innerText();

  await page.goto(`${origin}/forms/resolve-flag?flag_id=${seen.flag.split("/").pop()}`);
  await page.getByRole("button", { name: "Resolve" }).click();
  seen.empty = await page.locator(".nhsuk-error-summary").innerText();
  seen.focused = await page.evaluate(() => document.activeElement.className);
  await look(page, "form-refused");
  await page.getByLabel("Inconclusive").check();
  await page.locator("[id='fact.reason']").fill(words);
  await page.getByRole("button", { name: "Resolve" }).click();
  await page.waitForURL(/done=resolve-flag/);
  seen.resolved = await page.locator("main").innerText();
  await look(page, "flag-resolved");
  return context;
}

// Somebody of an agency that answers for the flag.
async function flagged(browser) {
  const context = await browser.newContext();
  const page = await signIn(context, "Safeguarding lead", seen.answers);
  await page.goto(origin + seen.flag);
  seen.notYours = await page.locator("main").innerText();
  const id = seen.flag.split("/").pop();
  await page.goto(`${origin}/forms/resolve-flag?flag_id=${id}`);
  await page.getByLabel("Inconclusive").check();
  await page.locator("[id='fact.reason']").fill("We looked into it ourselves.");
  await page.getByRole("button", { name: "Resolve" }).click();
  seen.refused = await page.locator("main").innerText();
  return context;
}

// Without scripts everything is there but what is live.
async function plain(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await signIn(context, "Oversight body", "NHS England");
  seen.plain = { list: await page.locator(".candour-flag").count() };
  await page.locator(".candour-flag a").first().click();
  seen.plain.flag = await page.locator("h1").innerText();
  await page.getByRole("link", { name: "Take note of it" }).click();
  await page.getByRole("button", { name: "Take note" }).click();
  seen.plain.done = await page.locator("main").innerText();
  return context;
}

// What another site, or an old page, would send.
async function strangers(context) {
  const page = context.pages()[0];
  const flag = seen.flag.split("/").pop();
  const send = (headers, form) => page.request.post(`${origin}/forms/acknowledge-flag`, {
    headers, form: { "fact.flag_id": flag, ...form }, maxRedirects: 0 });
  seen.forged = [
    (await send({}, {})).status(),
    (await send({}, { form_token: "x" })).status(),
    (await send({ "sec-fetch-site": "cross-site" }, {})).status(),
  ];
  const cookies = await context.cookies();
  seen.cookies = cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }));
}

async function out(browser, context) {
  const other = await signIn(await browser.newContext(), "Oversight body", "Onlooker");
  const page = context.pages()[0];
  await page.goto(`${origin}/flags`);
  await page.getByRole("button", { name: "Sign out on every device" }).click();
  seen.out = await page.locator("main").innerText();
  await look(page, "sign-in");
  await other.goto(`${origin}/flags`);
  seen.outElsewhere = new URL(other.url()).pathname;
}

async function main() {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const context = await lead(browser);
  const answers = seen.why.match(/Answers for it\s+([^\n]+)/);
  seen.answers = answers[1].split(",").at(-1).trim();
  await flagged(browser);
  await plain(browser);
  await strangers(context);
  await out(browser, context);
  console.log(JSON.stringify({
    version: browser.version(), seen, said, axe, sideways, contrasts, asked: [...asked] }));
  await browser.close();
}

main().catch((error) => {
  console.error(error, JSON.stringify({ seen, said: said.slice(-5) }));
  // A browser that is still open would keep this from ending.
  process.exit(1);
});
