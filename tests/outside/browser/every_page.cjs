// Every page, as those see it who have a right to: after a panel has met by keyboard alone,
// each is reached, looked at, read without scripts, and one is printed.
"use strict";

const { given, run, seen, signIn, visitor } = require("./chromium.cjs");
const { look, looked, shoot } = require("./look.cjs");
const { skip, walked } = require("./keyboard.cjs");
const { meet } = require("./meeting.cjs");

const { origin, agency, person, plan, scheme, recorded, typed } = given;
const BOARD = ["Oversight body", "NHS England"];
const READER = ["Care coordinator", agency];

const main = (page) => page.locator("main").innerText();

// With scripts in a wide window, and without on a telephone.
async function meetings(browser) {
  const wide = { viewport: { width: 1280, height: 900 } };
  const small = { javaScriptEnabled: false, viewport: { width: 390, height: 844 } };
  const by = async (options, whenRefused) =>
    meet(await (await visitor(browser, options)).newPage(), recorded, whenRefused);
  const lookAt = async (page) => {
    await look(page, "record-refused");
    await page.setViewportSize(wide.viewport);
  };
  [seen.met, seen.metPlain] = await Promise.all([by(wide, lookAt), by(small)]);
}

// Somebody with scripts, and without.
async function both(browser, ...who) {
  const of = async (options) => signIn(await visitor(browser, options), ...who);
  return Promise.all([of({}), of({ javaScriptEnabled: false })]);
}

// The first link of a page that leads to such an address.
async function led(page, path, to) {
  await page.goto(origin + path);
  return page.locator(`main a[href*="${to}"]`).first().getAttribute("href");
}

async function addresses(page) {
  const of = `/schemes/${scheme}`;
  return {
    schemes: "/schemes",
    scheme: of,
    meetings: `${of}/meetings`,
    return: `${of}/return`,
    figure: await led(page, `${of}/return`, `${of}/return/`),
    inbox: "/flags",
    flag: await led(page, "/flags", "/flags/flag_"),
    cases: "/cases",
    rules: "/rules",
    rule: await led(page, "/rules", "/rules/"),
    system: "/system",
    "not-found": "/nowhere",
    "wrong-day": `${of}/return?at-day=31&at-month=2&at-year=2021`,
  };
}

const OF_PERSON = {
  meeting: () => seen.met.address,
  record: () => `${seen.met.address}/record`,
  case: () => `/people/${person}?months=60`,
  plan: () => `/people/${person}/plans/${plan}`,
  "plan-compared": () => `/people/${person}/plans/${plan}?before=1&after=2`,
  "view-of": () => `/people/${person}/view`,
  screen: () => "/screen",
};

// What the main part of a page says, but for what is there only while scripts run.
async function lines(page) {
  const live = await page.locator("#live, [data-screen]").allInnerTexts();
  const gone = new Set(live.flatMap((text) => text.split(/[\n\t]/)));
  return (await main(page)).split(/[\n\t]/).map((line) => line.trim())
    .filter((line) => line && !gone.has(line));
}

// Each page with scripts and without: looked at, and what is lost without.
async function pages([scripted, plain], all) {
  for (const [name, path] of Object.entries(all)) {
    const [answer] = await Promise.all([scripted, plain].map((page) => page.goto(origin + path)));
    const [says, without] = await Promise.all([lines(scripted), lines(plain)]);
    const lost = says.filter((line) => !without.includes(line));
    seen.pages[name] = { status: answer.status(), lines: says.length, lost,
      begun: await skip(scripted) };
    await scripted.goto(origin + path);
    await look(scripted, name);
  }
}

// Who may not see a record is told so.
async function strangers(browser) {
  const two = await both(browser, "Vendor", "High Intensity Network Ltd");
  await pages(two, { "not-permitted": `/people/${person}` });
}

async function screened(page) {
  await page.goto(`${origin}/screen`);
  await page.getByLabel("The words").fill(typed.screened);
  await page.getByRole("button", { name: "Screen these words" }).click();
  await page.locator("mark").first().waitFor();
  seen.screened = await main(page);
  await look(page, "screened");
}

// Everybody who is not signed in is somewhere, too.
async function outside(browser) {
  const page = await (await visitor(browser)).newPage();
  await page.goto(`${origin}/sign-in`);
  await look(page, "sign-in");
  await page.getByRole("button", { name: "Be somebody of this sandbox" }).click();
  await look(page, "local");
  await page.getByRole("button", { name: "Continue" }).click();
  await look(page, "local-refused");
}

// All forms in one window, which is small: a form has but one column.
async function forms(page) {
  for (const form of given.forms) {
    const to = `/forms/${form}?person_id=${person}&plan_id=${plan}&scheme_id=${scheme}`;
    const answer = await page.goto(origin + to);
    seen.forms[form] = answer.status();
    await look(page, `form-${form}`, { widths: [390] });
  }
}

// What was typed into a form that is refused, and into one that is stored.
async function write(page) {
  await page.goto(`${origin}/forms/register-person`);
  await page.getByLabel(/^The name/).fill(typed.name);
  await page.getByRole("button", { name: "Enter them" }).click();
  await page.waitForURL(/done=/);
  seen.registered = page.url();
  await page.goto(`${origin}/forms/record-statement?person_id=${person}`);
  await page.getByLabel(/^The person's words/).fill(typed.statement);
  await page.getByRole("button", { name: "Put it on record" }).click();
  await look(page, "statement-refused");
  await page.getByRole("radio").first().check();
  await page.getByRole("button", { name: "Put it on record" }).click();
  await page.waitForURL(/done=/);
  await page.goto(`${origin}/people/${person}/view`);
  seen.stated = await main(page);
}

// The person's own page, as they read it and as it leaves a printer.
async function own(browser) {
  const page = await signIn(await visitor(browser), "The person", agency, given.own);
  await page.goto(`${origin}/people/${given.own}/view`);
  seen.own = await main(page);
  await look(page, "own");
  await page.emulateMedia({ media: "print" });
  // The width of a sheet of A4.
  await page.setViewportSize({ width: 794, height: 1123 });
  seen.printed = await page.evaluate(() => {
    const shown = (element) => element.checkVisibility() && element.getClientRects().length;
    const sizes = [...document.querySelectorAll("body *")].filter((element) => shown(element)
      && !element.closest(".nhsuk-u-visually-hidden")
      && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .map((element) => [parseFloat(getComputedStyle(element).fontSize), element.innerText]);
    const stray = [...document.querySelectorAll("nav, form, header, footer, button, input, select")]
      .filter(shown).map((element) => element.outerHTML.slice(0, 120));
    return { smallest: sizes.sort((a, b) => a[0] - b[0]).slice(0, 3), texts: sizes.length, stray };
  });
  await shoot(page, "own-printed");
  await page.pdf({ path: given.pdf, format: "A4" });
}

run(async (browser) => {
  seen.pages = {};
  seen.forms = {};
  await meetings(browser);
  const [board, reader, writer] = await Promise.all([
    both(browser, ...BOARD), both(browser, ...READER), signIn(await visitor(browser), ...READER)]);
  await reader[0].goto(origin + seen.met.address);
  seen.read = await main(reader[0]);
  const ofPerson = Object.entries(OF_PERSON).map(([name, path]) => [name, path()]);
  await Promise.all([
    pages(board, await addresses(board[0])),
    pages(reader, Object.fromEntries(ofPerson)),
    write(writer).then(() => screened(writer)).then(() => forms(writer)),
  ]);
  await Promise.all([strangers(browser), outside(browser), own(browser)]);
  return { ...looked(), ...walked() };
});
