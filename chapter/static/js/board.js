// Somebody can be dragged onto a shift; without it, "Select" and "Add" do the same.
for (const person of document.querySelectorAll("[data-person]")) {
  person.draggable = true;
  person.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", person.dataset.person);
  });
}
for (const shift of document.querySelectorAll("[data-drop]")) {
  const form = shift.querySelector("[data-drop-form]");
  if (!form) {
    continue;
  }
  shift.addEventListener("dragover", (event) => { event.preventDefault(); });
  shift.addEventListener("drop", (event) => {
    event.preventDefault();
    form.elements.person.value = event.dataTransfer.getData("text/plain");
    form.requestSubmit();
  });
}
