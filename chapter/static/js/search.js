// A form that searches as one types: only the list is asked for and put in place of the old one.
for (const form of document.querySelectorAll("form[data-search]")) {
  const found = document.getElementById(form.dataset.search);
  const status = form.querySelector("[data-status]");
  let waiting;
  let asked = new AbortController();
  form.classList.add("scripted");
  const show = (html) => {
    const { name, value } = document.activeElement ?? {};
    const open = found.querySelector("details")?.open;
    found.innerHTML = html;
    const details = found.querySelector("details");
    if (details && open) {
      details.open = true;
    }
    [...found.querySelectorAll("input")].find((one) => one.name === name && one.value === value)?.focus();
    status.textContent = found.querySelector("[data-said]")?.textContent ?? "";
  };
  const look = async () => {
    asked.abort();
    asked = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { headers: { "X-Part": "found" }, signal: asked.signal });
      if (!answer.ok || answer.redirected) {
        location.assign(address);
        return;
      }
      show(await answer.text());
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") {
        location.assign(address);
      }
    }
  };
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(look, event.target.type === "search" ? 180 : 0);
  });
}
