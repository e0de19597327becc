// The command palette (Ctrl+K): what the page offers by key, filtered, and what the search finds.
(() => {
  const palette = document.getElementById("palette");
  if (!palette) {
    return;
  }
  const input = palette.querySelector("input");
  const commands = palette.querySelector("[data-commands]");
  const found = document.getElementById("palette-found");
  let at = 0;

  const options = () => [...palette.querySelectorAll("[role=option]")].filter((each) => !each.hidden);

  function mark(index) {
    const all = options();
    at = all.length ? (index + all.length) % all.length : -1;
    palette.querySelectorAll("[role=option]").forEach((each) => each.setAttribute("aria-selected", "false"));
    if (at >= 0) {
      all[at].setAttribute("aria-selected", "true");
      all[at].id ||= `palette-option-${Math.random().toString(36).slice(2)}`;
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    }
  }

  function fill() {
    commands.replaceChildren();
    const seen = new Set();
    for (const element of document.querySelectorAll("[data-key]")) {
      const label = (element.dataset.keyLabel || element.textContent).trim().replace(/\s+/g, " ");
      if (seen.has(label) || palette.contains(element) || element.closest("dialog, [hidden]") || element.dataset.key === "/") {
        continue;
      }
      seen.add(label);
      const option = document.createElement("div");
      option.className = "palette-option";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = document.createElement("span");
      name.textContent = label;
      const key = document.createElement("kbd");
      key.textContent = element.dataset.key.split(" ").map(window.Desk.shownKey).join(" ");
      option.append(name, key);
      option.addEventListener("click", () => {
        palette.close();
        if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
          element.focus();
        } else {
          element.click();
        }
      });
      commands.append(option);
    }
  }

  function narrow() {
    const text = input.value.trim().toLowerCase();
    commands.querySelectorAll("[role=option]").forEach((each) => {
      each.hidden = Boolean(text) && !text.split(/\s+/).every((part) => each.textContent.toLowerCase().includes(part));
    });
    mark(0);
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      window.Desk.open("#palette");
    }
  });

  palette.addEventListener("opened", () => {
    fill();
    found.replaceChildren();
    input.value = "";
    input.focus();
    narrow();
  });
  input.addEventListener("input", narrow);
  palette.addEventListener("htmx:afterSwap", () => mark(Math.max(at, 0)));
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && options()[at]) {
      event.preventDefault();
      options()[at].click();
    }
  });

  // it was called before this file was there
  const typed = window.deskCalled();
  if (typed !== null) {
    window.Desk.open("#palette");
    document.addEventListener("DOMContentLoaded", () => {
      input.value = typed + input.value; // htmx knows the field now, and searches for what changes
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
