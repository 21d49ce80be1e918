// Puts the one-time code of a link (the address ends in #code=…) into its field and drops it from the address,
// so that it stays out of the history and off the screen. The part after # never reaches a server by itself.
const field = document.querySelector("input[data-code]");
const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (code) {
  history.replaceState(history.state, "", location.pathname + location.search);
  if (field) {
    field.value = code;
  }
}
