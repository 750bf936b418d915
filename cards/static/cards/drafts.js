// The inbox of drafts by keyboard: j and k move, other keys press the button that names them.
"use strict";

(() => {
  const inbox = document.getElementById("inbox");
  let place = 0;
  let swapping = false;

  const drafts = () => Array.from(inbox.querySelectorAll(".draft"));

  function focusDraft(wanted) {
    const all = drafts();
    place = Math.max(0, Math.min(wanted, all.length - 1));
    all[place]?.focus();
  }

  inbox.addEventListener("focusin", (event) => {
    // While it swaps, htmx gives the focus back to the draft that had it.
    const at = swapping ? -1 : drafts().indexOf(event.target.closest(".draft"));
    if (at >= 0) place = at;
  });

  // After a decision the next draft stands where the last one was.
  document.addEventListener("htmx:afterSettle", (event) => {
    swapping = false;
    if (event.detail.target === inbox) focusDraft(place);
    else event.detail.target.querySelector?.("textarea, .candidates button")?.focus();
  });

  // An edit that is refused is shown again in its own place; all else swaps the inbox.
  document.addEventListener("htmx:beforeSwap", (event) => {
    swapping = event.detail.shouldSwap;
    const draft = event.detail.requestConfig.elt.closest(".draft");
    if (draft && event.detail.xhr.status === 422) event.detail.target = draft;
  });

  document.addEventListener("keydown", (event) => {
    if (!("shortcuts" in inbox.dataset)) return;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      const inside = document.activeElement?.closest?.(".draft");
      focusDraft(inside ? place + (key === "j" ? 1 : -1) : place);
    } else {
      const within = key === "u" ? inbox : drafts()[place];
      const button = within?.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!button) return;
      button.click();
    }
    event.preventDefault();
  });
})();
