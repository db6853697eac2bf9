// The button names the number, and the others' names are asked for only when there are others.
for (const input of document.querySelectorAll("[data-party]")) {
  const form = input.form;
  const button = form.querySelector("[data-many]");
  const guests = form.querySelector("[data-guests]")?.closest(".field");
  const follow = () => {
    const size = Number(input.value);
    if (button && size >= 1) {
      button.textContent = size === 1 ? button.dataset.one : button.dataset.many.replace("#", size);
    }
    if (guests) {
      guests.hidden = size === 1 && !guests.querySelector("input, textarea").value;
    }
  };
  input.addEventListener("input", follow);
  follow();
}
