// Keeps an answer as soon as it is chosen: posts form[data-save-url], which answers 204. Without script, or when this
// fails, the button sends the same form in the ordinary way. The line [data-device] of the form says how things stand.
// What was pressed waits until it is sent: on the client's own phone in the browser's storage, so that a closed page loses
// nothing; elsewhere in the memory of this page. It waits under the owner the server tells, also when the session ended or
// the code was replaced meanwhile. Whoever else enters finds nothing of it, and then it goes. "Volgende" and links go on
// once nothing waits, so that without internet no page of the browser's own comes in between. On a form with data-next the
// way on needs no second post. Where the questions came with the page, the event "stuck" asks questions.js to go on.
const SLOW = 400;
const AGAIN = 5000;
// A request without an answer by then counts as no internet.
const PATIENCE = 10000;
// A second press so soon after another question appeared was meant for the one before.
const TWICE = 500;
// Also known to forget.js.
const MARK = "answer to ";

function keeper(form) {
  const line = form.querySelector(".save-status");
  const own = line.dataset.device === "own";
  const kept = own ? localStorage : {};
  const mark = `${MARK}${form.dataset.owner} `;
  const ofRound = mark + form.dataset.saveUrl.replace(/question\/\d+\/save$/, "");
  let sending = false;
  let lost = false;
  let leaving = null;
  let gone = false;
  let appeared = -TWICE;
  let timer;

  const chosen = () => form.querySelector("input[type=radio]:checked");
  const follow = (address) => () => location.assign(address);
  const patience = () => AbortSignal.timeout?.(PATIENCE);

  function tell(state) {
    line.dataset.state = state;
    line.textContent = (state === "saved" && !chosen() ? "" : line.dataset[state]) ?? "";
  }

  function keep() {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("csrfmiddlewaretoken");
    kept[mark + form.dataset.saveUrl] = JSON.stringify({ fields: String(fields), pressed: Date.now() });
  }

  function waiting() {
    return Object.keys(kept)
      .filter((key) => key.startsWith(ofRound))
      .map((key) => ({ key, text: kept[key], address: key.slice(mark.length), ...JSON.parse(kept[key]) }))
      .sort((one, other) => one.pressed - other.pressed);
  }

  // What was pressed again while it was on its way stays.
  function drop(sent) {
    if (kept[sent.key] === sent.text) {
      delete kept[sent.key];
    }
  }

  function dropOfOthers() {
    for (const key of Object.keys(kept)) {
      if (key.startsWith(MARK) && !key.startsWith(mark)) {
        delete kept[key];
      }
    }
  }

  function restore() {
    const here = new URLSearchParams(waiting().find((one) => one.address === form.dataset.saveUrl)?.fields);
    for (const radio of form.querySelectorAll("input[type=radio]")) {
      radio.checked ||= here.get(radio.name) === radio.value;
    }
  }

  function post({ address, fields, pressed }) {
    const body = new URLSearchParams(fields);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("ago", Math.max(0, Math.round((Date.now() - pressed) / 1000)));
    const headers = { "X-Requested-With": "fetch" };
    return fetch(address, { method: "POST", body, headers, redirect: "manual", signal: patience() });
  }

  // Whether the server still shows this page: then an address it does not know is no question any more.
  async function isHere() {
    return own && (await fetch(location.href, { redirect: "manual", signal: patience() })).ok;
  }

  // Sends what waits, the oldest first. Tells how that went: "saved", "failed", or what to do instead of staying here.
  async function sendAll() {
    let elsewhere = null;
    if (lost && !waiting().length) {
      await fetch("/healthz", { signal: patience() });
    }
    for (let [next] = waiting(); next; [next] = waiting()) {
      const { status, type } = await post(next);
      if ((type === "opaqueredirect" || status === 404) && !(await isHere())) {
        // The turn on this device, the session or the code has ended: the server says where it leads. What waits is sent
        // when the same client is back.
        return () => location.reload();
      }
      if ([204, 205, 404, 409, 422].includes(status)) {
        drop(next);
      }
      if (status === 204) {
        form.dispatchEvent(new CustomEvent("kept", { detail: next }));
      } else if (status === 205) {
        // Something else was chosen later, on another device: that stands, and the client sees it.
        elsewhere = follow(next.address.replace(/\/save$/, "?newer=1"));
      } else if (status === 404 || status === 409) {
        elsewhere = () => location.reload();
      } else {
        return "failed";
      }
    }
    return elsewhere ?? "saved";
  }

  function stuck() {
    if (line.dataset.state !== "empty") {
      tell("offline");
    }
    if (leaving && !form.dispatchEvent(new CustomEvent("stuck", { detail: leaving.address, cancelable: true }))) {
      appeared = leaving.forward ? performance.now() : appeared;
      leaving = null;
    }
  }

  async function send() {
    clearTimeout(timer);
    if (sending || gone) {
      return;
    }
    sending = true;
    const slow = setTimeout(() => lost || tell("saving"), SLOW);
    try {
      const state = await sendAll();
      lost = false;
      const go = typeof state === "function" ? state : leaving?.[state];
      if (go) {
        gone = true;
        go();
      } else {
        tell(state);
      }
    } catch {
      lost = true;
      if (!gone) {
        stuck();
        timer = setTimeout(send, AGAIN);
      }
    } finally {
      clearTimeout(slow);
      sending = false;
    }
  }

  function leave(where) {
    leaving = where;
    lost ||= !navigator.onLine;
    if (lost) {
      stuck();
    }
    send();
  }

  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") {
      appeared = -TWICE;
      tell("changed");
      keep();
      send();
    }
  });
  form.addEventListener("submit", (event) => {
    if (!chosen() && !lost && navigator.onLine) {
      return;
    }
    event.preventDefault();
    const underway = gone || (leaving && sending && !lost);
    if (underway || event.timeStamp - appeared < TWICE) {
      return;
    }
    if (!chosen()) {
      tell("empty");
    } else {
      const address = form.dataset.next;
      const plainly = () => form.submit();
      keep();
      leave({ forward: true, address, saved: address ? follow(address) : plainly, failed: plainly });
    }
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("main a[href], header a[href]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented;
    if (link && !elsewhere && (lost || !navigator.onLine || waiting().length)) {
      event.preventDefault();
      leave({ address: link.href, saved: follow(link.href), failed: follow(link.href) });
    }
  });
  form.addEventListener("shown", () => {
    appeared = -TWICE;
    restore();
    tell(lost ? "offline" : "saved");
  });
  addEventListener("online", () => {
    if (lost) {
      send();
    }
  });
  addEventListener("pagehide", () => {
    gone = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      gone = false;
      leaving = null;
    }
  });

  dropOfOthers();
  if (waiting().length) {
    restore();
    send();
  }
}

for (const form of document.querySelectorAll("form[data-save-url]")) {
  keeper(form);
}
