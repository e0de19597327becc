// The frame of every page: theme, toasts, keys, sheets. Markup carries the behaviour:
//   data-key="c"          this element is clicked by the key (also "g t", "Shift+x")
//   data-opens="#sheet"   opens a <dialog>
//   data-theme-choice     switches the theme at once; the form around it keeps the choice
//   data-goes-back        leads to the page before this one
//   data-shows-secrets    holds a tick that shows the passwords of its form
//   data-submits          a control that sends its form when it changes
// The server talks through the events "toast" ({text, kind, undo}) and "go" in HX-Trigger.
(() => {
  const page = document.documentElement;
  // words of the reader's language
  const words = { ...document.getElementById("desk-words")?.dataset };

  // --- toasts ---------------------------------------------------------------------------------

  const shelf = () => document.getElementById("toasts");

  function toast({ text, kind = "done", undo = "", seconds = 10 }) {
    const line = document.createElement("div");
    line.className = "toast-line";
    line.dataset.kind = kind;
    const said = document.createElement("span");
    said.textContent = text;
    line.append(said);
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.dataset.undo = undo;
      button.textContent = words.undoWord;
      button.addEventListener("click", () => {
        line.remove();
        window.htmx.ajax("POST", undo, { swap: "none" });
      });
      line.append(button);
    }
    shelf()?.append(line);
    passing(line, seconds);
  }

  // a line goes by itself, but not while somebody reads it or is about to press its button
  function passing(line, seconds = 10) {
    line.dataset.passes = "";
    const leave = () => {
      if (line.matches(":hover, :focus-within")) {
        window.setTimeout(leave, 2000);
      } else {
        line.remove();
      }
    };
    window.setTimeout(leave, (line.dataset.kind === "error" ? 20 : seconds) * 1000);
  }

  // lines that came with the page
  function passAll() {
    for (const line of document.querySelectorAll(".toast-line:not([data-passes])")) {
      passing(line);
    }
  }
  document.addEventListener("DOMContentLoaded", passAll);
  document.addEventListener("htmx:afterSettle", passAll);

  document.addEventListener("toast", (event) => toast(event.detail));
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    const plain = (answer.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    const id = answer.getResponseHeader("X-Request-ID") || "";
    const text = plain ? answer.responseText : `${words.failed} ${id}`.trim();
    toast({ text, kind: "error" });
  });
  document.addEventListener("htmx:sendError", () => toast({ text: words.offline, kind: "error" }));

  // --- theme ----------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) {
      window.deskTheme(choice.dataset.themeChoice);
      for (const each of document.querySelectorAll("[data-theme-choice]")) {
        each.setAttribute("aria-pressed", String(each === choice));
      }
    }
  });

  // --- back -----------------------------------------------------------------------------------

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-goes-back]")) {
      button.hidden = window.history.length < 2;
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-goes-back]")) {
      window.history.back();
    }
  });

  // --- passwords --------------------------------------------------------------------------------

  const showSecrets = (form, areShown) => {
    for (const field of form.querySelectorAll("input[autocomplete$=password]")) {
      field.type = areShown ? "text" : "password";
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const tick of document.querySelectorAll("[data-shows-secrets]")) {
      tick.hidden = false;
      // what is sent is a password to the browser, not a text to remember
      tick.closest("form").addEventListener("submit", (event) => showSecrets(event.target, false));
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-shows-secrets]")) {
      showSecrets(event.target.form, event.target.checked);
    }
  });

  // --- copying --------------------------------------------------------------------------------

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    const from = button && document.querySelector(button.dataset.copies);
    if (from) {
      from.select?.();
      await navigator.clipboard.writeText(from.value ?? from.textContent);
      toast({ text: words.copied, seconds: 3 });
    }
  });

  // --- sheets (dialogs) -----------------------------------------------------------------------

  function open(selector) {
    const sheet = document.querySelector(selector);
    if (sheet && !sheet.open) {
      sheet.showModal();
      sheet.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
    }
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      open(opener.dataset.opens);
    }
    if (event.target.closest("[data-closes]")) {
      event.target.closest("dialog")?.close();
    }
    if (event.target instanceof HTMLDialogElement && event.target.open) {
      const box = event.target.getBoundingClientRect();
      const inside =
        event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside && event.clientX) {
        event.target.close();
      }
    }
  });

  // --- keys -----------------------------------------------------------------------------------

  const isTyping = (target) =>
    target.isContentEditable || target.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select");

  // {key of the desk: the key its reader has instead}
  let mine = JSON.parse(page.dataset.keymap || "{}");
  const shownKey = (key) => mine[key] ?? key;

  // what a pressed key means to the desk
  function meantBy(key) {
    const ours = Object.keys(mine).find((each) => mine[each] === key);
    return ours ?? (key in mine ? "" : key);
  }

  // the letter printed on an English keyboard, so that keys work in every layout
  function pressedKey(event) {
    return /^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(event.key)
      ? event.code.slice(3).toLowerCase()
      : event.key;
  }

  function keyOf(event) {
    const key = pressedKey(event);
    return event.shiftKey && /^[a-z]$/i.test(key) ? `Shift+${meantBy(key.toLowerCase())}` : meantBy(key);
  }

  const isShown = (element) => element.getClientRects().length > 0;
  const withKey = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  let begun = "";
  let timer = 0;

  function press(key) {
    const scope = document.querySelector("dialog[open]");
    const found = withKey(key).find((each) => !each.closest("[hidden]") && (scope ? scope.contains(each) : each.isConnected));
    if (!found) {
      return false;
    }
    if (found.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
      found.focus();
      found.select?.();
    } else {
      found.click();
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const off = page.dataset.keys === "no" || event.ctrlKey || event.metaKey || event.altKey;
    if (off || event.defaultPrevented || isTyping(event.target)) {
      return;
    }
    const key = keyOf(event);
    const whole = begun ? `${begun} ${key}` : key;
    begun = "";
    window.clearTimeout(timer);
    if (key === "z") {
      const undo = [...document.querySelectorAll("[data-undo]")].pop();
      if (undo) {
        event.preventDefault();
        undo.click();
        return;
      }
    }
    if (press(whole)) {
      event.preventDefault();
      return;
    }
    if (key && document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
      begun = key;
      timer = window.setTimeout(() => (begun = ""), 1500);
      event.preventDefault();
    }
  });

  // what the page in front of the reader answers to: elements with a key, and keys of scripts
  function keysHere() {
    const found = new Map();
    for (const element of document.querySelectorAll("[data-key], [data-key-shown]")) {
      const key = element.dataset.key ?? element.dataset.keyShown;
      const label = element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
      if (!found.has(key) && label) {
        found.set(key, label.replace(/\s+/g, " "));
      }
    }
    return found;
  }

  const sheet = () => document.getElementById("key-sheet");

  function listKeys() {
    const list = sheet().querySelector("[data-key-list]");
    list.replaceChildren();
    for (const [key, label] of keysHere()) {
      const line = document.createElement("div");
      const name = document.createElement("dt");
      const keys = document.createElement("dd");
      name.textContent = label;
      for (const part of key.split(" ")) {
        const mark = document.createElement("kbd");
        mark.textContent = shownKey(part);
        keys.append(mark, " ");
      }
      if (key.length === 1) {
        const change = document.createElement("button");
        change.type = "button";
        change.className = "key-change";
        change.dataset.changesKey = key;
        change.setAttribute("aria-label", `${sheet().dataset.changeWord} ${label} (${shownKey(key)})`);
        change.append(...keys.childNodes);
        keys.append(change);
      }
      line.append(name, keys);
      list.append(line);
    }
    sheet().querySelector("[data-keys-reset]").hidden = !Object.keys(mine).length;
  }

  function keepKeys(map) {
    mine = map;
    const value = Object.entries(mine).map((pair) => pair.join("=")).join(" ");
    window.htmx.ajax("POST", sheet().dataset.keeps, { swap: "none", values: { name: "keymap", value } });
    listKeys();
    tipKeys();
  }

  document.addEventListener("opened", (event) => {
    if (event.target.id === "key-sheet") {
      listKeys();
    }
  });

  // a key is changed by pressing another one
  let changing = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-changes-key]");
    if (changing && button !== changing) {
      changing = null;
      listKeys();
    }
    if (button) {
      changing = button;
      button.textContent = sheet().dataset.pressWord;
    }
    if (event.target.closest("[data-keys-reset]")) {
      keepKeys({});
      sheet().querySelector("[data-key-list] button")?.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!changing || event.ctrlKey || event.metaKey || event.altKey || event.key === "Shift" || event.key === "Tab") {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const ours = changing.dataset.changesKey;
    const own = pressedKey(event);
    changing = null;
    if (own.length === 1 && own !== " " && own !== shownKey(ours)) {
      const taken = [...keysHere().keys()].find((key) => key !== ours && key.split(" ").map(shownKey)[0] === own);
      if (taken) {
        toast({ text: `${sheet().dataset.takenWord} ${keysHere().get(taken)}`, kind: "error" });
        listKeys();
      } else {
        const { [ours]: _old, ...others } = mine;
        keepKeys(own === ours ? others : { ...others, [ours]: own });
      }
    } else {
      listKeys();
    }
    sheet().querySelector(`[data-changes-key="${CSS.escape(ours)}"]`)?.focus();
  }, true);

  // who points at something learns its key
  function tipKeys() {
    for (const element of document.querySelectorAll("[data-key]")) {
      element.dataset.tip ??= element.title || element.dataset.keyLabel || element.getAttribute("aria-label") || "";
      const keys = element.dataset.key.split(" ").map(shownKey).join(" ");
      element.title = page.dataset.keys === "no" ? element.dataset.tip : `${element.dataset.tip} (${keys})`.trim();
    }
  }
  document.addEventListener("DOMContentLoaded", tipKeys);
  document.addEventListener("htmx:afterSettle", tipKeys);

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) {
      page.dataset.keys = event.target.checked ? "yes" : "no";
      tipKeys();
    }
    if (event.target.matches("[data-submits]")) {
      event.target.form?.requestSubmit();
    }
  });

  // --- long work --------------------------------------------------------------------------------

  document.addEventListener("progress", (event) => {
    window.htmx.ajax("GET", event.detail.url, { target: "#progress", swap: "innerHTML" });
  });

  window.Desk = { toast, open, isTyping, isShown, keyOf, shownKey, words };
})();
