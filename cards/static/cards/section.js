// A section's page: the key that led here from a card leads back to it.
"use strict";

document.addEventListener("keydown", (event) => {
  const back = document.querySelector("[data-back][data-key]");
  if (!back || event.key.toLowerCase() !== back.dataset.key || event.repeat) return;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  back.click();
});
