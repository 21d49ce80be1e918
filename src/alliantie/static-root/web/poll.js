// Asks every three seconds how things stand: [data-poll-url] gets the answer as its content, or, when the answer
// carries the header X-Go, the browser goes there. Silent while the page is hidden and when the network fails.
const PAUSE = 3000;

async function ask(part) {
  const address = new URL(part.dataset.pollUrl, location.href);
  // Nobody is sent on in the middle of a sentence: the page says what changed instead.
  if (document.activeElement.matches("textarea")) {
    address.searchParams.set("typing", "1");
  }
  const answer = await fetch(address, {
    headers: { "X-Requested-With": "fetch" },
    redirect: "error",
    cache: "no-store",
  });
  const go = answer.headers.get("X-Go");
  if (go) {
    const next = new URL(go, location.href);
    if (next.origin === location.origin) {
      location.assign(next);
    }
    return;
  }
  if (answer.ok && answer.status !== 204) {
    const text = await answer.text();
    if (text !== part.lastAnswer) {
      part.lastAnswer = text;
      part.innerHTML = text;
    }
  }
}

for (const part of document.querySelectorAll("[data-poll-url]")) {
  const again = async () => {
    if (!document.hidden && part.isConnected) {
      try {
        await ask(part);
      } catch {
        // The next attempt may find the network back; the page already says what to do without it.
      }
    }
    setTimeout(again, PAUSE);
  };
  setTimeout(again, PAUSE);
}
