// Guess the time zone from the device, and ask when it differs from the settings.
"use strict";

(() => {
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!device) return;

  for (const input of document.querySelectorAll("input[data-time-zone-guess]")) input.value = device;

  const notice = document.getElementById("time-zone-notice");
  if (!notice) return;
  const chosen = document.body.dataset.timeZone;
  const differs = canonical(chosen) !== device;
  const question = `${chosen} on a device in ${device}`;
  const answered = notice.dataset.confirmed === "yes" && (!differs || remembered() === question);
  if (answered) return;

  for (const place of notice.querySelectorAll("[data-device-zone]")) place.textContent = device;
  notice.querySelector("[data-use-device]").value = device;
  notice.querySelector("[data-keep]").addEventListener("click", () => remember(question));
  for (const part of notice.querySelectorAll("[data-when]")) {
    part.hidden = (part.dataset.when === "different") !== differs;
  }
  notice.hidden = false;

  /** The browser's own name for a zone: Asia/Calcutta and Asia/Kolkata are one. */
  function canonical(zone) {
    try {
      return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
    } catch {
      return zone;
    }
  }

  // Travellers who keep the zone of their home are asked once a place, not every day.
  function remembered() {
    try { return localStorage.getItem("time-zone-kept"); } catch { return null; }
  }
  function remember(text) {
    try { localStorage.setItem("time-zone-kept", text); } catch { /* asked again next time */ }
  }
})();
