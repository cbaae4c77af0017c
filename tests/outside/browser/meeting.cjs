// A panel's chair signs in, arranges a meeting, records it and what became of its action, by
// keyboard alone.
"use strict";

const { given } = require("./chromium.cjs");
const { choose, day, follow, pick, reach, tick, write } = require("./keyboard.cjs");

const main = (page) => page.locator("main").innerText();

async function arrange(page) {
  await follow(page, "button", "Be somebody of this sandbox");
  await pick(page, "What you act as", given.chair);
  await pick(page, "The agency that you act for", given.agency);
  await follow(page, "button", "Continue");
  await follow(page, "link", "Schemes");
  await follow(page, "link", /SIM/);
  await follow(page, "link", "Its meetings");
  await follow(page, "link", `Arrange a meeting of ${given.panel}`);
  await day(page, /For which day/, given.meets);
  await follow(page, "button", "Arrange it");
}

// All parts of it but what was decided, which is then asked for.
async function fill(page, words) {
  for (const role of [given.chair, "Clinician"]) {
    await tick(page, new RegExp(`^${role} of ${given.agency}`), /^Who was there/);
  }
  await write(page, "The person", given.person);
  await choose(page, /^Through whom/, "Person");
  await write(page, /^What was said/, words.heard);
  await choose(page, /^What is it about/, "Plan");
  await write(page, /^The person, if it is about one/, given.person);
  await write(page, /^Why/, words.reasons);
  await write(page, /^Votes for it/, "1");
  await write(page, "What they say", words.dissent);
  await write(page, "What is to be done", words.task);
  const owner = /^Who is to do it/;
  await write(page, "Worker, by their id", given.worker, owner);
  await pick(page, "Their agency", given.agency, owner);
  await pick(page, "What they act as", "Care coordinator", owner);
  await day(page, /^By when/, given.due);
}

// What is refused on the way may be looked at.
async function meet(page, words, whenRefused = async () => {}) {
  const seen = {};
  await page.goto(`${given.origin}/sign-in`);
  await arrange(page);
  seen.arranged = await main(page);
  seen.address = new URL(page.url()).pathname;
  await follow(page, "link", "Record this meeting");
  await fill(page, words);
  await follow(page, "button", "Record the meeting");
  seen.refused = await main(page);
  await whenRefused(page);
  // From what is wrong to where it is put right.
  await reach(page, "link", /^Fill this in: What was decided/);
  await page.keyboard.press("Enter");
  await page.keyboard.type(words.decision);
  await follow(page, "button", "Record the meeting");
  seen.recorded = await main(page);
  await follow(page, "link", /^Say what became of it ?: action 1 of this meeting/);
  await choose(page, /^What became of it/, "Done");
  await write(page, /^What was done/, words.notes);
  await follow(page, "button", "Record it");
  seen.done = await main(page);
  return seen;
}

module.exports = { meet };
