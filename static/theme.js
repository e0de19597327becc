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
