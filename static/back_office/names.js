// Gives the boxes that Select2 puts in the place of a select the name of that select, for those who
// hear the page. The names of icons are not read where words say the same.
(() => {
  const hideIcons = () => {
    for (const icon of document.querySelectorAll(".material-symbols-outlined:not([aria-hidden])")) {
      const holder = icon.closest("a, button, [role=button]");
      if (!holder) {
        continue;
      }
      const icons = [...holder.querySelectorAll(".material-symbols-outlined")];
      const words = icons.reduce((text, each) => text.replace(each.textContent, ""), holder.textContent);
      if (words.trim() || holder.title) {
        icon.setAttribute("aria-hidden", "true");
      }
    }
  };
  const nameOf = (select) => {
    const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    return select.getAttribute("aria-label") || (label ? label.textContent.trim().replace(/\*$/, "") : "");
  };
  const nameBox = (box) => {
    const select = box.previousElementSibling;
    const name = select && select.matches("select") ? nameOf(select) : "";
    if (!name) {
      return;
    }
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox], input")) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  };
  const nameAll = (root) => {
    root.querySelectorAll(".select2-container").forEach(nameBox);
    root.querySelectorAll(".select2-dropdown .select2-search__field").forEach((field) => {
      const open = document.querySelector(".select2-container--open [role=combobox]");
      field.setAttribute("aria-label", (open && open.getAttribute("aria-label")) || "");
    });
  };
  document.addEventListener("DOMContentLoaded", () => {
    nameAll(document);
    hideIcons();
    new MutationObserver(() => nameAll(document)).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
})();
