// A form goes once: a second press while the first is under way is swallowed. After some seconds, or back on the page,
// it can be sent again, since a slow network may have lost it.
const PATIENCE = 5000;

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, PATIENCE);
});

// What locks a page comes later: nobody waits for it.
const idle = document.querySelector("#idle")?.dataset;
if (idle) {
  idle.since = Date.now();
  setInterval(() => import(idle.script).catch(() => null), 60 * PATIENCE);
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});
