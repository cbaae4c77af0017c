// What a page gains where scripts run. Without them it loses nothing but this.
import { initAll } from "/assets/nhsuk-frontend.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// A picture that is wider than its window begins with what is newest.
document.querySelectorAll("[data-newest-right]").forEach((picture) => {
  picture.scrollLeft = picture.scrollWidth;
});

// Where paper shows what is folded up only if it is open.
const folded = () => document.querySelectorAll("details:not([open])");
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...folded()];
  opened.forEach((details) => { details.open = true; });
});
window.addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));

// Says that there are flags that this page does not show yet.
const live = document.querySelector("[data-live]");
if (live && "EventSource" in window) {
  let count = 0;
  let urgent = null;
  const source = new EventSource(live.dataset.live);
  source.addEventListener("flag", (event) => {
    const flag = JSON.parse(event.data);
    count += 1;
    const link = document.createElement("a");
    link.href = `/flags/${encodeURIComponent(flag.flag)}`;
    link.textContent = flag.because;
    const line = document.createElement("p");
    line.className = "nhsuk-u-margin-bottom-2";
    line.append(`New flag, ${flag.severity}. `, link);
    // What is urgent stays to be read whatever comes after it.
    if (flag.urgent) urgent = line;
    const reload = document.createElement("a");
    reload.href = window.location.href;
    reload.textContent = count === 1 ? "Show it in the list" : `Show all ${count} in the list`;
    const more = document.createElement("p");
    more.className = "nhsuk-u-margin-bottom-0";
    more.append(reload);
    if (flag.urgent) {
      live.setAttribute("aria-live", "assertive");
      live.classList.add("candour-live--urgent");
    }
    live.replaceChildren(...new Set([urgent, line].filter(Boolean)), more);
  });
}

// Screens a draft's words while they are written, and says beside them what was found.
const screened = document.querySelector("[data-screen]");
const draft = screened && document.getElementById(screened.dataset.screen);
if (draft) {
  let waiting;
  let asked = 0;
  draft.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked += 1;
      const mine = asked;
      const body = new URLSearchParams({
        form_token: draft.form.elements.form_token.value,
        text: draft.value,
        part: "yes",
      });
      const answer = await fetch("/screen", { method: "POST", body }).catch(() => null);
      // A slow answer must not stand beside words that were written since.
      if (mine !== asked) return;
      screened.innerHTML = answer && answer.ok && !answer.redirected ? await answer.text() : "";
    }, 700);
  });
}
