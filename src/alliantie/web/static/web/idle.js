// Locks a page where nobody did anything for a while, and says so two minutes before: any key or press goes on. What stands
// in its forms is kept by the server first, for the same person; forms that keep themselves need no help. Then the session
// rests, and the page makes room for signing in. Tabs tell each other that somebody is there. Without internet the page
// stays hidden until that is possible. What was kept is written back on the page it stood on.
// Loaded some minutes after the page, by once.js, or with it where something was kept.
const box = document.querySelector("#idle");
const LIMIT = box.dataset.minutes * 60 * 1000;
const WARNED = 2 * 60 * 1000;
const TELL = 60 * 1000;
const AGAIN = 5000;
const PAGE = location.pathname + location.search;
const tabs = new BroadcastChannel("alliantie idle");
// As long ago as once.js waits before it loads this.
let last = Date.now() - ("kept" in box.dataset ? 0 : 5 * 60 * 1000);
let told = last;
let locked = false;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

function send(address, fields) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), ...fields });
  return fetch(address, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
}

function touched(each) {
  return ["checkbox", "radio"].includes(each.type)
    ? each.checked !== each.defaultChecked
    : each.localName === "select"
      ? [...each.options].some((one) => one.selected !== one.defaultSelected) && each.value !== ""
      : each.type !== "hidden" && "defaultValue" in each && each.value !== each.defaultValue;
}

function typed() {
  // After an error what was typed came back with the page.
  const wrong = document.querySelector("#errors");
  const own = "[data-draft-url], [data-save-url], :has([type=password])";
  return [...document.querySelectorAll("main form[method=post]")].filter(
    (form) => !form.matches(own) && (wrong || [...form.elements].some(touched)),
  );
}

function goal(form) {
  const { pathname, search } = new URL(form.getAttribute("action") ?? "", location.href);
  return pathname + search;
}

async function lock() {
  if (!locked) {
    locked = true;
    for (const part of document.querySelectorAll("header, main, footer")) {
      part.hidden = true;
    }
    box.querySelector("button").hidden = true;
    box.querySelector("p").textContent = box.dataset.locked;
    if (!box.open) {
      box.showModal();
    }
    tabs.postMessage("lock");
  }
  try {
    for (const form of typed()) {
      const fields = [...new FormData(form)].filter(([, text]) => typeof text === "string");
      await send("/account/kept/keep", { page: PAGE, action: goal(form), fields: JSON.stringify(fields) });
    }
    await send("/account/rest", { page: PAGE });
    location.replace(`/account/login/?next=${encodeURIComponent(PAGE)}`);
  } catch {
    box.querySelector("p").textContent = `${box.dataset.locked} ${box.dataset.offline}`;
    setTimeout(lock, AGAIN);
  }
}

function look() {
  const quiet = Date.now() - last;
  if (quiet >= LIMIT) {
    lock();
  } else if (quiet >= LIMIT - WARNED && !box.open) {
    box.showModal();
  }
}

// Somebody is there: in this tab, or in another.
function busy() {
  last = Date.now();
  if (box.open) {
    box.close();
  }
}

function moved() {
  if (locked || Date.now() - last >= LIMIT) {
    look();
    return;
  }
  busy();
  if (last - told > TELL) {
    told = last;
    tabs.postMessage("busy");
    send("/account/here").catch(() => null);
  }
}

async function writeBack() {
  const answer = await fetch(`/account/kept/?page=${encodeURIComponent(PAGE)}`, { headers: { "X-Requested-With": "fetch" } });
  for (const { id, action, fields } of (await answer.json()).kept) {
    const forms = [...document.querySelectorAll("main form[method=post]")];
    const form = forms.find((one) => goal(one) === action);
    if (form) {
      const given = new Map();
      fields.forEach(([name, text]) => given.set(name, [...(given.get(name) ?? []), text]));
      for (const each of form.elements) {
        if (["checkbox", "radio"].includes(each.type)) {
          each.checked = (given.get(each.name) ?? []).includes(each.value);
        } else if (!["hidden", "submit", "button"].includes(each.type) && given.has(each.name)) {
          each.value = given.get(each.name).shift() ?? each.value;
        }
        each.dispatchEvent(new Event("input", { bubbles: true }));
        each.dispatchEvent(new Event("change", { bubbles: true }));
      }
      const line = Object.assign(document.createElement("p"), { textContent: box.dataset.kept });
      line.setAttribute("role", "status");
      form.prepend(line);
      await send("/account/kept/drop", { id });
    }
  }
}

for (const sign of ["pointerdown", "keydown", "scroll", "input"]) {
  addEventListener(sign, moved, { passive: true, capture: true });
}
tabs.addEventListener("message", ({ data }) => (data === "lock" ? lock() : locked || busy()));
addEventListener("visibilitychange", look);
addEventListener("pageshow", (event) => event.persisted && location.reload());
box.addEventListener("cancel", (event) => locked && event.preventDefault());
setInterval(look, 1000);
if ("kept" in box.dataset) {
  writeBack().catch(() => null);
}
