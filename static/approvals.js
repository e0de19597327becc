// The inbox of votes works without this file. With it: the bar that decides about several requests
// appears while some are selected and counts them; Escape selects none.
(() => {
  const bar = document.getElementById("ask-several");
  if (!bar) {
    return;
  }
  const boxes = () => [...document.querySelectorAll("input[type=checkbox][form=ask-several]")];
  const counted = bar.querySelector("[data-picked]");

  function show() {
    const chosen = boxes().filter((box) => box.checked).length;
    const isTold = Boolean(bar.querySelector("[role=alert]"));
    bar.hidden = chosen === 0 && !isTold;
    counted.textContent = `${chosen} ${counted.dataset.picked}`;
    bar.querySelector("[data-picks=all]").hidden = chosen === boxes().length;
    bar.querySelector("[data-picks=none]").hidden = chosen === 0;
  }

  function pick(isChosen) {
    for (const box of boxes()) {
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
      boxes()[0].focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    const isInBar = event.target.closest?.("#ask-several") || event.target.matches?.("input[form=ask-several]");
    if (event.key === "Escape" && isInBar) {
      pick(false);
      boxes()[0].focus();
    }
  });
  show();
})();
