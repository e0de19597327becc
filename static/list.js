// Lists of tickets: keys, selection, suggestions, preview, news.
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const boxes = () => [...document.querySelectorAll('[data-rows] input[name="ticket"]')];
  let here = -1;
  let last = -1;
  let everything = false;

  // --- where the reader is --------------------------------------------------------------------

  function point(index) {
    const all = rows();
    if (!all.length) {
      return;
    }
    here = Math.max(0, Math.min(index, all.length - 1));
    all.forEach((row, place) => row.classList.toggle("is-here", place === here));
    all[here].scrollIntoView({ block: "nearest" });
    preview(all[here]);
  }

  function preview(row) {
    const pane = document.getElementById("preview");
    if (row && pane && window.Desk.isShown(pane)) {
      window.clearTimeout(preview.timer);
      preview.timer = window.setTimeout(
        () => window.htmx.ajax("GET", `/tickets/${row.dataset.row}/preview/`, { target: "#preview", swap: "innerHTML" }),
        80,
      );
    }
  }

  const act = {
    j: () => point(here + 1),
    k: () => point(here < 0 ? 0 : here - 1),
    o: () => rows()[here]?.querySelector("a")?.click(),
    Enter: () => rows()[here]?.querySelector("a")?.click(),
    x: () => toggle(here, false),
    "Shift+x": () => toggle(here, true),
  };

  document.addEventListener("keydown", (event) => {
    const off = document.documentElement.dataset.keys === "no" || event.ctrlKey || event.metaKey || event.altKey;
    if (off || window.Desk.isTyping(event.target) || document.querySelector("dialog[open]")) {
      return;
    }
    if (event.key === "Enter" && event.target !== document.body && !event.target.matches("main, tr")) {
      return;
    }
    const key = window.Desk.keyOf(event);
    if (act[key]) {
      event.preventDefault();
      act[key]();
    }
    if (key === "Escape") {
      choose(false);
    }
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("a, input, button, label")) {
      point(rows().indexOf(row));
    }
  });

  // --- what is chosen -------------------------------------------------------------------------

  function toggle(index, isRange) {
    const all = boxes();
    if (!all[index]) {
      return;
    }
    all[index].checked = !all[index].checked;
    if (isRange && last >= 0) {
      const [from, to] = [Math.min(last, index), Math.max(last, index)];
      for (let place = from; place <= to; place += 1) {
        all[place].checked = true;
      }
    }
    last = index;
    tell();
  }

  function choose(isChosen) {
    everything = false;
    boxes().forEach((box) => (box.checked = isChosen));
    tell();
  }

  function tell() {
    const all = boxes();
    const chosen = all.filter((box) => box.checked);
    const bar = document.querySelector("[data-bulk]");
    if (!bar) {
      return;
    }
    bar.hidden = !chosen.length;
    everything = everything && chosen.length === all.length;
    bar.querySelector("[data-count]").textContent = everything ? "✓" : String(chosen.length);
    bar.querySelector("[data-everything]").hidden = !(
      all.length > 1 && chosen.length === all.length && !everything && document.querySelector('[rel="next"]')
    );
    all.forEach((box) => box.closest("tr").classList.toggle("is-chosen", box.checked));
    const master = document.querySelector("[data-all]");
    if (master) {
      master.checked = chosen.length === all.length && all.length > 0;
      master.indeterminate = chosen.length > 0 && chosen.length < all.length;
    }
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest('[data-rows] input[name="ticket"]');
    if (box) {
      const index = boxes().indexOf(box);
      if (event.shiftKey && last >= 0) {
        const [from, to] = [Math.min(last, index), Math.max(last, index)];
        boxes().slice(from, to + 1).forEach((each) => (each.checked = box.checked));
      }
      last = index;
      everything = false;
      tell();
    }
    if (event.target.closest("[data-all]")) {
      choose(event.target.checked);
    }
    if (event.target.closest("[data-none]")) {
      choose(false);
    }
    if (event.target.closest("[data-everything]")) {
      everything = true;
      tell();
    }
    const set = event.target.closest("[data-bulk] [data-set]");
    if (set) {
      send(set.dataset.set);
    }
  });

  function send(change) {
    const url = document.getElementById("bulk-address").dataset.url;
    const values = { set: change };
    if (everything) {
      const kept = new URLSearchParams(document.querySelector("[data-rows]").dataset.kept);
      Object.assign(values, { all: "yes", q: kept.get("q") || "", sort: kept.get("sort") || "" });
    } else {
      values.ticket = boxes().filter((box) => box.checked).map((box) => box.value);
    }
    window.htmx.ajax("POST", url, { swap: "none", values });
    choose(false);
  }

  // --- the filter bar -------------------------------------------------------------------------

  const bar = document.querySelector("[data-bar]");
  const input = bar?.querySelector('[name="q"]');
  const options = () => [...bar.querySelectorAll("[role=option]")];
  let at = -1;

  function show(isOpen) {
    at = -1;
    input.setAttribute("aria-expanded", String(isOpen && options().length > 0));
    input.removeAttribute("aria-activedescendant");
    bar.classList.toggle("is-open", isOpen);
  }

  function mark(index) {
    const all = options();
    at = all.length ? (index + all.length) % all.length : -1;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    }
  }

  function take(option) {
    input.value = option.dataset.filter;
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  if (bar) {
    bar.addEventListener("htmx:afterSwap", () => show(document.activeElement === input));
    input.addEventListener("blur", () => window.setTimeout(() => show(false), 150));
    input.addEventListener("keydown", (event) => {
      const isOpen = bar.classList.contains("is-open");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1));
      } else if (isOpen && (event.key === "Enter" || event.key === "Tab") && at >= 0) {
        event.preventDefault();
        take(options()[at]);
      } else if (event.key === "Escape") {
        if (isOpen && options().length) {
          show(false);
        } else {
          input.blur();
        }
      }
    });
    bar.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        event.preventDefault();
        take(option);
      }
    });
  }

  // --- columns --------------------------------------------------------------------------------

  const columns = document.querySelector("[data-columns]");
  if (columns) {
    const shown = new Set([...document.querySelectorAll(".tickets thead th")].map((head) => head.textContent.trim()));
    columns.querySelectorAll("[type=checkbox]").forEach((box) => {
      box.checked = shown.has(box.parentElement.textContent.trim());
    });
    columns.addEventListener("change", () => {
      const chosen = [...columns.querySelectorAll(":checked")].map((box) => box.value);
      columns.elements.value.value = ["number", "title", ...chosen].join(",");
      columns.requestSubmit();
    });
  }

  // --- news, and the way from ticket to ticket ------------------------------------------------

  function remember() {
    const list = document.querySelector("[data-rows]");
    if (list) {
      const ids = rows().map((row) => row.dataset.row);
      window.sessionStorage.setItem("desk-list", JSON.stringify({ url: window.location.href, ids }));
    }
  }

  // --- the same rows shown otherwise: what was chosen and where the reader was stays ------------

  const KEPT = "desk-list-kept";

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-shows-otherwise]")) {
      const chosen = boxes().filter((box) => box.checked).map((box) => box.value);
      const at = rows()[here]?.dataset.row;
      window.sessionStorage.setItem(KEPT, JSON.stringify({ url: window.location.href, chosen, at, everything }));
    }
  });

  function takeUp() {
    const kept = JSON.parse(window.sessionStorage.getItem(KEPT) || "{}");
    window.sessionStorage.removeItem(KEPT);
    if (kept.url !== window.location.href) {
      return;
    }
    boxes().forEach((box) => (box.checked = kept.chosen.includes(box.value)));
    everything = kept.everything;
    tell();
    const place = rows().findIndex((row) => row.dataset.row === kept.at);
    if (place >= 0) {
      point(place);
    }
  }

  window.setInterval(() => {
    const place = document.querySelector("[data-news]");
    if (place && document.visibilityState === "visible" && !boxes().some((box) => box.checked)) {
      window.htmx.ajax("GET", place.dataset.news, { target: "#news", swap: "innerHTML" });
    }
  }, 30_000);

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "list") {
      here = last = -1;
      tell();
      remember();
    }
  });
  remember();
  tell();
  takeUp();
})();
