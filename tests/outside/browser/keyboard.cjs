// Somebody at a page with the keyboard alone. At each stop of the focus it is looked at whether
// the focus shows, whether something covers it, and whether it goes on as the page reads.
"use strict";

const MOST = 250;

// What was wrong at a stop, and how many stops there were.
const stumbles = [];
let stops = 0;

// In the page: how everything that can have the focus is drawn while it has none.
function remember() {
  if (window.walk) return;
  // Of boxes to tick, it is the label that is seen.
  const drawn = (element) => [element, ...(element.labels || [])].flatMap((one) =>
    ["", "::before", "::after"].map((part) => {
      const style = getComputedStyle(one, part || null);
      const outline = style.outlineStyle === "none" ? "" : style.outline;
      return [outline, style.boxShadow, style.backgroundColor].join();
    })).join(";");
  const all = document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]");
  const free = [...all].filter((element) => element !== document.activeElement);
  const reached = [...all].filter((element) => element.tabIndex >= 0 && element.checkVisibility());
  window.walk = {
    drawn,
    unfocused: new Map(free.map((element) => [element, drawn(element)])),
    first: reached[0],
    last: reached.at(-1),
    before: null,
  };
}

// In the page: where the focus is now, and what is wrong about that.
async function stop(backwards) {
  const { walk } = window;
  const element = document.activeElement;
  if (!element || element === document.body) {
    walk.before = null;
    return null;
  }
  const wrong = [];
  const plain = walk.unfocused.get(element);
  const shows = () => plain === undefined || walk.drawn(element) !== plain;
  // A colour may take a moment to change.
  for (let tries = 0; tries < 20 && !shows(); tries += 1) {
    await new Promise((later) => { setTimeout(later, 25); });
  }
  if (!shows()) wrong.push("the focus does not show");

  const box = element.getClientRects()[0] || element.getBoundingClientRect();
  // Of what is taller than the window, or at its edge, a part is enough.
  const own = [element, ...(element.labels || [])];
  const seen = [0.1, 0.5, 0.9].some((part) => {
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height * part);
    return own.some((one) => one.contains(top));
  });
  if (!seen) wrong.push("it is covered or off the screen");

  const { scrollY } = window;
  const here = { element, top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left };
  // After the last comes the first again.
  const begins = element === walk.first && walk.before?.element === walk.last && !backwards;
  if (walk.before?.element.isConnected && walk.before.element !== element && !begins) {
    const [from, to] = backwards ? [here, walk.before] : [walk.before, here];
    const follows = from.element.compareDocumentPosition(to.element)
      & Node.DOCUMENT_POSITION_FOLLOWING;
    if (!follows) wrong.push("it does not follow in the page");
    const above = to.bottom <= from.top && to.left <= from.left;
    const leftwards = to.top < from.bottom && to.bottom > from.top && to.left < from.left;
    if (above || leftwards) wrong.push("it does not follow to the eye");
  }
  walk.before = here;
  const legend = element.closest("fieldset")?.querySelector("legend");
  return { wrong, group: legend ? legend.innerText.trim() : "" };
}

// What has the focus, as the browser tells it to somebody who does not see.
async function focused(page) {
  page.inspector ||= await page.context().newCDPSession(page);
  const { result } = await page.inspector.send(
    "Runtime.evaluate", { expression: "document.activeElement" });
  const { nodes } = await page.inspector.send(
    "Accessibility.getPartialAXTree", { objectId: result.objectId, fetchRelatives: false });
  const [{ role, name }] = nodes;
  return { role: role.value, name: (name?.value || "").replace(/\s+/g, " ").trim() };
}

async function press(page, key) {
  await page.evaluate(remember);
  await page.keyboard.press(key);
  const found = await page.evaluate(stop, key.startsWith("Shift"));
  if (!found) return { role: "", name: "", group: "" };
  const here = { ...await focused(page), group: found.group };
  stops += 1;
  const at = new URL(page.url()).pathname;
  for (const wrong of found.wrong) stumbles.push({ wrong, ...here, at });
  return here;
}

const is = (wanted, text) => (wanted instanceof RegExp ? wanted.test(text) : wanted === text);

// Presses Tab until something of this role and name has the focus.
async function reach(page, role, name, { group, key = "Tab" } = {}) {
  const passed = [];
  for (let tries = 0; tries < MOST; tries += 1) {
    const here = await press(page, key);
    const inGroup = group === undefined || is(group, here.group);
    if (here.role === role && is(name, here.name) && inGroup) return here;
    passed.push(`${here.role} ${here.name}`);
  }
  throw new Error(`no ${role} ${name} of ${group} is reached: ${passed.slice(0, 80).join("; ")}`);
}

async function follow(page, role, name) {
  await reach(page, role, name);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

async function write(page, name, text, group) {
  await reach(page, "textbox", name, { group });
  await page.keyboard.type(text);
}

async function tick(page, name, group) {
  await reach(page, "checkbox", name, { group });
  await page.keyboard.press("Space");
}

// One of several: Tab goes to the first of them, and an arrow to the next.
async function choose(page, group, name) {
  let here = await reach(page, "radio", /./, { group });
  if (is(name, here.name)) await page.keyboard.press("Space");
  for (let tries = 0; !is(name, here.name); tries += 1) {
    if (tries > 20) throw new Error(`no ${name} of ${group} is reached`);
    here = await press(page, "ArrowDown");
  }
}

async function pick(page, name, option, group) {
  await reach(page, "combobox", name, { group });
  const chosen = () => page.evaluate(() => document.activeElement.selectedOptions[0].text.trim());
  for (let tries = 0; !is(option, await chosen()); tries += 1) {
    if (tries > 60) throw new Error(`no ${option} of ${name} is reached`);
    await page.keyboard.press("ArrowDown");
  }
}

async function day(page, group, parts) {
  for (const [name, part] of Object.entries(parts)) await write(page, name, part, group);
}

// From the beginning of a page past its menu: answers what has the focus at first, the link
// there, and whether what comes next is in the main part.
async function skip(page) {
  const start = await page.evaluate(() => document.activeElement.className);
  const first = await press(page, "Tab");
  if (/^Skip/.test(first.name)) await page.keyboard.press("Enter");
  await press(page, "Tab");
  const inMain = await page.evaluate(
    () => document.querySelector("main").contains(document.activeElement));
  return { start, link: first.name, inMain };
}

const walked = () => ({ stops, stumbles });

module.exports = { choose, day, follow, pick, reach, skip, tick, walked, write };
