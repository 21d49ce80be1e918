// Erases answers that waited in this browser: of one round when the script says which, otherwise all, when whoever used it
// is done here. Also what the tab kept of a turn on the worker's device.
const round = document.querySelector("script[data-round]")?.dataset.round ?? "";
for (const place of Object.keys(localStorage)) {
  if (place.startsWith("answer ") && place.includes(round)) {
    localStorage.removeItem(place);
  }
}
sessionStorage.removeItem("passed");
