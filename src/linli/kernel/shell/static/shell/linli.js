// Pages work without this file; it only makes them quicker: progress, confirmation, shortcuts, menus.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);

  // A thin line while htmx waits, and a sentence when the server fails.
  let waiting = 0;
  const wait = (change) => {
    waiting = Math.max(0, waiting + change);
    byId("progress").classList.toggle("is-on", waiting > 0);
  };
  document.addEventListener("htmx:beforeRequest", () => { wait(1); byId("problem").hidden = true; });
  document.addEventListener("htmx:afterRequest", () => wait(-1));
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => { byId("problem").hidden = false; });
  }

  // data-confirm on a button: ask first, then send with the same button.
  function ask(text, proceed) {
    const box = byId("confirm");
    box.querySelector("[data-text]").textContent = text;
    box.returnValue = "no";
    box.addEventListener("close", () => { if (box.returnValue === "yes") proceed(); }, { once: true });
    box.showModal();
  }
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const text = button && button.dataset.confirm;
    if (!text || button.dataset.confirmed) { if (button) delete button.dataset.confirmed; return; }
    event.preventDefault();
    event.stopPropagation();
    ask(text, () => { button.dataset.confirmed = "1"; event.target.requestSubmit(button); });
  }, true);
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, () => event.detail.issueRequest(true));
  });

  // One submit per form, so that an impatient second click writes nothing twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000); // a download leaves the page standing
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // Menus made of <details>: one open at a time; Escape and a click outside close them.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.drop[open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.drop")));

  // Shortcuts; readers can turn them off (data-keys).
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details.drop[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      return;
    }
    if (document.documentElement.dataset.keys !== "on") return;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const focus = (element) => { if (element) { event.preventDefault(); element.focus(); } };
    if (event.key === "/") focus(document.querySelector("[data-search]"));
    else if (event.key === "m") focus(document.querySelector("#menu .side-link"));
    else if (event.key === "?" && !document.querySelector("dialog[open]")) byId("keys").showModal();
  });

  // On a phone, what stands beside the list on a desk starts folded.
  if (matchMedia("(max-width: 991.98px)").matches) for (const fold of document.querySelectorAll("[data-fold]")) fold.open = false;

  // After a failed form, start at the summary of its errors.
  if (byId("errors")) byId("errors").focus();
})();
