// Erases answers that waited in this browser, when the client is done on this device.
for (const place of Object.keys(localStorage)) {
  if (place.startsWith("answer ")) {
    localStorage.removeItem(place);
  }
}
