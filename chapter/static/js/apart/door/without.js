// A page of the door that needs a signal, when there is none: what this phone knows of it, and the ways on.
const door = (globalThis.chapterDoor ??= {});
const place = document.querySelector("[data-door-away]");

class Away {
  constructor() {
    this.home = door.home();
    this.keeping = new door.Keeping(this.home);
    this.list = this.keeping.list();
    this.time = this.list && door.clock(this.list.zone);
  }

  get parties() {
    return [...this.list.parties, ...door.walkedIn(this.list, this.keeping.waiting())];
  }

  draw() {
    const posted = new URLSearchParams(location.search).has("posted");
    place.querySelector("[data-door-posted]").hidden = !posted;
    place.querySelector("[data-door-again]").hidden = posted;
    place.querySelector("[data-door-again]").href = location.href;
    place.querySelector("[data-door-known]").replaceChildren(...(this.list ? this.known() : []));
    const doors = door.lists().map(([path, { title }]) => door.made("a", { class: "button", href: path }, `Back to the door: ${title}`));
    place.querySelector("[data-door-doors]").replaceChildren(...doors);
  }

  known() {
    const [, page, id] = location.pathname.slice(this.home.length).split("/");
    const { made } = door;
    if (page === "new" && !this.list.tells_new) return [made("p", {}, "This phone has no list of first-timers. You need a signal to see it.")];
    const drawn = { party: () => this.party(id), shift: () => this.helper(id), new: () => this.firsts() }[page]?.() ?? [];
    if (!drawn.length) return [];
    return [...drawn, made("p", { class: "soft" }, `As of ${this.time(this.list.kept_at + this.list.drift)}, plus what this phone did since.`)];
  }

  party(id) {
    const { made } = door;
    const party = this.parties.find((one) => one.id === id);
    if (!party) return [];
    const came = door.came(party.moves);
    const status = { cancelled: "canceled", waitlisted: "on the waitlist", offered: "on the waitlist", undone: "a walk-in that was undone" }[door.status(party)];
    const inside = came.size ? door.stop(`${came.size} of ${party.size} checked in, the first at ${this.time(Math.min(...came.values()))}`) : "Nobody in this party is checked in.";
    const words = status ? [made("p", {}, `This booking is ${status}. You need a signal to give it seats, so no seat is given twice.`)] : [];
    return [made("h2", {}, party.name), made("p", {}, inside), ...words];
  }

  helper(id) {
    const { made } = door;
    const helper = (this.list.helpers ?? []).find((one) => one.id === id);
    if (!helper) return [];
    const facts = [helper.shift, helper.when, helper.where].filter(Boolean).join(", ");
    return [made("h2", {}, door.called(helper)), made("p", {}, facts), made("p", {}, "Check them in from the search. It works without a signal.")];
  }

  firsts() {
    const { made } = door;
    const firsts = this.parties.filter((party) => party.first && door.status(party) === "going");
    if (!firsts.length) return [made("h2", {}, "No first-timers")];
    const inside = firsts.filter((party) => door.came(party.moves).size);
    const lede = made("p", { class: "lede" }, `${inside.length} of ${firsts.length} are here, and are listed first. Go say hello.`);
    const rows = [...inside, ...firsts.filter((party) => !inside.includes(party))].map((party) => {
      const came = door.came(party.moves);
      const said = came.size ? door.tag(`Checked in ${this.time(Math.min(...came.values()))}`, "done") : door.tag("Not here yet");
      return made("li", { class: "door-row" }, made("span", {}, made("b", {}, party.called || party.name), party.wish ? made("small", {}, party.wish) : ""), said);
    });
    return [made("h2", {}, "First-timers"), lede, made("ul", { class: "door-list", role: "list" }, ...rows)];
  }
}

// A form that needs a signal is only sent when there is one, so that what was typed stays where it is.
const forms = document.querySelector("[data-door-page]");
const PATIENCE = 6000;

const reached = async () => {
  try {
    return (await fetch(`${door.home()}/live.json`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).status < 500;
  } catch {
    return false;
  }
};

const sends = async (event) => {
  event.preventDefault();
  const words = forms.querySelector("[data-door-unsent]");
  const form = event.target;
  if (form.dataset.asks) return;
  form.dataset.asks = "yes";
  setTimeout(() => delete form.dataset.asks, 2 * PATIENCE);
  if (navigator.onLine && (await reached())) return form.submit();
  delete form.dataset.asks;
  words.hidden = false;
  words.focus();
};

forms?.addEventListener("submit", sends);

if (place) {
  door.sweep();
  new Away().draw();
}
