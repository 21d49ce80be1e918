// Keeps what somebody types: form[data-draft-url] posts its fields there, which answers 204, a moment after the last key
// and when the page is left. Where the answer tells what stands now (Seen), the form's next text is written on that. The
// form's line says how things stand: where it has words for it, 409 is told as something else that was kept meanwhile.
// Without script the form's own button keeps the text.
// A button of the form waits for that: a text that is kept after it was sent would come back, and without internet a
// page of the browser's own would take the text away.
const QUIET = 600;
const AGAIN = 5000;

function keeper(form) {
  const line = form.querySelector(".save-status");
  let typed = 0;
  let kept = 0;
  let busy = false;
  let failing = false;
  let elsewhere = false;
  let leaving = null;
  let gone = false;
  let timer;

  function tell(state) {
    line.dataset.state = ["offline", "elsewhere"].includes(state) ? "failed" : state;
    const now = new Date();
    line.textContent = line.dataset[state]
      .replace("{hour}", now.getHours())
      .replace("{minute}", String(now.getMinutes()).padStart(2, "0"));
  }

  // One at a time, so that an older text never arrives after a newer one.
  async function send() {
    clearTimeout(timer);
    if (busy || gone) {
      return;
    }
    busy = true;
    const now = typed;
    let offline = false;
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        redirect: "manual",
      });
      failing = answer.status !== 204;
      elsewhere = answer.status === 409 && "elsewhere" in line.dataset;
      kept = failing ? kept : now;
      if (answer.headers.has("Seen")) {
        form.elements.seen.value = answer.headers.get("Seen");
      }
    } catch {
      failing = offline = true;
    }
    busy = false;
    if (offline) {
      tell("offline");
      timer = setTimeout(send, AGAIN);
    } else if (leaving) {
      form.requestSubmit(leaving);
    } else if (now !== typed) {
      timer = setTimeout(send, QUIET);
    } else {
      tell(elsewhere ? "elsewhere" : failing ? "failed" : "saved");
    }
  }

  function note() {
    typed += 1;
    line.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(send, QUIET);
  }

  form.addEventListener("input", note);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if ((busy || failing) && !leaving) {
      event.preventDefault();
      leaving = event.submitter;
      send();
    } else {
      gone = true;
    }
  });
  addEventListener("online", () => failing && send());
  addEventListener("pagehide", () => {
    if (!gone && kept !== typed) {
      navigator.sendBeacon(form.dataset.draftUrl, new FormData(form));
    }
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      gone = false;
      leaving = null;
    }
  });
  // On a slow network somebody types before this script is here. Of a box to tick the value says nothing.
  function touched(each) {
    return ["checkbox", "radio"].includes(each.type)
      ? each.checked !== each.defaultChecked
      : "defaultValue" in each && each.value !== each.defaultValue;
  }
  if ([...form.elements].some(touched)) {
    note();
  }
}

for (const form of document.querySelectorAll("form[data-draft-url]")) {
  keeper(form);
}
