// On the worker's device, handed over: other tabs lock, after three still minutes the page is covered, after ten more the
// turn ends. A page that is closed or left says so: the server ends the turn, unless it showed another page of it since.
// A page that comes back out of the browser's memory is empty, and asked for anew.
const COVER = 3 * 60 * 1000;
const END = 10 * 60 * 1000;

const here = document.querySelector("[data-handed]");
const cover = here.querySelector("dialog");
const left = here.querySelector("[data-left]");
const page = document.querySelectorAll("main, header");
let last = Date.now();

function show(hidden) {
  for (const part of page) {
    part.style.visibility = hidden ? "hidden" : "";
  }
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

function moved() {
  if (!cover.open) {
    look();
    last = cover.open ? last : Date.now();
  }
}

cover.addEventListener("close", () => {
  last = Date.now();
  show(false);
});
for (const sign of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"]) {
  addEventListener(sign, moved, { passive: true });
}
addEventListener("visibilitychange", look);
addEventListener("pagehide", () => {
  show(true);
  navigator.sendBeacon(left.action, new FormData(left));
});
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});
setInterval(look, 1000);
new BroadcastChannel("alliantie").postMessage("locked");
