// Where the tabs roll, the open one comes into view.
for (const open of document.querySelectorAll(".tabs [aria-current]")) {
  const strip = open.closest("ul");
  strip.scrollLeft = open.offsetLeft - (strip.clientWidth - open.offsetWidth) / 2;
}
