// The exercise page's editor: Ace over a text area that works without it, keys, and the draft.
"use strict";

(() => {
  const form = document.getElementById("solve");
  if (!form) return;
  const area = form.querySelector("[data-editor]");
  const status = document.getElementById("draft-status");
  const words = status.dataset;
  const kept = `draft-${form.dataset.learner}-${form.dataset.exercise}-${form.dataset.framework}`;
  const SAVE_AFTER_MS = 700;
  const FONT_SIZES = [12, 14, 16, 18, 21, 24];

  const editor = mount();
  let revision = Number(form.dataset.revision);
  let saved = area.value;
  let timer = null;
  let saving = false;
  // Two texts are there, and nobody has said yet which of them is to stay.
  let undecided = false;

  // What could not be sent last time was kept in this browser, with the revision it was typed over.
  // Taken up when the site's own script is there to ask.
  document.addEventListener("DOMContentLoaded", () => {
    const unsent = recall(kept);
    if (typeof unsent?.text !== "string" || unsent.text === area.value) return;
    const theirs = { revision, text: area.value };
    revision = unsent.revision;
    write(unsent.text);
    if (revision === theirs.revision) save(); else conflict(theirs);
  });

  // A browser may refuse to keep anything; the server still does.
  function recall(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  }

  function keep(name, value) {
    try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* see above */ }
  }

  function forget(name) {
    try { localStorage.removeItem(name); } catch { /* see above */ }
  }

  function mount() {
    if (!window.ace) return null;
    ace.config.set("useStrictCSP", true);
    const box = document.getElementById("editor");
    box.hidden = false;
    area.classList.add("replaced");
    area.tabIndex = -1;
    area.setAttribute("aria-hidden", "true");
    const made = ace.edit(box, {
      mode: "ace/mode/python",
      theme: dark() ? "ace/theme/github_dark" : "ace/theme/chrome",
      value: area.value,
      useWorker: false,
      useSoftTabs: true,
      tabSize: 4,
      showPrintMargin: false,
      minLines: 14,
      maxLines: 40,
      fontSize: Number(form.dataset.fontSize),
      // Escape leaves the text, Tab then moves on, Enter comes back.
      enableKeyboardAccessibility: true,
      navigateWithinSoftTabs: false,
    });
    made.textInput.getElement().setAttribute("aria-label", box.dataset.label);
    made.session.on("change", () => { area.value = made.getValue(); changed(); });
    // The site keeps its own keys; Ace's would shadow them while one types.
    made.commands.addCommand({ name: "submit", bindKey: { win: "Ctrl-Enter", mac: "Command-Enter" }, exec: () => press("full") });
    made.commands.addCommand({ name: "samples", bindKey: { win: "Ctrl-'", mac: "Command-'" }, exec: () => press("samples") });
    made.renderer.setScrollMargin(6, 6);
    return made;
  }

  function dark() {
    const theme = document.documentElement.dataset.theme;
    return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  }

  function write(text) {
    area.value = text;
    editor?.setValue(text, -1);
  }

  function press(scope) {
    const button = form.querySelector(`button[name="scope"][value="${scope}"]`);
    if (!button.disabled) button.click();
  }

  function changed() {
    undecided = false;
    keep(kept, { revision, text: area.value });
    say(words.typing);
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  async function save() {
    clearTimeout(timer);
    if (undecided) return;
    if (saving) { timer = setTimeout(save, SAVE_AFTER_MS); return; }
    const text = area.value;
    if (text === saved) { forget(kept); say(words.saved); return; }
    saving = true;
    try {
      await send(text);
    } catch {
      say(words.offline);
      timer = setTimeout(save, 5000);
    } finally {
      saving = false;
    }
  }

  async function send(text) {
    const body = new FormData();
    body.set("text", text);
    body.set("framework", form.dataset.framework);
    body.set("revision", String(revision));
    const answer = await post(form.dataset.draftUrl, body);
    if (answer.status === 409) {
      conflict(await answer.json());
    } else if (answer.ok) {
      revision = (await answer.json()).revision;
      saved = text;
      if (area.value === text) { forget(kept); say(words.saved); }
    } else if (answer.status < 500) {
      say(answer.status === 401 ? words.signedOut : await answer.text());
    } else {
      throw new Error(String(answer.status));
    }
  }

  function post(address, body) {
    const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };
    return fetch(address, { method: "POST", body, headers, credentials: "same-origin", redirect: "error" });
  }

  /** Another device saved a newer text: nothing is overwritten unasked. */
  function conflict(theirs) {
    undecided = true;
    say(words.conflict);
    const mine = area.value;
    window.quizsiteToast(words.conflict, {
      label: words.loadTheirs,
      run: () => { revision = theirs.revision; saved = theirs.text; write(theirs.text); },
    });
    // Typing on keeps this device's text, on top of the one that was seen here.
    revision = theirs.revision;
    saved = theirs.text;
    area.value = mine;
  }

  area.addEventListener("input", () => { if (!editor) changed(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && area.value !== saved) save(); });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    if (event.defaultPrevented || editor?.isFocused()) return;
    if (event.key === "Enter") { event.preventDefault(); press("full"); }
    if (event.key === "'") { event.preventDefault(); press("samples"); }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("fontStep" in button.dataset) changeFont(Number(button.dataset.fontStep));
    if ("reset" in button.dataset && window.confirm(button.dataset.question)) {
      write(document.getElementById("starter").content.textContent);
      changed();
    }
  });

  function changeFont(step) {
    if (!editor) return;
    const now = FONT_SIZES.indexOf(editor.getFontSize());
    const size = FONT_SIZES[Math.min(FONT_SIZES.length - 1, Math.max(0, (now < 0 ? 1 : now) + step))];
    editor.setFontSize(size);
    const body = new FormData();
    body.set("size", String(size));
    // If it cannot be kept, this page has it all the same.
    post(form.dataset.fontSizeUrl, body).catch(() => {});
  }

  // A line of a traceback leads to that line of the program.
  document.addEventListener("click", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || !editor) return;
    event.preventDefault();
    editor.gotoLine(Number(line.dataset.line), 0, false);
    editor.focus();
  });

  // Each press is one submission; the same press sent twice counts once.
  form.addEventListener("submit", () => {
    form.elements.key.value = crypto.randomUUID?.() ?? fallbackKey();
  }, { capture: true });

  function fallbackKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "result") return;
    const result = document.getElementById("result");
    if (result.querySelector("[data-final]")) result.querySelector("h2")?.focus({ preventScroll: false });
  });
})();
