// A form that came back begins at what is wrong with it.
document.querySelector("[data-error-summary]")?.focus();
