// Rows that are chosen by boxes: how many are, and all of them by one press, in place.
for (const form of document.querySelectorAll("form[data-chosen]")) {
  const boxes = [...form.elements].filter((one) => one.type === "checkbox");
  const all = form.querySelector("[data-choose-all]");
  const count = form.querySelector("[data-count]");
  const tell = () => {
    const many = boxes.filter((box) => box.checked).length;
    count.textContent = many ? `${many} selected` : "";
    all.textContent = many && many === boxes.length ? "Clear selection" : "Select all on this page";
  };
  all.addEventListener("click", (event) => {
    event.preventDefault();
    const on = !boxes.every((box) => box.checked);
    for (const box of boxes) {
      box.checked = on;
    }
    tell();
  });
  for (const box of boxes) {
    box.addEventListener("change", tell);
  }
  tell();
}
