// The one screen: search, camera, party, banner.
const door = (globalThis.chapterDoor ??= {});
const EVERY = 4000;
const CODE = /^[0-9a-f]{32}$/;
const root = document.querySelector("[data-door]");
const ended = document.querySelector("[data-door-ended]");

class Screen {
  constructor() {
    const { door: list, live, moves } = root.dataset;
    this.keeping = new door.Keeping(location.pathname);
    door.sweep();
    this.sending = new door.Sending({ list, live, moves }, this.keeping, this.keeping.list());
    this.refusals = JSON.parse(root.dataset.refusals);
    this.part = (name) => root.querySelector(`[data-door-${name}]`);
    this.input = root.querySelector("[name=q]");
    this.clock = new Intl.DateTimeFormat("en-US", { timeStyle: "short", timeZone: root.dataset.zone });
    this.words = { time: (at) => this.time(at), against: (party) => this.against(party) };
    for (const move of this.keeping.waiting()) this.apply(move);
  }

  // As the pages say it: "6 p.m.", "6:42 p.m.", "noon".
  time(at) {
    const said = this.clock.format(at).replace(/\s*([AP])M$/, (_, half) => ` ${half.toLowerCase()}.m.`).replace(":00 ", " ");
    return { "12 p.m.": "noon", "12 a.m.": "midnight" }[said] ?? said;
  }

  get list() {
    return this.sending.list;
  }

  against(party) {
    const why = { cancelled: "cancelled", waitlisted: "waitlisted", offered: "waitlisted" }[party.status];
    return this.refusals[why ?? this.sending.shut] ?? "";
  }

  apply(move) {
    const party = this.list?.parties.find((one) => one.id === move.party);
    if (party && !party.moves.some((known) => known.nonce === move.nonce)) party.moves.push(move);
  }

  // Keep a move on this phone first, show it, then send it.
  async make(party, places, undoes = "") {
    const move = { nonce: door.nonce(), party: party.id, places, undoes, at: new Date().toISOString(), kept: !this.sending.online };
    this.keeping.add(move);
    const at = new Date(Date.now() + (this.list.drift ?? 0)).toISOString();
    this.apply({ ...move, at });
    this.draw();
    this.sync();
    return move;
  }

  async letIn(party, places) {
    if (!places.length) return;
    const move = await this.make(party, places);
    const came = door.came(party.moves).size;
    const of = party.size > 1 ? `, ${came} of ${party.size}` : "";
    this.say("done", `${party.called || party.name} is in${of}.`, () => this.undo(party, move));
    this.close();
    this.input.value = "";
    this.draw();
  }

  async undo(party, move) {
    await this.make(party, [], move.nonce);
    this.say("again", `Taken back: ${party.name}.`);
    this.close();
    this.draw();
  }

  say(kind, words, undo) {
    door.said(this.part("said"), kind, words, undo);
    if (this.part("sound").checked) door.sound(kind);
  }

  async scanned(code) {
    const mark = await door.markOf(code);
    const known = () => this.list?.parties.find((party) => party.mark === mark);
    if (!known() && this.sending.online) await this.sending.fetchList().catch(() => null);
    const party = known();
    if (!party) return this.strange(code);
    const came = door.came(party.moves);
    const why = this.against(party);
    if (why) return this.say("refused", `${party.name}: ${why}`);
    if (came.size >= party.size) return this.say("again", `${party.name} came in at ${this.words.time(Math.min(...came.values()))}.`.replace(/\.\.$/, "."));
    if (root.querySelector("[name=way]:checked").value === "express") {
      return this.letIn(party, door.names(party).map((_, place) => place).filter((place) => !came.has(place)));
    }
    return this.open(party);
  }

  // A code that is not on the list: the chapter may know whose it is.
  async strange(code) {
    if (!CODE.test(code) || !this.sending.online) return this.say("refused", this.refusals.unknown);
    const asked = { nonce: door.nonce(), party: code, places: [0], undoes: "", at: new Date().toISOString() };
    const answer = await this.sending.post([asked]).catch(() => null);
    const why = answer?.answers?.[0]?.refused;
    return this.say("refused", this.refusals[why || "unknown"]);
  }

  open(party) {
    const panel = door.partyPanel(party, this.words, {
      confirm: (whose, places) => this.letIn(whose, places),
      undo: (whose, move) => this.undo(whose, move),
      close: () => this.close(true),
      page: (whose) => `${location.pathname}/party/${whose.id}`,
    });
    this.opened = true;
    this.part("found").replaceChildren(door.made("li", {}, panel));
    this.part("begin").hidden = this.part("nobody").hidden = true;
    panel.querySelector("h3").focus();
  }

  close(back = false) {
    this.opened = false;
    this.draw();
    if (back) this.input.focus();
  }

