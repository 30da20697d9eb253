// What the pages share. `data-confirm` asks before a form is sent; `say(text)` tells a screen reader.
"use strict";

window.say = (text) => {
  const place = document.getElementById("said");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
};

document.addEventListener("submit", (event) => {
  const asked = event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) event.preventDefault();
});
