// Shows only the fields that the chosen kind of card has. Without it, all fields show.
"use strict";

(() => {
  const kind = document.getElementById("id_kind");
  if (!(kind instanceof HTMLSelectElement)) return;
  const fields = document.querySelectorAll("[data-kinds]");

  function arrange() {
    for (const field of fields) {
      // One row of the admin may hold several fields.
      const row = field.closest(".field, .fieldBox, .form-row");
      row.hidden = field.dataset.kinds !== kind.value && !row.querySelector(".errorlist");
    }
  }

  kind.addEventListener("change", arrange);
  arrange();
})();
