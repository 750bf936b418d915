// The review page: keys, the answer timer, focus, and a typed answer that survives a reload.
"use strict";

(() => {
  const stage = document.getElementById("stage");
  const dialog = document.getElementById("dialog");
  const keys = document.getElementById("keys");
  const CAP_MS = 60_000;
  let started = performance.now();
  let showing = null;

  const card = () => stage.querySelector("[data-side]");
  const elapsed = () => Math.min(CAP_MS, Math.round(performance.now() - started));

  /** Called for each face shown: a new showing restarts the clock, its back does not. */
  function arrived() {
    const current = card();
    if (!current) return;
    if (current.dataset.showing !== showing) {
      showing = current.dataset.showing;
      started = performance.now() - spentBefore();
    }
    tick();
    const input = stage.querySelector("[data-keep]");
    if (input) {
      input.value = sessionStorage.getItem(`answer-${current.dataset.card}`) ?? "";
      input.focus();
      return;
    }
    stage.querySelector("#card-back, #card-front, #card-done")?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }

  /** The time already spent on this showing, before its section was looked at. */
  function spentBefore() {
    const [left, spent] = (sessionStorage.getItem("left-showing") ?? "").split(" ");
    return left === showing ? Number(spent) || 0 : 0;
  }
  window.addEventListener("pagehide", () => {
    if (showing) sessionStorage.setItem("left-showing", `${showing} ${elapsed()}`);
  });

  function tick() {
    const timer = stage.querySelector("[data-timer]");
    if (!timer) return;
    const seconds = Math.floor(elapsed() / 1000);
    timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  setInterval(tick, 1000);

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target === stage) arrived();
    if (dialog.contains(event.detail.target)) {
      if (!dialog.open) dialog.showModal();
      dialog.querySelector("textarea, button")?.focus();
    }
  });

  document.addEventListener("submit", (event) => {
    const duration = event.target.querySelector("[data-duration]");
    if (duration) duration.value = String(elapsed());
  }, { capture: true });

  document.addEventListener("input", (event) => {
    if ("keep" in event.target.dataset) {
      sessionStorage.setItem(`answer-${card().dataset.card}`, event.target.value);
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const current = card();
    if (event.detail.successful && current?.dataset.side === "back") {
      sessionStorage.removeItem(`answer-${current.dataset.card}`);
    }
  });

  document.addEventListener("keydown", (event) => {
    // While an input method composes, Enter picks a word; it must not send the answer.
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    // Many keyboards need AltGr for @, which some systems report as Ctrl and Alt.
    const commands = event.ctrlKey || event.metaKey || event.altKey;
    if (!("shortcuts" in stage.dataset) || (commands && !event.getModifierState("AltGraph"))) return;
    if (dialog.open || keys.open) return;
    const typing = event.target.closest("input:not([type=hidden]), textarea, select");
    if (typing) return;
    if (event.key === "?") {
      event.preventDefault();
      keys.showModal();
      return;
    }
    // A focused button or link keeps its own Space.
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    const button = stage.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button || button.disabled || event.repeat) return;
    event.preventDefault();
    button.click();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]")) keys.showModal();
  });

  arrived();
})();
