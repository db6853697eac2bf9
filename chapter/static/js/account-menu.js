// The menu of whoever signed in closes as a menu does: by Escape, which gives the focus back, or by a press
// elsewhere. Without JavaScript it is a <details>.
for (const menu of document.querySelectorAll(".account-menu")) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) {
      return;
    }
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside || document.activeElement === document.body) {
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
}
