// Counts the characters left in a textarea[data-counter="id of the line that tells it"].
for (const field of document.querySelectorAll("textarea[data-counter]")) {
  const line = document.getElementById(field.dataset.counter);
  const tell = () => {
    line.textContent = line.dataset.text.replace("{count}", field.maxLength - field.value.length);
  };
  field.addEventListener("input", tell);
  tell();
}
