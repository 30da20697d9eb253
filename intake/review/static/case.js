// The page of a case by keyboard: focus on a value shows its place, one key says what there is to say of it, and each
// answer replaces only what has changed. Without this script every button still does its work.
"use strict";

(() => {
  const root = document.getElementById("case");
  const desk = document.getElementById("desk");
  const scan = document.getElementById("scan");
  if (!root || !desk || !scan) return;

  const pictures = new Map(); // page -> address of its picture, kept in this window only
  const OFF = "intake-keys-off";
  let waiting = Promise.resolve();
  let dropped = false;
  let busy = 0;

  const items = () => {
    const found = [...desk.querySelectorAll("[data-item]")].filter((item) => !item.classList.contains("sent"));
    return [...found.filter((item) => item.id !== "finish"), ...found.filter((item) => item.id === "finish")];
  };
  const current = () => document.activeElement.closest("[data-item]");
  const writes = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  const keysOn = () => !localStorage.getItem(OFF);

  // --- Places on the pages ---

  const places = (element) => (element.dataset.places || "").trim().split(";").filter(Boolean).map((text) => {
    const [page, box] = text.split(":");
    const [x, y, width, height] = box.split(",").map(Number);
    return { page, x, y, width, height };
  });

  function drawBoxes() {
    for (const svg of scan.querySelectorAll(".boxes")) svg.replaceChildren();
    for (const element of desk.querySelectorAll("[data-places]")) {
      for (const place of places(element)) {
        const svg = document.querySelector(`#page-${CSS.escape(place.page)} .boxes`);
        if (!svg) continue;
        const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        for (const key of ["x", "y", "width", "height"]) rect.setAttribute(key, place[key]);
        rect.dataset.of = element.id;
        if (element.matches(".item")) rect.setAttribute("class", "asks");
        svg.append(rect);
      }
    }
  }

  function show(element) {
    for (const rect of scan.querySelectorAll("rect.here")) rect.classList.remove("here");
    const [first] = places(element);
    for (const rect of scan.querySelectorAll(`rect[data-of="${CSS.escape(element.id)}"]`)) rect.classList.add("here");
    const paper = first && document.querySelector(`#page-${CSS.escape(first.page)} .paper`);
    if (!paper) return;
    const top = paper.getBoundingClientRect().top - scan.getBoundingClientRect().top + scan.scrollTop;
    scan.scrollTo({ top: top + (first.y / 1000) * paper.clientHeight - scan.clientHeight / 3 });
  }

  scan.addEventListener("click", (event) => {
    const paper = event.target.closest(".paper");
    if (!paper) return;
    const page = paper.closest("[data-page]").dataset.page;
    const around = paper.getBoundingClientRect();
    const x = ((event.clientX - around.left) / around.width) * 1000;
    const y = ((event.clientY - around.top) / around.height) * 1000;
    let best = null;
    for (const element of desk.querySelectorAll("[data-places]")) {
      for (const place of places(element)) {
        const inside = x >= place.x && x <= place.x + place.width && y >= place.y && y <= place.y + place.height;
        const size = place.width * place.height;
        if (place.page === page && inside && (!best || size < best.size)) best = { element, size };
      }
    }
    if (best) goTo(best.element);
  });

  function goTo(element) {
    const outer = element.parentElement.closest("details");
    if (outer) outer.open = true;
    if (element.matches("details")) element.open = true;
    const goal = element.matches("details") ? element.querySelector("summary") : element;
    if (goal.matches("form:not([tabindex])")) goal.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    else goal.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
    show(element);
  }

  desk.addEventListener("focusin", (event) => {
    const element = event.target.closest("[data-places]");
    if (element) show(element);
  });

  // --- Clippings: cut from the page's own picture, which is asked for once ---

  function fillClips() {
    for (const image of desk.querySelectorAll("image[data-page]:not([href])")) {
      const known = pictures.get(image.dataset.page);
      if (known) image.setAttribute("href", known);
      else document.querySelector(`#page-${CSS.escape(image.dataset.page)} img`)?.setAttribute("loading", "eager");
    }
  }

  function keepPicture(img) {
    const page = img.closest("[data-page]").dataset.page;
    if (pictures.has(page) || !img.naturalWidth) return;
    fitClips(page, img.naturalWidth, img.naturalHeight);
    const canvas = document.createElement("canvas");
    canvas.width = img.naturalWidth;
    canvas.height = img.naturalHeight;
    canvas.getContext("2d").drawImage(img, 0, 0);
    canvas.toBlob((blob) => { pictures.set(page, URL.createObjectURL(blob)); fillClips(); });
    img.width = img.naturalWidth;
    img.height = img.naturalHeight;
  }

  function fitClips(page, width, height) {
    for (const image of desk.querySelectorAll(`image[data-page="${CSS.escape(page)}"]`)) {
      const clip = image.parentElement;
      const [x, y, w, h] = clip.dataset.cut.split(",").map(Number);
      image.setAttribute("width", width);
      image.setAttribute("height", height);
      clip.setAttribute("viewBox", [x * width, y * height, w * width, h * height].map((n) => n / 1000).join(" "));
      const scale = Math.min(2, Math.max(1, 640000 / (w * width)));
      clip.setAttribute("width", Math.round((w * width * scale) / 1000));
      clip.setAttribute("height", Math.round((h * height * scale) / 1000));
    }
  }

  for (const img of scan.querySelectorAll("img")) {
    if (img.complete) keepPicture(img);
    img.addEventListener("load", () => keepPicture(img));
  }

  // --- Sending: one after the other, each on the case as the one before has left it ---

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !root.contains(form)) return;
    if (!form.matches("[data-part]")) {
      afterwards(event);
      return;
    }
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const item = form.closest("[data-item]");
    const order = items();
    const next = item && order.length > 1 ? order[(order.indexOf(item) + 1) % order.length] : null;
    if (item) item.classList.add("sent");
    if (next) goTo(next);
    dropped = false;
    busy += 1;
    waiting = waiting.then(() => send(form.action, data, item ? item.id : "")).catch(() => { location.reload(); });
    waiting.finally(() => { busy -= 1; });
  });

  // A form that leads to a whole page goes when all before it is answered, and on the case as that has left it.
  function afterwards(event) {
    const { target: form, submitter } = event;
    const id = form.id;
    if (!busy) {
      renew(form);
      return;
    }
    event.preventDefault();
    waiting.then(() => {
      const now = id ? document.getElementById(id) : form;
      if (dropped || !now) return;
      renew(now);
      if (now === form) now.requestSubmit(submitter);
      else now.requestSubmit();
    });
  }

  function renew(form) {
    const field = form.querySelector("[name=seen]");
    if (field) field.value = document.getElementById("desk-state").dataset.seen;
  }

  async function send(address, data, from) {
    if (dropped) return;
    const state = document.getElementById("desk-state");
    data.set("seen", state.dataset.seen);
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(data), headers: { "X-Part": "desk" } });
    if (!(answer.headers.get("content-type") || "").startsWith("text/html") || answer.redirected) {
      location.assign(answer.url);
      return;
    }
    if (![200, 409, 422].includes(answer.status)) {
      location.reload();
      return;
    }
    swap(await answer.text(), answer.status === 200 ? answer.headers.get("X-Next") : from, answer.status === 422);
    if (answer.status === 409) {
      dropped = true; // what was sent after it was meant for the case as it no longer is
      document.getElementById("stale")?.focus();
    }
  }

  function swap(html, next, wrong) {
    const active = document.activeElement;
    const holder = active.closest("#desk [id]");
    const held = desk.contains(active) && writes(active) && active.id && active.value !== active.defaultValue
      ? { id: active.id, value: active.value, start: active.selectionStart } : null;
    const open = [...desk.querySelectorAll("details[id][open]")].map((element) => element.id);
    const stays = holder && !holder.closest(".sent") && !wrong ? holder.id : next;
    desk.innerHTML = html; // what our own server rendered, of the same origin
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    drawBoxes();
    for (const [page] of pictures) {
      const img = document.querySelector(`#page-${CSS.escape(page)} img`);
      if (img) fitClips(page, img.naturalWidth, img.naturalHeight);
    }
    fillClips();
    applyKeys();
    const goal = document.getElementById(stays) || document.getElementById(next) || items()[0];
    if (held && document.getElementById(held.id)) {
      const entry = document.getElementById(held.id);
      entry.value = held.value;
      entry.focus();
      if (held.start !== null) entry.setSelectionRange(held.start, held.start);
    } else if (goal) goTo(goal);
    window.say(document.getElementById("left-over").textContent);
  }

  // --- Keys ---

  function applyKeys() {
    desk.classList.toggle("no-keys", !keysOn());
    const box = document.getElementById("keys-on");
    if (box) box.checked = keysOn();
  }

  desk.addEventListener("change", (event) => {
    if (event.target.id !== "keys-on") return;
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    applyKeys();
  });

  function step(by) {
    const all = items();
    const at = all.indexOf(current());
    const goal = all[(at + by + all.length) % all.length];
    if (goal) goTo(goal);
  }

  function press(selector) {
    const button = (current() || desk).querySelector(selector) || desk.querySelector(`.desk-bar ${selector}`);
    if (button && !button.disabled) button.click();
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.ctrlKey || event.repeat) return; // a key held down must not accept what nobody has looked at
    if (event.key === "Escape" && writes(target)) {
      target.closest("[data-item]")?.focus();
      return;
    }
    if (writes(target)) {
      if (event.key === "Enter" && !event.shiftKey && target.form?.matches("[data-part]")) {
        event.preventDefault();
        target.form.querySelector("[name=act][value=accept], button")?.click();
      }
      return;
    }
    if (!keysOn() || !(root.contains(target) || target === document.body)) return;
    const key = event.key.toLowerCase();
    if (key === "enter") {
      if (target.matches("button, a, summary, input")) return;
      event.preventDefault();
      if (current()) press("[data-primary]");
      else step(1);
    } else if (key === "n" || key === "p") {
      event.preventDefault();
      step(key === "n" ? 1 : -1);
    } else if (key === "r") {
      event.preventDefault();
      const entry = current()?.querySelector("input:not([type=hidden]), textarea, select");
      entry?.focus();
      if (entry?.select) entry.select();
    } else if ("utsf".includes(key) || key === "z") {
      event.preventDefault();
      press(`[data-key="${key}"]`);
    }
  });

  document.addEventListener("mouseup", () => {
    const chosen = getSelection();
    const text = chosen.anchorNode?.parentElement?.closest("[data-words-for]");
    if (text && String(chosen).trim()) document.getElementById(text.dataset.wordsFor).value = String(chosen).trim();
  });

  drawBoxes();
  applyKeys();
  const wanted = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (keysOn()) goTo(wanted && desk.contains(wanted) ? wanted : items()[0]);
})();
