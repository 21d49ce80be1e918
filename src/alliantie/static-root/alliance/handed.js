// On the worker's device, handed over. Each page begins covered, and is shown only in the tab of the turn: a page that is
// left for the next one leaves a mark in the storage of its tab, and the next takes it away. So a tab that crashed, was
// restored or is another one finds no mark, and ends the turn unseen. The page that begins the turn needs none.
// Other tabs lock; after three still minutes the page is covered, after ten more the turn ends; the server hears that
// somebody is busy. A page that is closed or left says so: the server ends the turn, unless it showed another page since.
// A page that comes back out of the browser's memory is empty, and asked for anew.
const COVER = 3 * 60 * 1000;
const END = 10 * 60 * 1000;
const TELL = 20 * 1000;
// Also known to forget.js.
const PASSED = "passed";

const here = document.querySelector("[data-handed]");
const cover = here.querySelector("dialog");
const left = here.querySelector("[data-left]");
const page = document.querySelectorAll("main, header");
let last = Date.now();
let told = last;

function show(hidden) {
  for (const part of page) {
    part.style.visibility = hidden ? "hidden" : "visible";
  }
}

function isOurs() {
  const passed = Number(sessionStorage.getItem(PASSED));
  sessionStorage.removeItem(PASSED);
  return "begins" in here.dataset || Date.now() - passed < COVER;
}

// By the clock and not by a timer alone: a device that sleeps has no timers.
function look() {
  const still = Date.now() - last;
  if (still > COVER + END) {
    location.replace(here.dataset.end);
  } else if (still > COVER && !cover.open) {
    show(true);
    cover.showModal();
  }
}

async function tell() {
  told = Date.now();
  const sent = { method: "POST", body: new FormData(left), redirect: "manual" };
  const answer = await fetch(here.dataset.stay, sent).catch(() => null);
  if (answer?.type === "opaqueredirect") {
    location.replace(here.dataset.end);
  }
}

function busy() {
  last = Date.now();
  if (last - told > TELL) {
    tell();
  }
}

function moved() {
  if (!cover.open) {
    look();
    if (!cover.open) {
      busy();
    }
  }
}

function begin() {
  show(false);
  cover.addEventListener("close", () => {
    show(false);
    busy();
  });
  for (const sign of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"]) {
    addEventListener(sign, moved, { passive: true });
  }
  addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => {
    show(true);
    sessionStorage.setItem(PASSED, Date.now());
    navigator.sendBeacon(left.action, new FormData(left));
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
  setInterval(look, 1000);
  new BroadcastChannel("alliantie").postMessage("locked");
}

if (isOurs()) {
  begin();
} else {
  show(true);
  location.replace(here.dataset.end);
}
