// What the gift comes to is said before it is made: in whole cents, as the server reads and counts it.
for (const form of document.querySelectorAll("[data-give]")) {
  const { rate, fixed, places, sign, typed, least, most } = form.dataset;
  const unit = 10 ** Number(places);
  const an_amount = new RegExp(`^(?:${typed})$`);
  const other = form.querySelector("[data-other]");
  const fee = form.querySelector("[data-cover]");
  const words = form.querySelector("[data-cover-words]");
  const asked = words.textContent;
  const button = form.querySelector("[data-total]");
  const error = document.getElementById(`${other.id}-error`);
  const show = (cents) =>
    sign + (cents / unit).toLocaleString("en-US", { minimumFractionDigits: cents % unit ? Number(places) : 0 });
  const typed_cents = () => {
    const whole = other.value.trim();
    const bare = whole.startsWith(sign.trim()) ? whole.slice(sign.trim().length).trim() : whole;
    const cents = an_amount.test(bare) ? Number(bare.replaceAll(",", "")) * unit : NaN;
    return Math.abs(cents - Math.round(cents)) < 1e-6 ? Math.round(cents) : NaN;
  };
  const problem = () => {
    const cents = typed_cents();
    if (!other.value.trim()) return "";
    if (Number.isNaN(cents)) return other.dataset.noAmount;
    if (cents < Number(least)) return other.dataset.tooLittle;
    return cents > Number(most) ? other.dataset.tooMuch : "";
  };
  const say = (wrong) => {
    error.querySelector("[data-wrong]").textContent = wrong;
    error.hidden = !wrong;
    other.closest(".field").classList.toggle("field-error", Boolean(wrong));
    if (wrong) {
      other.setAttribute("aria-invalid", "true");
      other.setAttribute("aria-describedby", error.id);
    } else {
      other.removeAttribute("aria-invalid");
      other.removeAttribute("aria-describedby");
      form.querySelector(".ladder").classList.remove("field-error");
    }
  };
  const chosen = () => {
    if (other.value.trim()) return problem() ? 0 : typed_cents();
    return Number(form.querySelector('[name="amount"]:checked')?.dataset.cents ?? 0);
  };
  const follow = () => {
    const net = chosen();
    const gross = Math.ceil(((net + Number(fixed)) * 10000) / (10000 - Number(rate)));
    words.textContent = net ? `Add ${show(gross - net)} so that all of ${show(net)} arrives` : asked;
    button.textContent = net ? `Give ${show(fee.checked ? gross : net)}` : "Give";
  };
  other.addEventListener("input", () => {
    if (other.value.trim()) for (const rung of form.querySelectorAll('[name="amount"]')) rung.checked = false;
    if (!problem()) say("");
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "amount") other.value = "";
    if (event.target.name === "amount" || event.target === other) say(problem());
    follow();
  });
  form.addEventListener("input", follow);
  follow();
}
