// The button names the number, and there is a field for the name of each guest: as many as come, and those that
// hold a name already.
for (const input of document.querySelectorAll("[data-party]")) {
  const form = input.form;
  const button = form.querySelector("[data-many]");
  const guests = form.querySelector("[data-guests]");
  const fields = guests ? [...guests.querySelectorAll("[data-guest]")] : [];
  const more = guests?.querySelector("details");
  const follow = () => {
    const size = Number(input.value);
    if (button && size >= 1) {
      button.textContent = size === 1 ? button.dataset.one : button.dataset.many.replace("#", size);
    }
    fields.forEach((field, place) => {
      field.hidden = place >= size - 1 && !field.querySelector("input").value;
    });
    if (guests) guests.hidden = fields.every((field) => field.hidden);
    if (more) {
      more.hidden = ![...more.querySelectorAll("[data-guest]")].some((field) => !field.hidden);
      more.querySelector("summary").hidden = true;
      more.open = true;
    }
  };
  input.addEventListener("input", follow);
  follow();
}
