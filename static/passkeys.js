// Passkeys: a form with data-passkey="get|create" asks the browser for one and sends its answer.
//   data-options="#id"      the options stand in this element, as JSON
//   data-options-url="…"    the options are fetched when they are needed
(() => {
  const said = document.currentScript.dataset;
  const named = { get: "request_options", create: "creation_options" };

  async function optionsOf(form) {
    if (form.dataset.options) {
      return JSON.parse(document.querySelector(form.dataset.options).textContent);
    }
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  }

  function withoutPassword(options, box) {
    if (box) {
      const wanted = options.publicKey.authenticatorSelection;
      wanted.residentKey = box.checked ? "required" : "discouraged";
      wanted.requireResidentKey = box.checked;
      wanted.userVerification = box.checked ? "required" : wanted.userVerification;
    }
    return options;
  }

  async function ask(form) {
    const act = form.dataset.passkey;
    const options = (await optionsOf(form))[named[act]];
    const credential = await window.webauthnJSON[act](withoutPassword(options, form.elements.passwordless));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  }

  document.addEventListener("click", async (event) => {
    const form = event.target.closest("[data-passkey-begin]")?.form;
    if (!form) {
      return;
    }
    const line = form.querySelector("[data-passkey-error]");
    line.textContent = "";
    if (!window.PublicKeyCredential) {
      line.textContent = said.unknown;
      return;
    }
    try {
      await ask(form);
    } catch {
      // the person closed the browser's own window, or the key refused
      line.textContent = said.failed;
    }
  });
})();
