// A ticked part whose parts are not all ticked shows a dash. Without this file, the page still works.
"use strict";

(() => {
  const form = document.querySelector("form.study");
  if (!form) return;
  const ownBox = (item) => item.querySelector(":scope > .branch input");
  const itemsUnder = (item) => [...item.querySelectorAll("li")];
  const itemAbove = (item) => item.parentElement.closest("li");

  function setAllUnder(item) {
    for (const under of itemsUnder(item)) ownBox(under).checked = ownBox(item).checked;
  }

  /** A part is studied when anything under it is; without cards of its own, only then. */
  function carryUp(item) {
    for (let above = itemAbove(item); above; above = itemAbove(above)) {
      const anyTicked = itemsUnder(above).some((under) => ownBox(under).checked);
      if (anyTicked) ownBox(above).checked = true;
      else if (above.dataset.ownCards === "0") ownBox(above).checked = false;
    }
  }

  function showMixed() {
    for (const item of form.querySelectorAll(".tree li")) {
      const box = ownBox(item);
      box.indeterminate = box.checked && itemsUnder(item).some((under) => !ownBox(under).checked);
    }
  }

  for (const item of form.querySelectorAll(".tree li")) {
    if (!ownBox(item).checked) setAllUnder(item);
  }
  showMixed();

  form.addEventListener("change", (event) => {
    const item = event.target.closest(".tree li");
    if (!item) return;
    setAllUnder(item);
    carryUp(item);
    showMixed();
  });
})();
