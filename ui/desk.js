// The page's script: what needs no answer from Python. It reads and writes text only, never markup, and no offsets.
window.desk = (() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const sheet = (open) => document.body.classList.toggle("reading", open);
  const isNarrow = () => matchMedia("(max-width: 52rem)").matches;
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  let opener = null, pressed = null, begun = {}, tellTooLarge = null;

  // Every part of the page: its buttons, ticks and forms reach Python with what they name.
  function wire(element, trigger) {
    if (element.closest("#report")) tellTooLarge = (files) => trigger("input", { files });
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button && element.contains(button) && button.type !== "submit") press(button, element, trigger);
    });
    element.addEventListener("change", ({ target }) => {
      const { limit } = target.dataset;
      if (limit) trigger("input", { limit, value: target.value, on: target.type !== "checkbox" || target.checked });
    });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target;
      if (form.matches(".model")) trigger("apply", { model: form.elements.model.value });
      if (form.matches(".right")) trigger("submit", { ...form.dataset, typed: changed(form) });
    });
  }

  function press(button, element, trigger) {
    const { on, cite, view, article, form, turn, confirm, copy, ...rest } = button.dataset;
    if (rest.sheet) return close();
    if (rest.step) return step(Number(rest.step));
    if (rest.theme) return setTheme(rest.theme);
    if (copy !== undefined) return copyText(button, copy);
    if (rest.edit) return edit(button, rest.edit, trigger);
    if (rest.rename) return rename(button, rest.rename, trigger);
    if (confirm && !button.dataset.sure) return sureFirst(button, confirm);
    if (cite || view) { opener = button; sheet(true); }
    if (cite) openChip(button);
    if (on === "clear" && button.closest("#line")) all("#panel [data-limit]").forEach((tick) => {
      if (tick.type === "checkbox") tick.checked = false; else tick.value = "";
    });
    if (on === "like") giveReason(button, trigger);
    button.closest("details.save")?.removeAttribute("open");
    pressed = { element, key: keyOf(button) };
    trigger(on || "click", { ...button.dataset });
  }

  // Only what the reader changed: of the rest nothing is claimed.
  const changed = (form) => Object.fromEntries([...form.elements]
    .filter((field) => field.name && field.value !== field.dataset.was).map((field) => [field.name, field.value]));

  const keyOf = (button) => JSON.stringify(Object.entries(button.dataset));

  function close() {
    sheet(false);
    opener?.focus();
  }

  function openChip(chip) {
    all(".chip[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    chip.setAttribute("aria-current", "true");
    chip.closest(".cite").classList.add("shut");
  }

  // What cannot be undone is asked twice, in place.
  function sureFirst(button, words) {
    const before = button.textContent;
    button.dataset.sure = "1";
    button.textContent = words;
    button.addEventListener("blur", () => { delete button.dataset.sure; button.textContent = before; }, { once: true });
  }

  function inPlace(text, label, { save, cancel, many }) {
    const field = make(many ? "textarea" : "input", { value: text, ariaLabel: label, maxLength: 2000 });
    const leave = make("button", { type: "button", className: "act", textContent: "Cancel" });
    const form = make("form", { className: "in-place" }, field,
      make("button", { type: "submit", textContent: many ? "Ask" : "Save" }), leave);
    leave.addEventListener("click", (event) => { event.stopPropagation(); cancel(); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (field.value.trim()) save(field.value);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); cancel(); }
      if (event.key === "Enter" && many && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
    });
    return [form, field];
  }

  function edit(button, turn, trigger) {
    const section = button.closest(".turn"), asked = section.querySelector(".asked");
    if (section.querySelector(".in-place")) return;
    const source = button.closest(".read-as")?.querySelector(".standalone") ?? asked;
    const cancel = () => { form.remove(); asked.hidden = false; button.focus(); };
    const [form, field] = inPlace(source.textContent, "Question", {
      many: true, cancel, save: (edited) => trigger("submit", { edited, turn }) });
    asked.hidden = true;
    asked.after(form);
    field.focus();
  }

  function rename(button, kept, trigger) {
    const title = button.parentElement.querySelector(".title");
    const cancel = () => { form.replaceWith(title); button.focus(); };
    const [form, field] = inPlace(title.textContent, "Title", {
      cancel, save: (name) => trigger("edit", { kept, title: name }) });
    title.replaceWith(form);
    field.select();
  }

  function giveReason(button, trigger) {
    const acts = button.closest(".acts");
    all("[aria-pressed]", acts).forEach((other) => other.setAttribute("aria-pressed", other === button));
    acts.parentElement.querySelector(".in-place")?.remove();
    const done = () => form.replaceWith(make("p", { className: "told", textContent: "Noted, on this machine." }));
    const [form, field] = inPlace("", "Why?", {
      cancel: done, save: (reason) => { trigger("like", { ...button.dataset, reason }); done(); } });
    field.placeholder = "Why? Noted on this machine only";
    acts.after(form);
    field.focus();
  }

  async function copyText(button, text) {
    const field = make("textarea", { value: text, className: "sr" });
    try {
      await navigator.clipboard.writeText(text);
    } catch { // an http address of another machine has no clipboard of its own
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }

  const openAdding = () => document.querySelector("#add > button:not(.open)")?.click();

  // After every change of a part of the page: show what is new in it.
  function shown(element) {
    const file = element.querySelector("pre[data-name]");
    if (file) return save(file);
    if (element.closest("#panel")) { atSentence(); showTheme(); }
    if (element.querySelector(".shelf.empty")) openAdding();
    if (element.closest("#past, #live")) { toTurn(); tick(); }
    keepFocus(element);
  }

  // A new question stands at the top; what comes before it may be drawn a moment later and push it away.
  function toTurn() {
    const turn = document.querySelector("#live .turn");
    const asked = turn && turn.dataset.turn + turn.querySelector(".asked").textContent;
    if (asked !== toTurn.asked) Object.assign(toTurn, { asked, at: Date.now() });
    if (turn && Date.now() - toTurn.at < 400) turn.scrollIntoView({ block: "start" });
  }

  function save(file) {
    const link = make("a", { download: file.dataset.name });
    link.href = URL.createObjectURL(new Blob([file.textContent], { type: file.dataset.kind }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // A part that was pressed and drawn anew has its focus again: the keyboard goes on from there.
  function keepFocus(element) {
    if (pressed?.element !== element || document.activeElement !== document.body) return;
    const again = all("button", element).find((button) => keyOf(button) === pressed.key);
    (again ?? element.querySelector("button"))?.focus({ preventScroll: true });
  }

  const sentences = () => all("#panel mark").filter((mark) => mark.previousSibling?.nodeName !== "MARK");

  function atSentence() {
    const side = document.getElementById("side"), cited = document.querySelector("#panel mark.cited, #panel .changes mark");
    side.scrollTop = 0;
    const told = document.querySelector("#panel [data-here]");
    if (cited) tellPlace(sentences().findIndex((mark) => mark === cited));
    if (told) { // what was just done is shown, and the keyboard goes on from there
      told.scrollIntoView({ block: "center" });
      return told.focus({ preventScroll: true });
    }
    if (!cited) return;
    // A sentence on the first screen is shown with the headline above it.
    const { top, bottom } = cited.getBoundingClientRect(), screen = side.getBoundingClientRect();
    if (top < screen.top || bottom > screen.bottom - 80) cited.scrollIntoView({ block: "center" });
  }

  function step(by) {
    const marks = sentences(), next = (place() + by + marks.length) % marks.length;
    all("#panel mark.at").forEach((mark) => mark.classList.remove("at"));
    marks[next].classList.add("at");
    marks[next].scrollIntoView({ block: "center" });
    tellPlace(next);
  }

  const place = () => Number(document.querySelector("#panel .place")?.dataset.at ?? 0);

  function tellPlace(at) {
    const told = document.querySelector("#panel .place");
    if (!told) return;
    told.dataset.at = Math.max(at, 0);
    told.textContent = `${Math.max(at, 0) + 1} of ${sentences().length} ${told.dataset.of}`;
  }

  // A tip stands above or below its chip, inside the window whatever its width.
  function placeTip(event) {
    const cite = event.target.closest?.(".cite");
    all(".cite.shut").forEach((other) => { if (other !== cite) other.classList.remove("shut"); });
    if (!cite) return;
    const chip = cite.querySelector(".chip").getBoundingClientRect();
    const tip = cite.querySelector(".tip");
    const { offsetWidth: width, offsetHeight: height } = tip;
    const below = chip.bottom + 8;
    tip.style.left = `${Math.max(8, Math.min(chip.left - 16, document.documentElement.clientWidth - width - 8))}px`;
    tip.style.top = `${below + height < innerHeight ? below : Math.max(8, chip.top - height - 8)}px`;
  }

  // Light or dark: the reader's choice is kept by the browser and stands above the system's.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => localStorage.getItem("dateline-theme") ?? "system";

  function setTheme(wanted) {
    localStorage.setItem("dateline-theme", wanted);
    showTheme();
  }

  function showTheme() {
    const dark = theme() === "dark" || (theme() === "system" && system.matches);
    if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
    all("[data-theme]").forEach((button) => button.setAttribute("aria-pressed", button.dataset.theme === theme()));
  }

  function tick() {
    for (const clock of all(".pending .clock")) {
      const turn = clock.closest(".turn").dataset.turn;
      begun = { [turn]: begun[turn] ?? Date.now() };
      const seconds = (Date.now() - begun[turn]) / 1000;
      clock.textContent = seconds >= 1 ? `${seconds.toFixed(0)} s` : "";
    }
    if (!document.querySelector(".pending .clock")) begun = {};
    // Gradio's label for the drop zone is not what stands there, so nobody could call it by what they read.
    document.querySelector("#files button[aria-label]")?.removeAttribute("aria-label");
  }

  document.addEventListener("mouseover", placeTip);
  document.addEventListener("focusin", placeTip);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all(".cite:is(:hover, :focus-within)").forEach((cite) => cite.classList.add("shut"));
    if (document.body.classList.contains("reading") && isNarrow()) close();
  });
  // Files may be dropped anywhere: the browser would leave the page to show them.
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  const dropping = (on) => document.body.classList.toggle("dropping", on);
  document.addEventListener("dragenter", (event) => {
    if (!holdsFiles(event)) return;
    dropping(true);
    openAdding();
    if (!document.querySelector("#panel .shelf")) document.querySelector("#top [data-view=articles]").click();
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) dropping(false); });
  document.addEventListener("dragover", (event) => { if (holdsFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    dropping(false);
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const input = document.querySelector("#files input[type=file]");
    if (!input) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, true);
  // Gradio refuses all files where one is too large, and its note goes away: the others are read, and this one reported.
  document.addEventListener("change", (event) => {
    const input = event.target, kept = new DataTransfer();
    if (!input.matches?.("#files input[type=file]")) return;
    const files = [...input.files], tooLarge = files.filter((file) => file.size > window.mostBytes);
    if (!tooLarge.length) return;
    tellTooLarge(tooLarge.map(({ name, size }) => ({ name, size })));
    files.filter((file) => !tooLarge.includes(file)).forEach((file) => kept.items.add(file));
    input.files = kept.files;
    if (!kept.files.length) event.stopPropagation();
  }, true);
  const begin = () => {
    showTheme();
    new MutationObserver(showTheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    setInterval(tick, 200);
  };
  // Gradio may put this script in before the body is there or after.
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
  system.addEventListener("change", showTheme);
  return { wire, shown, showTheme };
})();
