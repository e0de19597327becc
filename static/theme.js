// Runs before the page is painted, so that a dark desk never flashes white.
(() => {
  const page = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = page.dataset.theme || "system";
    const shown = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
    page.setAttribute("data-bs-theme", shown);
    page.classList.toggle("dark-mode", shown === "dark"); // the word of Swagger UI
  };
  apply();
  dark.addEventListener("change", apply);
  window.deskTheme = (choice) => {
    page.dataset.theme = choice;
    apply();
  };
})();

// Who presses Ctrl+K on a page that is shown before its scripts are there gets the palette all the
// same, with what was typed after it: palette.js takes it from here.
(() => {
  let typed = null;
  const keep = (event) => {
    const isWithControl = event.ctrlKey || event.metaKey;
    if (isWithControl && !event.altKey && event.key.toLowerCase() === "k") {
      if (document.querySelector('[data-opens="#palette"]')) {
        event.preventDefault();
        typed ??= "";
      }
    } else if (typed !== null && !isWithControl && event.key?.length === 1 && !event.target.matches("input, textarea, select")) {
      event.preventDefault();
      typed += event.key;
    }
  };
  document.addEventListener("keydown", keep);
  window.deskCalled = () => {
    document.removeEventListener("keydown", keep);
    return typed;
  };
})();
