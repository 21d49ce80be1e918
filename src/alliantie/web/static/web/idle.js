// Locks a page where nobody did anything for a while, and says so two minutes before: any key or press goes on.
// The server decides, since it alone knows what was done in every tab. Here runs a clock that tells when to ask it; the
// page hides by that clock, also without internet, and opens again where another tab was in use, or the same person
// signed in there. Once the session rests, what stands in the forms goes to the server, for the same person to read and
// copy. What it does not take stays here, hidden, and is offered again.
// Loaded some minutes after the page, by once.js.
const box = document.querySelector("#idle");
const words = box.querySelector("p");
const button = box.querySelector("button");
const link = box.querySelector("a");
const title = box.querySelector("h2");
// Of a case it is a name, which a tab shows however hidden its page is.
const NAME = document.title;
const asks = [title.textContent, words.textContent];
const LIMIT = box.dataset.minutes * 60 * 1000;
const WARNED = 2 * 60 * 1000;
const TELL = 60 * 1000;
const AGAIN = 5000;
const HERE = "/account/here";
const PAGE = location.pathname + location.search;
const kept = new Set();
// Here, since nobody waits for it: each page would bring it along.
box.className = "card";
box.style.margin = "auto";
title.className = "utrecht-heading-2";
words.className = "utrecht-paragraph";
let last = Number(box.dataset.since);
let told = last;
let asked = 0;
let busy = false;
let hidden = false;
let patience = AGAIN;

function cover(closed) {
  hidden = closed;
  for (const part of document.querySelectorAll("header, main, footer")) {
    part.hidden = closed;
  }
  document.title = closed ? `${box.dataset.locked} · Alliantie` : NAME;
  button.hidden = closed;
  link.hidden = true;
  patience = AGAIN;
  [title.textContent, words.textContent] = closed ? [box.dataset.locked, ""] : asks;
  if (closed && !box.open) {
    box.showModal();
  } else if (!closed) {
    kept.clear();
    box.close();
  }
}

function say(why) {
  if (hidden) {
    words.textContent = why;
    link.hidden = why !== box.dataset.refused;
    patience = link.hidden ? AGAIN : TELL;
  }
}

function touched(each) {
  return ["checkbox", "radio"].includes(each.type)
    ? each.checked !== each.defaultChecked
    : each.localName === "select"
      ? each.value !== "" && [...each.options].some((one) => one.selected !== one.defaultSelected)
      : each.type !== "hidden" && "defaultValue" in each && each.value !== each.defaultValue;
}

// A draft that says it is saved is; so is an answer. What the browser may not remember nobody keeps.
function ownWay(form) {
  const line = form.querySelector(".save-status");
  const saved = "draftUrl" in form.dataset && line?.dataset.state === "saved" && line.textContent !== "";
  return saved || form.matches("[data-save-url], [autocomplete=off], :has([type=password], [autocomplete=one-time-code])");
}

function typed() {
  // After an error what was typed came back with the page.
  const wrong = document.querySelector("#errors");
  const forms = "keeps" in box.dataset ? [...document.querySelectorAll("main form[method=post]")] : [];
  return forms.filter(
    (form) => !ownWay(form) && (wrong || [...form.elements].some(touched)) && fieldsOf(form).length > 0,
  );
}

const plain = (part) => part?.textContent.replace(/\s+/g, " ").trim() ?? "";

// Of each field its question and what was typed or chosen, as both can be read on the page.
function fieldsOf(form) {
  const found = [];
  for (const each of form.elements) {
    const chosen = ["checkbox", "radio"].includes(each.type);
    if (["hidden", "submit", "button", "file"].includes(each.type) || !each.name || (chosen && !each.checked)) {
      continue;
    }
    const label = plain(each.labels?.[0]);
    const group = plain(each.closest("fieldset")?.querySelector("legend"));
    const text = chosen ? label : each.selectedOptions && each.value ? plain(each.selectedOptions[0]) : each.value;
    if (text?.trim()) {
      found.push([(chosen ? [group] : [group, label]).filter(Boolean).join(": "), text]);
    }
  }
  return found;
}

function keep(form) {
  const to = new URL(form.getAttribute("action") ?? "", location.href);
  const body = new URLSearchParams({
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    page: PAGE,
    action: to.pathname,
    title: plain(document.querySelector("h1")),
    fields: JSON.stringify(fieldsOf(form)),
  });
  const headers = { "X-Requested-With": "fetch" };
  return fetch("/account/kept/keep", { method: "POST", body, headers, redirect: "manual" });
}

// The session rests. Raises where there is no internet.
async function leave() {
  cover(true);
  for (const form of typed().filter((one) => !kept.has(one))) {
    if ((await keep(form)).status !== 204) {
      say(box.dataset.refused);
      return;
    }
    kept.add(form);
  }
  location.replace(`/account/login/?next=${encodeURIComponent(PAGE)}`);
}

function heard({ left, who, token }) {
  if (who !== box.dataset.who) {
    cover(true);
    if (typed().length > 0) {
      say(box.dataset.refused);
    } else {
      location.replace("/");
    }
    return;
  }
  for (const each of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    each.value = token;
  }
  last = Math.max(last, Date.now() - LIMIT + left * 1000);
  if (hidden && left * 1000 > AGAIN) {
    cover(false);
  }
}

async function ask(address) {
  const now = Date.now();
  busy = true;
  asked = now;
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") {
      await leave();
    } else if (answer.ok) {
      told = address === HERE ? now : told;
      heard(await answer.json());
    } else {
      say(box.dataset.refused);
    }
  } catch {
    say(box.dataset.offline);
  }
  busy = false;
}

function look() {
  const now = Date.now();
  const quiet = now - last;
  if (quiet >= LIMIT && !hidden) {
    cover(true);
  } else if (!hidden && quiet >= LIMIT - WARNED !== box.open) {
    box.open ? box.close() : box.showModal();
  }
  // A little before the warning: what was done in another tab keeps it away.
  const near = hidden || quiet >= LIMIT - WARNED - 2 * AGAIN;
  const due = near ? patience : last > told ? TELL : Infinity;
  if (!busy && now - asked >= due) {
    ask(near ? "/account/quiet" : HERE);
  }
}

function moved() {
  if (hidden || Date.now() - last >= LIMIT) {
    look();
    return;
  }
  last = Date.now();
  if (box.open) {
    box.close();
    asked = 0;
  }
}

for (const sign of ["pointerdown", "keydown", "scroll", "input"]) {
  addEventListener(sign, moved, { passive: true, capture: true });
}
addEventListener("visibilitychange", () => {
  asked = 0;
  look();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
box.addEventListener("close", () => hidden && box.showModal());
setInterval(look, 1000);
ask("/account/quiet");
