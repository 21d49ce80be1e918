// A question page starts at its question, so that a screen reader says it first. An error comes before it.
const place = document.querySelector("#errors, [data-focus]");
if (place && !document.activeElement?.matches("input, textarea, select") && !location.hash) {
  place.focus({ preventScroll: true });
}
