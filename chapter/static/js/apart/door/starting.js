// The one screen: search, camera, party, banner.
const door = (globalThis.chapterDoor ??= {});
const EVERY = 4000;
const WEEK = 6 * 24 * 3600 * 1000;
const root = document.querySelector("[data-door]");
const ended = document.querySelector("[data-door-ended]");

class Screen extends door.Reading {
  constructor() {
    super();
    const { door: list, live, moves } = root.dataset;
    this.home = door.home();
    this.keeping = new door.Keeping(this.home);
    this.left = [];
    door.sweep();
    this.sending = new door.Sending({ list, live, moves }, this.keeping, this.keeping.list());
    this.refusals = JSON.parse(root.dataset.refusals);
    this.part = (name) => root.querySelector(`[data-door-${name}]`);
    this.input = root.querySelector("[name=q]");
    this.words = { time: door.clock(root.dataset.zone), against: (party) => this.against(party) };
    for (const move of this.keeping.waiting()) this.apply(move);
  }

  get list() {
    return this.sending.list;
  }

  get drift() {
    return this.list?.drift ?? 0;
  }

  get now() {
    return Date.now() + this.drift;
  }

  get helpers() {
    return this.list?.helpers ?? [];
  }

  // The list, and the walk-ins of this phone that wait to be sent.
  get parties() {
    return this.list ? [...this.list.parties, ...door.walkedIn(this.list, this.keeping.waiting())] : [];
  }

  get express() {
    return root.querySelector("[name=way]:checked").value === "express";
  }

  stand(helper) {
    return door.stand(helper, { waiting: this.keeping.waiting(), drift: this.drift });
  }

  against(party) {
    const why = { cancelled: "cancelled", waitlisted: "waitlisted", offered: "waitlisted", undone: "undone" }[door.status(party)];
    return this.refusals[why ?? this.sending.shut] ?? "";
  }

  apply(move) {
    const names = ({ id, moves }) => id === move.party || moves.some(({ nonce }) => nonce === move.party);
    const party = this.list?.parties.find(names);
    if (party && !move.shift && !party.moves.some((known) => known.nonce === move.nonce)) party.moves.push(move);
  }

  // A party that was opened, as the list has it that came meanwhile.
  fresh(party) {
    const nonces = new Set(party.moves.map((move) => move.nonce));
    const same = ({ id, moves }) => id === party.id || moves.some((move) => nonces.has(move.nonce));
    return this.parties.find(same) ?? party;
  }

  // Keep a move on this phone first, show it, then send it.
  async make(party, places, undoes = "") {
    return this.keep({ party: party.id, places, undoes });
  }

  keep(what) {
    const move = { nonce: door.nonce(), undoes: "", ...what, at: new Date().toISOString(), kept: !this.sending.online };
    this.keeping.add(move);
    this.apply({ ...move, at: new Date(this.now).toISOString() });
    this.draw();
    this.sync();
    return move;
  }

  async letIn(party, places) {
    if (!places.length) return;
    const move = await this.make(party, places);
    const came = door.came(this.fresh(party).moves).size;
    const of = party.size > 1 ? `, ${came} of ${party.size}` : "";
    this.say("done", `${party.called || party.name} is checked in${of}.`, () => this.undo(party, move));
    this.done(this.helpers.some((one) => one.guest === party.id && !this.stand(one).came) && party);
  }

  // A helper comes, leaves, or it is taken back.
  async press(helper, kind, more = {}) {
    const move = await this.keep({ shift: helper.id, kind, ...more });
    const undo = () => this.press(helper, "undo", { undoes: move.nonce });
    if (kind === "undo") this.say("again", `Undone: ${door.called(helper)}.`);
    else this.say("done", door.did(helper, kind), undo);
    const guest = this.parties.find((party) => party.id === helper.guest);
    this.done(guest && !door.came(guest.moves).size && helper);
  }

  // What was opened is done with; of somebody who is on both lists the other press stays.
  done(both) {
    this.close();
    this.input.value = "";
    if (both) this.open(both);
    this.draw();
  }

  async undo(party, move) {
    await this.make(party, [], move.nonce);
    this.say("again", `Undone: ${party.name}.`);
    this.close();
    this.draw();
  }

  // What the page for those without a booking did, and its undo.
  walkedIn(said) {
    if (!said) return;
    this.walked = said.undoes;
    const has = (party) => party.moves.some((move) => move.nonce === said.undoes);
    const party = () => this.parties.find(has) ?? { id: said.undoes, name: said.name, moves: [] };
    this.say(said.kind, said.words, () => this.undo(party(), { nonce: said.undoes }));
  }

  say(kind, words, undo) {
    door.said(this.part("said"), kind, words, undo);
    if (this.part("sound").checked) door.sound(kind);
  }

