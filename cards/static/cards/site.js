// Messages, dialogs and keys that every page shares. No content depends on this file.
"use strict";

(() => {
  const toasts = document.getElementById("toasts");

  /** Show a message until the next action; `action` is an optional {label, run}. */
  function toast(content, action) {
    const box = document.createElement("div");
    box.className = "toast";
    const text = document.createElement("p");
    if (typeof content === "string") text.textContent = content;
    else text.append(content);
    box.append(text);
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = action.label;
      button.addEventListener("click", () => { box.remove(); action.run(); });
      box.append(button);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = toasts.dataset.close;
    close.dataset.closeToast = "";
    box.append(close);
    toasts.replaceChildren(box);
  }
  window.quizsiteToast = toast;

  // A form whose answer may take seconds says that it is being worked on.
  document.addEventListener("submit", (event) => {
    for (const note of event.target.querySelectorAll("[data-working]")) note.hidden = false;
  });
  window.addEventListener("pageshow", () => {
    for (const note of document.querySelectorAll("[data-working]")) note.hidden = true;
  });

  function retry(event) {
    const form = event.detail.elt;
    const button = event.detail.requestConfig?.triggeringEvent?.submitter;
    return {
      label: toasts.dataset.retry,
      run: () => (form instanceof HTMLFormElement ? form.requestSubmit(button) : form.click()),
    };
  }

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => toast(toasts.dataset.offline, retry(event)));
  }

  document.addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    const type = event.detail.xhr.getResponseHeader("Content-Type") ?? "";
    if (status === 401) {
      // Our own fragment: a sentence and a link to sign in again.
      toast(fragment(new DOMParser().parseFromString(responseText, "text/html").body));
    } else if (status === 403) {
      toast(toasts.dataset.outdated, { label: toasts.dataset.reload, run: () => location.reload() });
    } else if (status < 500 && type.startsWith("text/plain")) {
      toast(responseText);
    } else if (status < 500) {
      toast(toasts.dataset.refused);
    } else {
      toast(toasts.dataset.failed, retry(event));
    }
  });

  /** A formula or table that is wider than the page scrolls; the keyboard must reach it. */
  function reachWideContent() {
    for (const box of document.querySelectorAll(".content .math-display, .content .table-scroll")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  document.addEventListener("htmx:afterSettle", reachWideContent);
  window.addEventListener("resize", reachWideContent);
  reachWideContent();

  function fragment(body) {
    const nodes = document.createDocumentFragment();
    nodes.append(...Array.from(body.childNodes, (node) => document.importNode(node, true)));
    return nodes;
  }

  /** A list of actions closes when one looks away, and gives the focus back on Escape. */
  function closeDrops(except) {
    for (const drop of document.querySelectorAll("details.drop[open]")) {
      if (!drop.contains(except)) drop.open = false;
    }
  }
  document.addEventListener("keydown", (event) => {
    const drop = event.key === "Escape" && document.querySelector("details.drop[open]");
    if (!drop) return;
    drop.open = false;
    drop.querySelector("summary").focus();
  });
  document.addEventListener("focusin", (event) => closeDrops(event.target));

  document.addEventListener("click", (event) => {
    closeDrops(event.target);
    const target = event.target.closest("button, a, summary");
    if (!target) return;
    if ("closeToast" in target.dataset) target.closest(".toast").remove();
    if ("closeDialog" in target.dataset) {
      const dialog = target.closest("dialog");
      if (dialog) dialog.close();
      else history.back();
    }
  });
})();
