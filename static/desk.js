// The frame of every page: theme, toasts, keys, sheets. Markup carries the behaviour:
//   data-key="c"          this element is clicked by the key (also "g t", "Shift+x")
//   data-opens="#sheet"   opens a <dialog>
//   data-theme-choice     switches the theme at once; the form around it keeps the choice
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

  // the letter printed on an English keyboard, so that keys work in every layout
  function keyOf(event) {
    let key = event.key;
    if (/^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(key)) {
      key = event.code.slice(3).toLowerCase();
    }
    return event.shiftKey && /^[a-z]$/i.test(key) ? `Shift+${key.toLowerCase()}` : key;
  }

  const isShown = (element) => element.getClientRects().length > 0;
  const withKey = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  let begun = "";
  let timer = 0;

  function press(key) {
    const scope = document.querySelector("dialog[open]");
    const found = withKey(key).find((each) => (scope ? scope.contains(each) : each.isConnected));
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
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open("#palette");
      return;
    }
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
    if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
      begun = key;
      timer = window.setTimeout(() => (begun = ""), 1500);
      event.preventDefault();
    }
  });

  // the sheet lists what the page in front of the reader answers to
  document.addEventListener("opened", (event) => {
    const list = event.target.querySelector("[data-key-list]");
    if (!list) {
      return;
    }
    const seen = new Set();
    list.replaceChildren();
    for (const element of document.querySelectorAll("[data-key]")) {
      const { key } = element.dataset;
      const label = element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
      if (seen.has(key) || !label || event.target.contains(element)) {
        continue;
      }
      seen.add(key);
      const line = document.createElement("div");
      const name = document.createElement("dt");
      const keys = document.createElement("dd");
      name.textContent = label.replace(/\s+/g, " ");
      for (const part of key.split(" ")) {
        const mark = document.createElement("kbd");
        mark.textContent = part;
        keys.append(mark, " ");
      }
      line.append(name, keys);
      list.append(line);
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) {
      page.dataset.keys = event.target.checked ? "yes" : "no";
    }
    if (event.target.matches("[data-submits]")) {
      event.target.form?.requestSubmit();
    }
  });

  // --- long work, and the neighbours of a ticket in the list it was opened from -----------------

  document.addEventListener("progress", (event) => {
    window.htmx.ajax("GET", event.detail.url, { target: "#progress", swap: "innerHTML" });
  });

  const place = /^\/tickets\/([0-9]+)\/$/.exec(window.location.pathname);
  if (place) {
    const list = JSON.parse(window.sessionStorage.getItem("desk-list") || "null");
    const at = list ? list.ids.indexOf(place[1]) : -1;
    document.addEventListener("keydown", (event) => {
      const step = { "[": -1, "]": 1 }[event.key];
      const to = step && at >= 0 ? list.ids[at + step] : "";
      if (to && page.dataset.keys !== "no" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey) {
        window.location.assign(`/tickets/${to}/`);
      }
    });
  }

  window.Desk = { toast, open, isTyping, isShown, keyOf, words };
})();
