// The library looks at the system's theme once, when a page is loaded; follow it afterwards, too.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => {
    const chosen = JSON.parse(window.localStorage.getItem("adminTheme") || '"auto"');
    if (chosen === "auto") {
      document.documentElement.classList.toggle("dark", dark.matches);
    }
  });
})();
