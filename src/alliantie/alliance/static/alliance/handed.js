// On the worker's device, handed over: other tabs lock, after three still minutes the page is covered, after ten more the
// turn ends, and a page that comes back out of the browser's memory is asked for anew.
const COVER = 3 * 60 * 1000;
const END = 10 * 60 * 1000;

const here = document.querySelector("[data-handed]");
const cover = here.querySelector("dialog");
const page = document.querySelectorAll("main, header");
let timer;

function show(hidden) {
  for (const part of page) {
    part.style.visibility = hidden ? "hidden" : "";
  }
}

function end() {
  location.replace(here.dataset.end);
}

function still() {
  show(true);
  if (!cover.open) {
    cover.showModal();
  }
  timer = setTimeout(end, END);
}

function moved() {
  if (!cover.open) {
    clearTimeout(timer);
    timer = setTimeout(still, COVER);
  }
}

cover.addEventListener("close", () => {
  show(false);
  moved();
});
for (const sign of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"]) {
  addEventListener(sign, moved, { passive: true });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});
new BroadcastChannel("alliantie").postMessage("locked");
moved();
