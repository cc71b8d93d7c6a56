// The page's script: the reader's side of the panel, the tips over the chips, and where to scroll. No text, no offsets.
window.desk = (() => {
  const sheet = (open) => document.body.classList.toggle("reading", open);
  let opener = null;

  function clicked(button) {
    const { cite, article, sheet: wanted } = button.dataset;
    if (wanted === "close") return close();
    if (cite || wanted === "open") { opener = button; sheet(true); }
    if (cite) markOpenChip(button);
    if (cite || article) requestAnimationFrame(scrollToSentence);
  }

  function close() {
    sheet(false);
    opener?.focus();
  }

  function markOpenChip(chip) {
    document.querySelectorAll(".chip[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    chip.setAttribute("aria-current", "true");
  }

  // After every change of a part of the page: show what is new in it.
  function shown(element) {
    if (element.querySelector(".article, .shelf")) scrollToSentence();
    const turn = element.querySelector(".turn:last-child");
    if (turn && turn.dataset.turn !== shown.turn) {
      shown.turn = turn.dataset.turn;
      turn.scrollIntoView({ block: "start" });
    }
  }

  function scrollToSentence() {
    const panel = document.getElementById("panel");
    const sentence = panel.querySelector("mark.cited");
    if (sentence) sentence.scrollIntoView({ block: "center" });
    else panel.scrollTop = 0;
  }

  // A tip stands above or below its chip, inside the window whatever its width.
  function placeTip(event) {
    const cite = event.target.closest?.(".cite");
    if (!cite) return;
    const chip = cite.querySelector(".chip").getBoundingClientRect();
    const tip = cite.querySelector(".tip");
    const { offsetWidth: width, offsetHeight: height } = tip;
    const below = chip.bottom + 8;
    tip.style.left = `${Math.max(8, Math.min(chip.left - 16, document.documentElement.clientWidth - width - 8))}px`;
    tip.style.top = `${below + height < innerHeight ? below : Math.max(8, chip.top - height - 8)}px`;
  }

  document.addEventListener("mouseover", placeTip);
  document.addEventListener("focusin", placeTip);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("reading")) close();
  });
  return { clicked, shown };
})();
