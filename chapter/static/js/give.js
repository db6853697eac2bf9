// What the gift comes to is said before it is made: in whole cents, as the server counts it.
for (const form of document.querySelectorAll("[data-give]")) {
  const { rate, fixed, places, sign } = form.dataset;
  const unit = 10 ** Number(places);
  const other = form.querySelector("[data-other]");
  const fee = form.querySelector("[data-cover]");
  const words = form.querySelector("[data-cover-words]");
  const button = form.querySelector("[data-total]");
  const show = (cents) =>
    sign + (cents / unit).toLocaleString("en-US", { minimumFractionDigits: cents % unit ? Number(places) : 0 });
  const chosen = () => {
    const typed = other.value.trim().replace(/^\$/, "").replaceAll(",", "");
    if (typed) return /^\d+(\.\d{1,2})?$/.test(typed) ? Math.round(Number(typed) * unit) : 0;
    return Number(form.querySelector('[name="amount"]:checked')?.dataset.cents ?? 0);
  };
  const follow = () => {
    const net = chosen();
    if (!net) {
      button.textContent = "Give";
      return;
    }
    const gross = Math.ceil(((net + Number(fixed)) * 10000) / (10000 - Number(rate)));
    words.textContent = `Add ${show(gross - net)} so that all of ${show(net)} arrives`;
    button.textContent = `Give ${show(fee.checked ? gross : net)}`;
  };
  other.addEventListener("input", () => {
    if (other.value.trim()) for (const rung of form.querySelectorAll('[name="amount"]')) rung.checked = false;
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "amount") other.value = "";
    follow();
  });
  form.addEventListener("input", follow);
  follow();
}

// Back from paying: ask once by itself what became of it.
document.querySelector("[data-press-once]")?.requestSubmit();