  close(back = false) {
    this.opened = false;
    this.draw();
    if (back) this.input.focus();
  }

  draw() {
    const moves = this.keeping.waiting();
    const waiting = moves.length;
    root.dataset.doorWaits = waiting;
    const [came, seated] = door.inside(this.parties);
    const since = this.list && this.words.time(this.list.kept_at + this.drift);
    door.banner(this.part("banner"), { online: this.sending.online, waiting, ended: this.ended, known: this.list, inside: `${came} of ${seated}`, since, until: this.until(moves) });
    door.noted(this.part("notes"), this.notes, {
      again: ({ nonce }) => location.assign(`${this.home}/walk-in?again=${encodeURIComponent(nonce)}`),
      read: (note) => this.read(note),
    });
    if (!this.list) return;
    root.dataset.doorKnown = "yes";
    door.counts(root, this.parties);
    door.helperCount(this.part("helpers"), this.helpers, { waiting: this.keeping.waiting(), drift: this.drift });
    if (this.opened) return;
    const asked = this.input.value;
    const found = this.found(asked);
    this.part("found").replaceChildren(...found.map((one) => this.row(one)));
    this.part("nobody").hidden = !asked.trim() || found.length > 0;
    this.part("begin").hidden = Boolean(asked.trim());
  }

  // By when what waits has to be sent, in words; empty where there is time enough.
  until(moves) {
    const lasts = Math.min(...moves.map((move) => move.lasts ?? Infinity));
    return lasts < Date.now() + WEEK ? door.dayAndTime(root.dataset.zone)(lasts + this.drift) : "";
  }

  found(asked) {
    return door.find([...this.parties, ...this.helpers], asked);
  }

  row(one) {
    if (one.shift) return door.helperRow(one, this.stand(one), this.words, (helper) => this.open(helper));
    return door.row(one, this.words, (party) => this.open(party));
  }

  async sync() {
    if (this.ended) return;
    try {
      const refused = await this.sending.sync();
      for (const move of this.keeping.waiting()) this.apply(move);
      for (const [nonce, [why, words]] of refused) this.refuse(nonce, words || this.refusals[why] || why);
      this.greet();
    } catch (problem) {
      if (!(problem instanceof door.Ended)) throw problem;
      this.end(problem);
    }
    this.draw();
  }

  // The chapter said no to what this phone had shown as done.
  refuse(nonce, words) {
    if (nonce === this.walked) this.part("said").replaceChildren();
    for (const party of this.list?.parties ?? []) {
      if (!party.moves.some((move) => move.nonce === nonce)) continue;
      party.moves = party.moves.filter((move) => move.nonce !== nonce);
      this.say("refused", `${party.name}: ${words}`);
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
    this.part("new").textContent = `First-timers who just checked in: ${names.join(", ")}. Say hello.`;
  }

  end(problem) {
    this.ended = true;
    this.left = door.leave(this.keeping, problem);
    this.sending.list = null;
    for (const name of ["found", "said"]) this.part(name).replaceChildren();
  }

  // To be read: kept until then, but of a link that has ended on this page alone.
  get notes() {
    return this.ended ? this.left : this.keeping.notes();
  }

  read({ nonce }) {
    this.keeping.dropNote(nonce);
    this.left = this.left.filter((note) => note.nonce !== nonce);
    this.draw();
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
      this.say("refused", "This page can’t use the camera. Allow it in the browser’s settings, or search by name.");
    }
  }

  listen() {
    this.input.addEventListener("input", () => ((this.opened = false), this.draw()));
    root.querySelector("form").addEventListener("submit", (event) => {
      if (!this.list) return;
      event.preventDefault();
      const asked = this.input.value.trim().toLowerCase();
      const [first, second] = door.CODE.test(asked) ? [] : this.found(asked);
      if (first && !second) this.open(first);
      if (!door.CODE.test(asked)) return;
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
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data.kept) root.dataset.doorKept = "yes";
    });
    const named = [...document.querySelectorAll("link[rel=stylesheet], link[rel=preload], script[src]")];
    const addresses = named.map((element) => element.href || element.src);
    const pages = [this.home, `${this.home}/walk-in`, root.dataset.away];
    worker.active.postMessage({ keep: [...new Set([...pages, ...addresses, ...ours.map(String)])] });
  }
}

if (root) {
  const screen = new Screen();
  screen.listen();
  screen.draw();
  screen.walkedIn(door.saidLast());
  screen.sync().then(() => screen.keepPage()); // one after the other: the first answer begins the session
}
const [left] = location.pathname.match(/^\/door\/t\/[^/]+/) ?? [];
if (ended && left) new door.Farewell(ended, left).send();
