// Asks every three seconds how things stand: [data-poll-url] gets the answer as its content, or, when the answer
// carries the header X-Go, the browser goes there. Silent while the page is hidden and when the network fails.
const PAUSE = 3000;

async function ask(part) {
  const answer = await fetch(part.dataset.pollUrl, {
    headers: { "X-Requested-With": "fetch" },
    redirect: "error",
    cache: "no-store",
  });
  const go = answer.headers.get("X-Go");
  if (go) {
    const address = new URL(go, location.href);
    if (address.origin === location.origin) {
      location.assign(address);
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
