// Reads the main text aloud with a voice of the device itself: a voice from the network would send the text away.
const button = document.querySelector("[data-read-aloud]");
const speech = window.speechSynthesis;
const language = document.documentElement.lang;

function voice() {
  return speech.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(language));
}

function pieces() {
  const main = document.getElementById("main");
  const parts = main.querySelectorAll("h1, h2, h3, p, li, summary, dt, dd, .answers-lead, .answer, .equal-buttons button");
  return [...parts]
    .filter((part) => part.offsetParent && !part.querySelector("p, li") && !part.closest("noscript"))
    .map((part) => part.innerText.trim())
    .filter(Boolean);
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
  button.addEventListener("click", () => {
    if (button.dataset.reading) {
      stop(words);
      return;
    }
    button.dataset.reading = "yes";
    button.textContent = button.dataset.stop;
    const texts = pieces();
    texts.forEach((text, index) => {
      const line = new SpeechSynthesisUtterance(text);
      line.voice = voice();
      line.lang = language;
      if (index === texts.length - 1) {
        line.addEventListener("end", () => stop(words));
      }
      speech.speak(line);
    });
  });
}
