// A safeguarding lead's day in the machine's Chromium, and what nobody should be able to do.
// Prints what was seen, one JSON object; the Python client beside it judges it.
"use strict";

const fs = require("fs");
const { given, run, seen, signIn, until, visitor } = require("./chromium.cjs");
const { look, looked } = require("./look.cjs");

const { origin, ready, story, words } = given;

async function lead(browser) {
  const context = await visitor(browser);
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

  await page.goto(`${origin}/schemes`);
  const scheme = page.locator("main a[href^='/schemes/scheme_']", { hasText: "SIM" });
  await scheme.first().click();
  await page.getByRole("link", { name: "How groups of its people compare" }).click();
  seen.groups = await page.locator("main").innerText();
  await look(page, "groups");

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
  const context = await visitor(browser);
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
  const context = await visitor(browser, { javaScriptEnabled: false });
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
  const other = await signIn(await visitor(browser), "Oversight body", "Onlooker");
  // Somebody is in the middle of a form.
  await other.goto(`${origin}/forms/escalate-flag?flag_id=${seen.flag.split("/").pop()}`);
  await other.getByLabel("Board").check();
  await other.locator("[id='fact.reason']").fill(words);
  const page = context.pages()[0];
  await page.goto(`${origin}/flags`);
  await page.getByRole("button", { name: "Sign out on every device" }).click();
  seen.out = await page.locator("main").innerText();
  await look(page, "sign-in");
  await other.getByRole("button", { name: "Escalate" }).click();
  seen.givenBack = await other.locator("main").innerText();
  await look(other, "given-back");
  await other.goto(`${origin}/flags`);
  seen.outElsewhere = new URL(other.url()).pathname;
}

run(async (browser) => {
  const context = await lead(browser);
  const answers = seen.why.match(/Answers for it\s+([^\n]+)/);
  seen.answers = answers[1].split(",").at(-1).trim();
  await flagged(browser);
  await plain(browser);
  await strangers(context);
  await out(browser, context);
  return looked();
});
