// A number gets a button on either side.
for (const box of document.querySelectorAll('[data-count]:has([type="number"])')) {
  const input = box.querySelector("input");
  const step = (label, sign, move) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-line";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", () => {
      move();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  };
  input.before(step("One fewer", "−", () => input.stepDown()));
  input.after(step("One more", "+", () => input.stepUp()));
}
