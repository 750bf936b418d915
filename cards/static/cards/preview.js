// Puts the faces that the server rendered into the preview's frame, which has the review's style.
"use strict";

(() => {
  const output = document.getElementById("preview-output");
  const frame = document.getElementById("preview-frame");
  if (!output) return;

  const page = () => frame.contentDocument?.getElementById("faces");
  const fit = () => { frame.style.height = `${Math.ceil(page().getBoundingClientRect().height)}px`; };
  // Also when fonts arrive or the window changes.
  const sizes = new ResizeObserver(fit);

  function show() {
    const faces = document.getElementById("preview-faces");
    if (!faces || !page()) return;
    page().replaceChildren(frame.contentDocument.importNode(faces.content, true));
    sizes.observe(page());
  }

  output.addEventListener("htmx:afterSwap", show);
  frame.addEventListener("load", show);

  // The site's pages say so in a toast; the admin has none.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    output.addEventListener(name, () => {
      if (!document.getElementById("toasts")) output.textContent = output.dataset.failed;
    });
  }

  // The admin's search boxes tell jQuery alone about a choice.
  window.django?.jQuery?.(output.closest("form")).on("change", "select", (event) => {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
