// Keeps an answer as soon as it is chosen: posts the form (with its CSRF token) to form[data-save-url], which answers
// 204. Without script, or when this fails, "Volgende" sends the same form in the ordinary way.
// The line [data-device] of the form says how things stand. On the client's own phone an answer that could not be sent
// also waits in the browser until it is sent, then it is erased; on the professional's device it is nowhere but on the screen.
// "Volgende" goes on once the answer is kept, so that without internet no page of the browser's own comes in between.
const SLOW = 400;
const AGAIN = 5000;

function keeper(form) {
  const line = form.querySelector(".save-status");
  const own = line.dataset.device === "own";
  const place = "answer " + form.dataset.saveUrl;
  let busy = false;
  let waiting = false;
  let leaving = false;
  let gone = false;
  let timer;

  function tell(state) {
    line.dataset.state = state === "failed" || state === "offline" ? "failed" : state;
    line.textContent = line.dataset[state] || "";
  }

  function remember() {
    const chosen = form.querySelector("input[type=radio]:checked");
    if (own && chosen) {
      localStorage.setItem(place, chosen.value);
    }
  }

  function go() {
    gone = true;
    form.requestSubmit();
  }

  async function send() {
    clearTimeout(timer);
    if (busy) {
      waiting = true;
      return;
    }
    busy = true;
    const slow = setTimeout(() => tell("saving"), SLOW);
    try {
      const answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        redirect: "manual",
      });
      clearTimeout(slow);
      if (answer.type === "opaqueredirect") {
        // The turn on this device or the session has ended: the server says where it leads.
        location.reload();
        return;
      }
      if (answer.status === 204) {
        localStorage.removeItem(place);
        tell("saved");
      } else {
        tell("failed");
      }
      if (leaving && !waiting && !gone) {
        go();
      }
    } catch {
      clearTimeout(slow);
      // A page that leaves breaks off what it was sending.
      if (gone) {
        return;
      }
      remember();
      tell("offline");
      timer = setTimeout(send, AGAIN);
    }
    busy = false;
    if (waiting) {
      waiting = false;
      send();
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") {
      tell("changed");
      send();
    }
  });
  form.addEventListener("submit", (event) => {
    if (gone || line.dataset.state === "saved" || !form.querySelector("input[type=radio]:checked")) {
      gone = true;
      return;
    }
    event.preventDefault();
    leaving = true;
    send();
  });
  addEventListener("online", () => {
    if (line.dataset.state === "failed") {
      send();
    }
  });

  const kept = own && localStorage.getItem(place);
  if (kept) {
    const choice = [...form.querySelectorAll("input[type=radio]")].find((input) => input.value === kept);
    if (choice) {
      choice.checked = true;
      send();
    }
  }
}

for (const form of document.querySelectorAll("form[data-save-url]")) {
  keeper(form);
}
