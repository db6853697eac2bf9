// A form that came back begins at what is wrong with it. An address with #form moves the focus to the form
// once the page is whole, so the summary asks for it again after that.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  addEventListener("load", () => setTimeout(() => summary.focus()));
}
