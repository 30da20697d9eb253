// Files may be dropped anywhere on a form that takes them; texts that were not kept are not left by mistake.
"use strict";

for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const carries = (event) => [...event.dataTransfer.types].includes("Files");
  form.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

for (const form of document.querySelectorAll("[data-kept]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

// The number of a field stands at its frame, and the field that is worked on is lit on the page.
for (const number of document.querySelectorAll(".field-number")) {
  number.style.left = `${number.dataset.left / 10}%`;
  number.style.top = `${number.dataset.top / 10}%`;
}
for (const card of document.querySelectorAll("[data-field].field-card")) {
  const light = (on) => {
    for (const each of document.querySelectorAll(`[data-field="${card.dataset.field}"]`)) each.classList.toggle("lit", on);
  };
  card.addEventListener("focusin", () => light(true));
  card.addEventListener("focusout", () => light(false));
}
