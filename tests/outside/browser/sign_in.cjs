// Somebody signs in to the web pages in the machine's Chromium, by a provider at another
// address, once with a purpose and once by changing their mind. Prints what was seen.
"use strict";

const { given, run, seen, visitor } = require("./chromium.cjs");

const { origin, elsewhere } = given;

run(async (browser) => {
  const page = await (await visitor(browser)).newPage();

  // By the machine's other name: cookies know one of them.
  await page.goto(`${elsewhere}/sign-in`);
  seen.home = page.url();
  await page.getByRole("button", { name: "I look after somebody's safety" }).click();
  await page.locator("input[name=login]").fill("nurse");
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]").click();
  await page.waitForURL(`${origin}/**`);
  seen.in = page.url();
  seen.who = await page.locator("header").innerText();

  // Who changes their mind is told so.
  await page.goto(`${origin}/sign-in/back?error=access_denied&state=x`);
  seen.declined = await page.locator("main").innerText();
  // And who comes back without having been sent is not let in.
  await page.goto(`${origin}/sign-in/back?code=x&state=x`);
  seen.strange = await page.locator("main").innerText();
});
