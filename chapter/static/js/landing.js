// Back from paying, before the payment is known: the question is asked a few times, with longer pauses, and then no
// more, however often the page is opened. The button asks as well, and the receipt comes by email in any case.
const PAUSES = [0, 2_000, 5_000, 10_000, 20_000]; // milliseconds before each question
const asking = document.querySelector("[data-asks]");
if (asking) {
  const key = `asked ${asking.elements.session_id.value}`;
  const enough = () => {
    for (const one of document.querySelectorAll("[data-asking]")) one.hidden = true;
    for (const one of document.querySelectorAll("[data-asked]")) one.hidden = false;
  };
  const ask = async () => {
    const answer = await fetch(asking.action, { method: "POST", body: new URLSearchParams(new FormData(asking)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return answer.ok && !page.querySelector("[data-asks]") ? answer.url : "";
  };
  const next = async () => {
    const asked = Number(sessionStorage.getItem(key) ?? 0);
    if (asked >= PAUSES.length) return enough();
    await new Promise((done) => setTimeout(done, PAUSES[asked]));
    sessionStorage.setItem(key, String(asked + 1));
    const known = await ask().catch(() => "");
    return known ? location.replace(known) : next();
  };
  next();
}
