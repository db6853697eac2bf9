// Asks the device for a passkey and sends its answer with the form, as if it had been typed. Without JavaScript,
// or where the browser knows no passkeys, the form stays hidden and a sentence says what else there is.
const { browserSupportsWebAuthn, startAuthentication, startRegistration } = SimpleWebAuthnBrowser;

const ask = (form) => {
  const optionsJSON = JSON.parse(form.dataset.options);
  return form.dataset.passkey === "make" ? startRegistration({ optionsJSON }) : startAuthentication({ optionsJSON });
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!browserSupportsWebAuthn()) {
    continue;
  }
  const answer = form.elements.namedItem("credential");
  const said = form.querySelector("[data-said]");
  form.hidden = false;
  form.parentElement.querySelector("[data-without]").hidden = true;
  form.addEventListener("submit", async (event) => {
    if (answer.value) {
      return;
    }
    event.preventDefault();
    said.textContent = "";
    try {
      answer.value = JSON.stringify(await ask(form));
      form.requestSubmit(form.querySelector("button"));
    } catch (error) {
      said.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.undone;
    }
  });
  addEventListener("pageshow", () => { answer.value = ""; });
}
