// Looks at pages: as somebody would, in a wide window and on a telephone; by axe; and by what
// axe leaves undecided.
"use strict";

const fs = require("fs");
const { given } = require("./chromium.cjs");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [1280, 390];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const axe = [];
const sideways = [];
const contrasts = [];
const outlines = [];

// The contrast of texts with what lies under them, by WCAG's formula, where axe leaves it
// undecided: of each text in a picture, and of these.
function contrast(undecided) {
  const parse = (colour) => {
    const parts = (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return parts[3] === 0 ? null : parts.slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => {
      const s = c / 255;
      return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const paper = parse(getComputedStyle(at).backgroundColor);
      if (paper) return paper;
    }
    return [255, 255, 255];
  };
  // The last that is drawn before a text, of what it stands on.
  const inPicture = (text) => {
    const box = text.getBBox();
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    let paper = behind(text.ownerSVGElement.parentElement);
    for (const rect of text.ownerSVGElement.querySelectorAll("rect")) {
      if (rect.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING) break;
      const under = rect.getBBox();
      const inside = middle[0] >= under.x && middle[0] <= under.x + under.width
        && middle[1] >= under.y && middle[1] <= under.y + under.height;
      const fill = parse(getComputedStyle(rect).fill);
      if (inside && fill) paper = fill;
    }
    return paper;
  };
  const ratio = (ink, paper) => {
    const [a, b] = [light(parse(ink)), light(paper)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const pictures = [...document.querySelectorAll("svg text")].map((text) => ({
    text: text.textContent, ratio: ratio(getComputedStyle(text).fill, inPicture(text)) }));
  const others = undecided.map((selector) => document.querySelector(selector)).map((one) => ({
    text: one.textContent, ratio: ratio(getComputedStyle(one).color, behind(one)) }));
  return [...pictures, ...others];
}

// What a page is to somebody who does not see it: its language, its title, its headings.
function outline() {
  return {
    language: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll("h1")].map((heading) => heading.innerText),
  };
}

// Run from outside the page, whose own policy forbids such scripts. Answers of what the
// contrast is undecided.
async function judge(page, name, width) {
  const result = await page.evaluate(`(() => { ${AXE}; return axe.run(document, {
    runOnly: ${JSON.stringify(RULES)} }); })()`);
  const nodes = (found) => found.nodes.map((node) => node.target.join(" "));
  const told = (all) => all.map((one) => ({ id: one.id, nodes: nodes(one).slice(0, 5) }));
  const ours = (found) => found.id === "color-contrast";
  axe.push({ name, width, passes: result.passes.length, violations: told(result.violations),
    undecided: told(result.incomplete.filter((found) => !ours(found))) });
  const left = result.incomplete.filter(ours).flatMap(nodes);
  // Texts in pictures are taken as a whole.
  return left.filter((selector) => !/(^|[ >])(text|tspan)\b/.test(selector));
}

async function shoot(page, name) {
  const path = `${given.shots}/${name}.png`;
  if (given.shots) await page.screenshot({ path, fullPage: true });
}

async function look(page, name, { widths = WIDTHS } = {}) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) sideways.push({ name, width, over });
    await shoot(page, `${name}-${width}`);
    const undecided = await judge(page, name, width);
    const found = await page.evaluate(contrast, undecided);
    contrasts.push(...found.map((one) => ({ name, width, ...one })));
  }
  outlines.push({ name, ...await page.evaluate(outline) });
}

function looked() {
  return { axe, sideways, contrasts, outlines };
}

module.exports = { look, looked, shoot };
