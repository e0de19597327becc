// Pages of the REST API: sends JSON with the method of the pressed button and shows the answer.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-send]");
  if (!form) return;
  event.preventDefault();
  const button = event.submitter;
  if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
  const body = form.elements.body;
  const headers = { Accept: "text/html", "X-CSRFToken": form.dataset.send };
  if (body) headers["Content-Type"] = "application/json";
  button.disabled = true;
  const answer = await fetch(window.location.href, {
    method: button.value,
    headers,
    body: body ? body.value : undefined,
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  window.scrollTo(0, 0);
  document.querySelector(".rest-body")?.focus();
});
