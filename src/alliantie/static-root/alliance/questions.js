// Without internet the client goes on: the questions of the round came along with the page, in template[data-questions],
// and are nowhere else. autosave.js keeps the answers, and says by the event "stuck" where "Volgende" cannot lead now.
const form = document.querySelector("form[data-save-url]");
const came = document.querySelector("template[data-questions]");
const round = JSON.parse(came.dataset.questions);
const place = form.querySelector("[data-asked]");
const previous = form.querySelector("[data-previous]");
const addresses = round.texts.map((_text, index) => form.dataset.saveUrl.replace(/\d+\/save$/, index + 1));
// For each question the place of the answer that is kept on the server, "-" for none.
const given = [...round.given];
let here = stepAt(location.href);
// The question about last time's agreement looks otherwise than the rest; it is the first, where there is one.
const looksOtherwise = (step) => round.helped && step === 1;
const looks = new Map([
  [looksOtherwise(here), place.cloneNode(true)],
  [!looksOtherwise(here), came.content],
]);

function stepAt(address) {
  return addresses.indexOf(new URL(address, location.href).pathname) + 1;
}

function show(step) {
  here = step;
  const name = round.name.replace("{step}", step);
  place.replaceChildren(...looks.get(looksOtherwise(step)).cloneNode(true).childNodes);
  place.querySelectorAll("input[type=radio]").forEach((radio, index) => {
    radio.checked = given[step - 1] === String(index);
  });
  const title = place.querySelector("h1");
  title.textContent = round.texts[step - 1];
  form.querySelector(".question-step").textContent = name;
  document.title = `${name} · Alliantie`;
  form.dataset.saveUrl = `${addresses[step - 1]}/save`;
  form.dataset.next = addresses[step] ?? round.review;
  previous.hidden = step === 1;
  previous.querySelector("a").href = addresses[step - 2] ?? "";
  document.querySelector("main > .utrecht-alert")?.remove();
  for (const back of document.querySelectorAll("input[name=next]")) {
    back.value = addresses[step - 1];
  }
  form.dispatchEvent(new Event("shown", { bubbles: true }));
  scrollTo(0, 0);
  title.focus({ preventScroll: true });
}

form.addEventListener("stuck", (event) => {
  const step = event.detail ? stepAt(event.detail) : 0;
  if (step) {
    event.preventDefault();
    history.pushState(null, "", event.detail);
    show(step);
  }
});
form.addEventListener("kept", ({ detail }) => {
  const step = stepAt(detail.address.replace(/\/save$/, ""));
  if (step) {
    const answer = new URLSearchParams(detail.fields).get("answer");
    const radios = [...looks.get(looksOtherwise(step)).querySelectorAll("input[type=radio]")];
    given[step - 1] = String(radios.findIndex((radio) => radio.value === answer));
  }
});
addEventListener("popstate", () => {
  const step = stepAt(location.href);
  if (step && step !== here) {
    show(step);
  }
});
