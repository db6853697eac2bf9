// A friend hears of it by the phone's own share sheet, where there is one; without, the links beside it stay.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) {
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { share: url, title, words: text } = button.dataset;
    try {
      await navigator.share({ url, title, text });
    } catch (problem) {
      if (problem.name !== "AbortError") {
        throw problem;
      }
    }
  });
}
