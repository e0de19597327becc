// The inbox of votes works without this file. With it: the bar that decides about several requests
// appears while some are selected and counts them, and those of another kind cannot be selected with
// them; Escape selects none.
(() => {
  const bar = document.getElementById("ask-several");
  if (!bar) {
    return;
  }
  const boxes = () => [...document.querySelectorAll("input[type=checkbox][form=ask-several]")];
  const counted = bar.querySelector("[data-picked]");

  // what is selected first says of which kind the rest may be
  const ofKind = () => {
    const first = boxes().find((box) => box.checked);
    return first ? boxes().filter((box) => box.dataset.kind === first.dataset.kind) : boxes();
  };

  function show() {
    const chosen = boxes().filter((box) => box.checked).length;
    const isTold = Boolean(bar.querySelector("[role=alert]"));
    const free = ofKind();
    bar.hidden = chosen === 0 && !isTold;
    counted.textContent = `${chosen} ${counted.dataset.picked}`;
    bar.querySelector("[data-picked-kind]").textContent = chosen ? free[0].dataset.kindName : "";
    const isUndecided = chosen === 0 && Boolean(document.getElementById("ask-kinds"));
    bar.querySelector("[data-picks=all]").hidden = isUndecided || chosen === free.length;
    bar.querySelector("[data-picks=none]").hidden = chosen === 0;
    for (const box of boxes()) {
      const word = box.parentElement.querySelector("[data-pick-word]");
      box.disabled = !box.checked && !free.includes(box);
      word.dataset.ownWord ??= word.textContent;
      word.textContent = box.disabled ? word.dataset.otherWord : word.dataset.ownWord;
    }
  }

  function pick(isChosen) {
    for (const box of isChosen ? ofKind() : boxes()) {
      box.checked = isChosen;
    }
    show();
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input[form=ask-several]")) {
      show();
    }
  });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-picks]");
    if (button) {
      pick(button.dataset.picks === "all");
      ofKind()[0].focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    const isInBar = event.target.closest?.("#ask-several") || event.target.matches?.("input[form=ask-several]");
    if (event.key === "Escape" && isInBar) {
      pick(false);
      ofKind()[0].focus();
    }
  });
  show();
})();
