// The page of a ticket and of a new one. Everything here adds; the forms work without it.
(() => {
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const say = (text, kind = "error") => window.Desk.toast({ text, kind });

  function post(address, data) {
    return fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      body: data,
      credentials: "same-origin",
    });
  }

  // --- menus (details) --------------------------------------------------------------------------

  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (menu.matches?.(".menu[open]")) {
      for (const other of document.querySelectorAll(".menu[open]")) {
        if (other !== menu) {
          other.open = false;
        }
      }
      menu.querySelector("input:not([type=hidden]), .menu-body button, .menu-body a")?.focus();
    }
  }, true);

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(".menu[open]");
    if (event.key === "Escape") {
      if (closeSuggestions()) {
        event.preventDefault();
      } else if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      } else if (event.target.matches?.("textarea, input, select")) {
        event.target.blur();
      }
    }
    if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const items = [...menu.querySelectorAll(".dropdown-item")];
      if (items.length && event.target.matches(".dropdown-item")) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        items[(items.indexOf(event.target) + step + items.length) % items.length].focus();
      }
    }
  });

  // --- the number ---------------------------------------------------------------------------------

  let copiedAt = 0;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) {
      return;
    }
    const again = Date.now() - copiedAt < 1500;
    copiedAt = Date.now();
    const text = again ? new URL(button.dataset.copiesLink, location.href).href : button.dataset.copies;
    try {
      await navigator.clipboard.writeText(text);
      say(text, "done");
    } catch (refused) {
      say(text, "done"); // shown, so that it can be copied by hand
      window.console.info(refused.name);
    }
  });

  // --- neighbours of the list that led here -----------------------------------------------------

  function neighbours() {
    const page = document.querySelector("[data-ticket]");
    const list = JSON.parse(window.sessionStorage.getItem("desk-list") || "null");
    const here = list ? list.ids.indexOf(page?.dataset.ticket) : -1;
    for (const link of document.querySelectorAll("[data-neighbour]")) {
      const id = here < 0 ? undefined : list.ids[here + Number(link.dataset.neighbour)];
      link.hidden = id === undefined;
      if (id !== undefined) {
        link.href = `/tickets/${id}/`;
      }
    }
  }

  // --- suggestions --------------------------------------------------------------------------------

  let box = null;
  let boxFor = null;
  let choose = null;
  let asked = 0;

  function closeSuggestions() {
    if (!box) {
      return false;
    }
    box.remove();
    boxFor?.removeAttribute("aria-activedescendant");
    boxFor?.removeAttribute("aria-controls");
    tellExpanded(boxFor, false);
    box = null;
    return true;
  }

  // a text of several lines cannot be a combobox, and says nothing of being open
  function tellExpanded(field, isOpen) {
    if (field?.matches("input")) {
      field.setAttribute("role", "combobox");
      field.setAttribute("aria-autocomplete", "list");
      field.setAttribute("aria-expanded", String(isOpen));
    }
  }

  function mark(item) {
    for (const each of box.children) {
      each.setAttribute("aria-selected", String(each === item));
    }
    boxFor.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function suggest(field, rows, chosen) {
    closeSuggestions();
    if (!rows.length) {
      return;
    }
    boxFor = field;
    choose = chosen;
    box = document.createElement("ul");
    box.className = "suggest";
    box.id = "suggestions";
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", window.Desk.words.suggestions);
    rows.forEach((row, number) => {
      const item = document.createElement("li");
      const label = document.createElement("span");
      const hint = document.createElement("span");
      item.id = `suggestion-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(number === 0));
      label.textContent = row.label;
      hint.textContent = row.hint;
      hint.className = "quiet";
      item.append(label, hint);
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        closeSuggestions();
        chosen(row);
      });
      item.row = row;
      box.append(item);
    });
    const place = field.getBoundingClientRect();
    document.body.append(box);
    const below = window.innerHeight - place.bottom;
    box.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - box.offsetWidth - 8)) + window.scrollX}px`;
    box.style.top =
      below < box.offsetHeight + 12
        ? `${place.top + window.scrollY - box.offsetHeight - 4}px`
        : `${place.bottom + window.scrollY + 4}px`;
    field.setAttribute("aria-controls", "suggestions");
    tellExpanded(field, true);
    field.setAttribute("aria-activedescendant", "suggestion-0");
  }

  document.addEventListener("keydown", (event) => {
    if (!box || event.target !== boxFor) {
      return;
    }
    const items = [...box.children];
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(items[(now + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length]);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      const { row } = items[Math.max(now, 0)];
      closeSuggestions();
      choose(row);
    } else if (event.key === "Tab") {
      closeSuggestions();
    }
  }, true);

  async function fetchRows(address, text) {
    const mine = ++asked;
    const url = new URL(address, location.href);
    url.searchParams.set("q", text);
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok || mine !== asked) {
      return null;
    }
    return (await answer.json()).rows;
  }

  // fields that look something up: data-lookup, data-lookup-into (where the key goes),
  // data-lookup-many (several, commas between)
  const later = {};
  function soon(name, run, wait = 180) {
    window.clearTimeout(later[name]);
    later[name] = window.setTimeout(run, wait);
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-lookup]")) {
      return;
    }
    const into = field.dataset.lookupInto ? document.querySelector(field.dataset.lookupInto) : null;
    if (into) {
      into.value = "";
      if (!field.value) {
        changed(into);
      }
    }
    // of several names with commas between, the one that is being written
    const begun = "lookupMany" in field.dataset ? field.value.lastIndexOf(",") + 1 : 0;
    if (!field.value.slice(begun).trim()) {
      closeSuggestions();
      return;
    }
    soon("lookup", () => lookUp(field, field.value.slice(begun).trim(), begun));
  });

  async function lookUp(field, text, begun = 0) {
    const rows = await fetchRows(field.dataset.lookup, text);
    if (!rows || document.activeElement !== field) {
      return;
    }
    const into = field.dataset.lookupInto ? document.querySelector(field.dataset.lookupInto) : null;
    suggest(field, rows, (row) => {
      if (into) {
        into.value = row.value;
        field.value = row.label;
        changed(into);
      } else if ("lookupValue" in field.dataset) {
        field.value = row.value;
      } else if (begun || "lookupMany" in field.dataset) {
        field.value = `${field.value.slice(0, begun)}${begun ? " " : ""}${row.word}, `;
      } else {
        field.value = row.word ? `${row.label} (${row.word})` : row.label;
      }
    });
  }

  // a tree is also there to be browsed: by a click, or by the arrow down
  document.addEventListener("click", (event) => {
    if (event.target.matches?.("[data-lookup-tree]") && !box) {
      lookUp(event.target, "");
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && event.target.matches?.("[data-lookup-tree]") && !box) {
      event.preventDefault();
      lookUp(event.target, "");
    }
  });

  document.addEventListener("focusout", (event) => {
    if (event.target === boxFor) {
      closeSuggestions();
    }
  });

  window.addEventListener("resize", closeSuggestions);

  function changed(field) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // a field that looks something up must not be sent before something is chosen
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches?.(".ticket [data-lookup-into]")) {
      const into = document.querySelector(field.dataset.lookupInto);
      if (field.value && into && !into.value) {
        event.stopPropagation();
      }
    }
  }, true);

  // --- what is being written -----------------------------------------------------------------------

  const composer = () => document.querySelector("[data-composer]");
  const kindOf = (form) => form.querySelector("[name=kind]:checked")?.value;
  const kept = {};
  let typingUntil = 0;

  function readKept() {
    for (const each of document.querySelectorAll("template[data-kept]")) {
      kept[each.dataset.kept] = each.content.textContent;
    }
  }

  async function saveDraft(form) {
    const state = document.querySelector("[data-draft-state]");
    if (state) {
      state.textContent = form.dataset.savingWord;
    }
    const data = new FormData(form);
    data.delete("files");
    try {
      const answer = await post(form.dataset.draft, data);
      if (state && form.isConnected) {
        state.textContent = answer.ok ? form.dataset.savedWord : form.dataset.failedWord;
      }
    } catch (refused) {
      if (state) {
        state.textContent = form.dataset.failedWord;
      }
      window.console.info(refused.name);
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("[data-composer], [data-new-ticket]");
    if (!form || event.target.type === "file" || event.target.name === "kind") {
      return;
    }
    if (event.target.name === "body") {
      typingUntil = Date.now() + 10_000;
      form.closest(".composer")?.classList.toggle("is-used", Boolean(event.target.value));
    }
    soon("draft", () => form.isConnected && saveDraft(form), 1500);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.path.endsWith("/presence/")) {
      event.detail.parameters.typing = Date.now() < typingUntil ? "yes" : "no";
    }
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.("[data-composer]")) {
      window.clearTimeout(later.draft);
      typingUntil = 0;
    }
  });

  let before = "message";
  document.addEventListener("change", (event) => {
    if (event.target.name !== "kind" || !event.target.closest("[data-composer]")) {
      return;
    }
    const form = composer();
    const area = form.querySelector("textarea");
    kept[before] = area.value;
    before = kindOf(form);
    area.value = kept[before] || "";
    area.focus();
  });

  // r and n: choose what to write, and write
  document.addEventListener("click", (event) => {
    if (event.target.matches?.("[data-composer] [name=kind]")) {
      composer().querySelector("textarea").focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("[data-composer], [data-new-ticket]");
      if (!form) {
        return;
      }
      event.preventDefault();
      const buttons = [...form.querySelectorAll(".composer-send > .btn, [data-sends]")];
      form.requestSubmit(buttons.find((each) => each.getClientRects().length));
    }
  });

  // ":: ?? @" in the text
  const TRIGGERS = [
    { sign: "::", pattern: /(?:^|\s)::([\p{L}\p{N}_-]*)$/u, from: "replies" },
    { sign: "??", pattern: /(?:^|\s)\?\?([^\n?]{0,60})$/u, from: "articles" },
    { sign: "@", pattern: /(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u, from: "people" },
  ];

  document.addEventListener("input", (event) => {
    const area = event.target;
    const form = area.closest?.("[data-composer]");
    if (!form || area.name !== "body") {
      return;
    }
    const text = area.value.slice(0, area.selectionStart);
    for (const { sign, pattern, from } of TRIGGERS) {
      const found = text.match(pattern);
      if (found) {
        soon("text", () => suggestText(area, form.dataset[from], sign, found[1]));
        return;
      }
    }
    closeSuggestions();
  });

  async function suggestText(area, address, sign, typed) {
    const rows = await fetchRows(address, typed.trim());
    if (!rows || document.activeElement !== area) {
      return;
    }
    suggest(area, rows, (row) => {
      const end = area.selectionStart;
      const begin = end - typed.length - sign.length;
      const words = sign === "@" ? `@${row.word} ` : row.insert;
      area.setRangeText(words, begin, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // --- files: drop, paste, choose -------------------------------------------------------------------

  function size(bytes) {
    return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  }

  function upload(form, file) {
    const list = form.querySelector("[data-files]");
    const item = document.createElement("li");
    const line = document.createElement("span");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    line.className = "file";
    name.className = "clip";
    name.textContent = file.name;
    bar.max = 100;
    bar.setAttribute("aria-label", file.name);
    line.append(name, bar);
    item.append(line);
    list.append(item);
    const data = new FormData();
    data.append("file", file, file.name);
    data.append("kind", kindOf(form) || "ticket");
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.lengthComputable ? (event.loaded * 100) / event.total : 0;
    });
    request.addEventListener("loadend", () => {
      if (request.status !== 201) {
        item.remove();
        say(request.response?.error || window.Desk.words.failed);
        return;
      }
      shown(form, item, file, request.response);
    });
    request.send(data);
  }

  function shown(form, item, file, facts) {
    const line = document.createElement("span");
    line.className = "file";
    if (facts.is_image) {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = "";
      picture.width = 24;
      picture.height = 24;
      line.append(picture);
    }
    const name = document.createElement("a");
    name.className = "clip";
    name.href = facts.address;
    name.textContent = facts.name;
    const weight = document.createElement("span");
    weight.className = "quiet num";
    weight.textContent = size(facts.size);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-quiet btn-icon btn-sm";
    remove.dataset.removes = facts.remove;
    remove.setAttribute("aria-label", `${form.dataset.removeWord} ${facts.name}`);
    remove.textContent = "×";
    line.append(name, weight, remove);
    item.dataset.file = facts.id;
    item.replaceChildren(line);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-removes]");
    if (button) {
      const answer = await post(button.dataset.removes, new FormData());
      if (answer.ok) {
        button.closest("li").remove();
      } else {
        say(window.Desk.words.failed);
      }
    }
  });

  const takes = (element) => element?.closest?.("[data-composer], [data-new-ticket]");

  document.addEventListener("change", (event) => {
    const form = takes(event.target);
    if (form && event.target.name === "files") {
      for (const file of event.target.files) {
        upload(form, file);
      }
      event.target.value = "";
    }
  });

  document.addEventListener("paste", (event) => {
    const form = takes(event.target);
    const files = [...(event.clipboardData?.files || [])];
    if (form && files.length) {
      event.preventDefault();
      files.forEach((file) => upload(form, file));
    }
  });

  document.addEventListener("dragover", (event) => {
    const form = composer() || document.querySelector("[data-new-ticket]");
    if (form && event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      form.closest(".composer")?.classList.add("is-dropping");
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) {
      document.querySelector(".composer")?.classList.remove("is-dropping");
    }
  });
  document.addEventListener("drop", (event) => {
    const form = composer() || document.querySelector("[data-new-ticket]");
    if (form && event.dataTransfer?.files.length) {
      event.preventDefault();
      document.querySelector(".composer")?.classList.remove("is-dropping");
      [...event.dataTransfer.files].forEach((file) => upload(form, file));
    }
  });

  // --- fields that depend on one another ---------------------------------------------------------------

  function showDependent() {
    for (const form of document.querySelectorAll("[data-conditional]")) {
      for (const field of form.querySelectorAll("[data-depends]")) {
        const parent = form.querySelector(`[name="value_${CSS.escape(field.dataset.depends)}"]`);
        const chosen = parent ? [...(parent.selectedOptions || [{ value: parent.value }])].map((each) => each.value) : [];
        field.hidden = !chosen.includes(field.dataset.dependsValue);
      }
    }
  }
  document.addEventListener("change", showDependent);

  // --- a new ticket ---------------------------------------------------------------------------------------

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-changes-form]")) {
      window.htmx.trigger("#new-fields", "form-changed");
    }
    if (event.target.matches?.("#new-title, #new-requester-key")) {
      window.htmx.trigger("#similar", "similar-changed");
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "new-title") {
      soon("similar", () => window.htmx.trigger("#similar", "similar-changed"), 500);
    }
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-adds-person]");
    if (!button) {
      return;
    }
    const place = button.closest("[data-new-person]");
    const data = new FormData();
    data.append("name", place.querySelector("[name=new_name]").value);
    data.append("email", place.querySelector("[name=new_email]").value);
    const answer = await post(place.dataset.newPerson, data);
    const facts = await answer.json();
    if (!answer.ok) {
      say(facts.error);
      return;
    }
    const key = document.getElementById("new-requester-key");
    key.value = facts.value;
    document.getElementById("new-requester").value = facts.label;
    for (const field of place.querySelectorAll("input")) {
      field.value = "";
    }
    place.closest("details").open = false;
    changed(key);
  });

  // --- time -------------------------------------------------------------------------------------------------

  function tick() {
    for (const form of document.querySelectorAll("[data-expires]")) {
      form.endsAt ??= Date.now() + Number(form.dataset.expires) * 1000;
      const left = Math.ceil((form.endsAt - Date.now()) / 1000);
      if (left <= 0) {
        form.remove();
      } else {
        form.querySelector("[data-countdown]").textContent = String(left);
      }
    }
    for (const each of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(each.dataset.since)) / 1000));
      const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
      each.textContent = [hours, minutes, rest].map((part) => String(part).padStart(2, "0")).join(":");
    }
  }
  window.setInterval(tick, 500);

  // --- begin ---------------------------------------------------------------------------------------------------

  function begin() {
    const form = composer();
    if (form) {
      before = kindOf(form);
      form.closest(".composer").classList.toggle("is-used", Boolean(form.querySelector("textarea").value));
    }
    for (const each of document.querySelectorAll("[data-adds-person]")) {
      each.hidden = false;
    }
    for (const each of document.querySelectorAll("input[data-lookup]:not([role])")) {
      tellExpanded(each, false);
    }
    readKept();
    neighbours();
    showDependent();
    tick();
  }

  document.addEventListener("DOMContentLoaded", () => {
    begin();
    const lines = document.querySelectorAll(".timeline .line");
    // where the head stays in view, a long conversation opens at its newest message
    const stays = window.matchMedia("(min-width: 992px)").matches;
    if (stays && lines.length > 2 && !location.hash) {
      lines[lines.length - 1].scrollIntoView({ block: "end", behavior: "instant" });
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    begin();
    if (event.detail.requestConfig?.path?.endsWith("/send/") && event.detail.xhr.status === 200) {
      document.getElementById("newest")?.scrollIntoView({ block: "end" });
      document.getElementById("composer-body")?.focus();
    }
  });
})();
