// The portal works without this file. With it: files are dropped and pasted, and fields of a form
// appear when they are asked for.
//   data-drop        a file input that takes what is dropped or pasted into its form
//   data-when/-is    an element that is shown while the named field holds the value
(() => {
  // --- files ----------------------------------------------------------------------------------

  function add(input, files) {
    const all = new DataTransfer();
    for (const file of [...input.files, ...files]) {
      all.items.add(file);
    }
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const inputNear = (target) => target.closest?.("form")?.querySelector("input[data-drop]");

  document.addEventListener("paste", (event) => {
    const input = inputNear(event.target);
    const files = [...(event.clipboardData?.files || [])];
    if (input && files.length) {
      event.preventDefault();
      add(input, files);
    }
  });
  document.addEventListener("dragover", (event) => {
    const input = inputNear(event.target);
    if (input && event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      input.form.classList.add("drop-here");
    }
  });
  document.addEventListener("dragleave", (event) => {
    inputNear(event.target)?.form.classList.remove("drop-here");
  });
  document.addEventListener("drop", (event) => {
    const input = inputNear(event.target);
    if (input && event.dataTransfer?.files.length) {
      event.preventDefault();
      input.form.classList.remove("drop-here");
      add(input, event.dataTransfer.files);
    }
  });

  // --- fields that depend on others ---------------------------------------------------------------

  function sort(form) {
    for (const part of form.querySelectorAll("[data-when]")) {
      const others = [...form.querySelectorAll(`[name="${CSS.escape(part.dataset.when)}"]`)];
      const isChosen = (each) => (each.type !== "checkbox" || each.checked) && each.value === part.dataset.is;
      part.hidden = !others.some((each) => isChosen(each) && !each.closest("[hidden]"));
    }
  }

  for (const form of document.forms) {
    sort(form);
    form.addEventListener("change", () => sort(form));
  }
})();
