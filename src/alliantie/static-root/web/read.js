// Reads the main text aloud with a voice of the device itself: a voice from the network would send the text away.
const button = document.querySelector("[data-read-aloud]");
const speech = window.speechSynthesis;
const language = document.documentElement.lang;

function voice(spoken = language) {
  return speech.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(spoken));
}

function pieces() {
  const main = document.getElementById("main");
  const parts = main.querySelectorAll("h1, h2, h3, p, li, summary, dt, dd, .answers-lead, .answer, .equal-buttons button");
  return [...parts]
    .filter((part) => part.offsetParent && !part.querySelector("p, li") && !part.closest("noscript"))
    .map((part) => ({ text: part.innerText.trim(), spoken: part.closest("[lang]").lang }))
    .filter((piece) => piece.text);
}

function stop(words) {
  speech.cancel();
  button.textContent = words;
  button.dataset.reading = "";
}

if (button && speech) {
  const words = button.textContent;
  const show = () => {
    button.hidden = !voice();
  };
  speech.addEventListener("voiceschanged", show);
  show();
  addEventListener("pagehide", () => speech.cancel());
  // Another question came in the place of the one that was read.
  addEventListener("shown", () => stop(words));
  button.addEventListener("click", () => {
    if (button.dataset.reading) {
      stop(words);
      return;
    }
    button.dataset.reading = "yes";
    button.textContent = button.dataset.stop;
    const read = pieces().filter((piece) => voice(piece.spoken));
    read.forEach((piece, index) => {
      const line = new SpeechSynthesisUtterance(piece.text);
      line.voice = voice(piece.spoken);
      line.lang = piece.spoken;
      if (index === read.length - 1) {
        line.addEventListener("end", () => stop(words));
      }
      speech.speak(line);
    });
  });
}