  draw() {
    const waiting = this.keeping.waiting().length;
    root.dataset.doorWaits = waiting;
    door.banner(this.part("banner"), { online: this.sending.online, waiting, ended: this.ended, known: this.list });
    if (!this.list) return;
    root.dataset.doorKnown = "yes";
    door.counts(root, this.list, this.sending.count);
    if (this.opened) return;
    const asked = this.input.value;
    const found = door.find(this.list.parties, asked);
    this.part("found").replaceChildren(...found.map((party) => door.row(party, this.words, (one) => this.open(one))));
    this.part("nobody").hidden = !asked.trim() || found.length > 0;
    this.part("begin").hidden = Boolean(asked.trim());
  }

  async sync() {
    if (this.ended) return;
    try {
      const refused = await this.sending.sync();
      for (const move of this.keeping.waiting()) this.apply(move);
      for (const [nonce, why] of refused) this.refuse(nonce, why);
      this.greet();
    } catch (problem) {
      if (!(problem instanceof door.Ended)) throw problem;
      this.end();
    }
    this.draw();
  }

  // The chapter said no to what this phone had shown as done.
  refuse(nonce, why) {
    for (const party of this.list?.parties ?? []) {
      if (!party.moves.some((move) => move.nonce === nonce)) continue;
      party.moves = party.moves.filter((move) => move.nonce !== nonce);
      this.say("refused", `${party.name}: ${this.refusals[why] ?? why}`);
    }
  }

  // Whoever is here for the first time and has just come in: a greeter goes to her.
  greet() {
    const inside = (this.list?.parties ?? []).filter((party) => party.first && door.came(party.moves).size);
    const fresh = inside.filter((party) => this.greeted && !this.greeted.has(party.id));
    this.greeted = new Set(inside.map((party) => party.id));
    if (!fresh.length) return;
    const names = fresh.map((party) => (party.wish ? `${party.name} (${party.wish})` : party.name));
    this.part("new").hidden = false;
    this.part("new").textContent = `Here for the first time, and just in: ${names.join(", ")}. Say hello.`;
  }

  end() {
    this.ended = true;
    this.keeping.wipe();
    this.sending.list = null;
    this.part("found").replaceChildren();
    navigator.serviceWorker?.controller?.postMessage({ forget: true });
  }

  async toggleCamera(on) {
    this.part("view").hidden = !on;
    this.part("camera").hidden = on;
    if (!on) return this.camera?.stop();
    this.camera = new door.Camera(root.querySelector("video"), (code) => this.scanned(code));
    try {
      await this.camera.start();
    } catch {
      this.toggleCamera(false);
      this.say("refused", "The camera is closed to this page. Allow it in the browser’s settings, or search by name.");
    }
  }

  listen() {
    this.input.addEventListener("input", () => ((this.opened = false), this.draw()));
    root.querySelector("form").addEventListener("submit", (event) => {
      if (!this.list) return;
      event.preventDefault();
      const asked = this.input.value.trim().toLowerCase();
      const [first, second] = CODE.test(asked) ? [] : door.find(this.list.parties, asked);
      if (first && !second) this.open(first);
      if (!CODE.test(asked)) return;
      this.input.value = "";
      this.draw();
      this.scanned(asked);
    });
    this.part("camera").addEventListener("click", () => this.toggleCamera(true));
    this.part("stop").addEventListener("click", () => this.toggleCamera(false));
    this.part("scan").hidden = !navigator.mediaDevices?.getUserMedia;
    for (const name of ["online", "offline"]) addEventListener(name, () => this.heardOf(name === "online"));
    document.addEventListener("visibilitychange", () => document.hidden || this.tick());
    setInterval(() => this.tick(), EVERY);
  }

  heardOf(online) {
    this.sending.online = online;
    this.draw();
    if (online) this.sync();
  }

  tick() {
    if (door.sweep() && !this.keeping.list()) this.sending.list = null;
    if (!document.hidden || this.keeping.waiting().length) this.sync();
  }

  async keepPage() {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register(root.dataset.worker, { scope: "/door/" }).catch(() => null);
    const worker = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const ours = parts.filter((part) => part.origin === location.origin && /^\/(assets\/|chapter\.css)/.test(part.pathname));
    navigator.serviceWorker.addEventListener("message", () => (root.dataset.doorKept = "yes"));
    const named = [...document.querySelectorAll("link[rel=stylesheet], link[rel=preload], script[src]")];
    const addresses = named.map((element) => element.href || element.src);
    worker.active.postMessage({ keep: [...new Set([location.pathname, ...addresses, ...ours.map(String)])] });
  }
}

// On the page that says that a link has ended: wipe, and send what waits.
const finish = async () => {
  const [path] = location.pathname.match(/^\/door\/t\/[^/]+/) ?? [];
  if (!path) return;
  const keeping = new door.Keeping(path);
  keeping.wipe();
  navigator.serviceWorker?.controller?.postMessage({ forget: true });
  const sending = new door.Sending({ list: `${path}/list.json`, live: `${path}/live.json`, moves: `${path}/moves` }, keeping, null);
  if (keeping.waiting().length) await sending.exchange().catch(() => null);
};

if (root) {
  const screen = new Screen();
  screen.listen();
  screen.draw();
  screen.sync();
  screen.keepPage();
}
if (ended) finish();
