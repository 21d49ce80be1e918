// Shows the passkey button where the browser can do it, and starts allauth's own ceremony on it.
// The page gives: [data-ceremony] around the button, what the server asks in data-options, and the field #credential
// in the form that is sent.
const place = document.querySelector("[data-ceremony]");
const ways = window.allauth?.webauthn?.forms;

if (ways && window.PublicKeyCredential) {
  const line = place.querySelector("[data-failed]");
  const button = "passkey_button";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    line.textContent = line.dataset.failed;
  });
  ways[place.dataset.ceremony]({
    data: place.dataset.options && JSON.parse(place.dataset.options),
    ids: { login: button, add: button, authenticate: button, credential: "credential", passwordless: "passwordless" },
  });
  place.hidden = false;
  document.querySelector("[data-no-passkey]")?.remove();
}
