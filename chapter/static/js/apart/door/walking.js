// Somebody without a booking: kept on this phone first, and sent when there is a signal, as every move is.
const door = (globalThis.chapterDoor ??= {});
const STALE = 60 * 1000;
const form = document.querySelector("[data-door-walk]");

// Whether this page came over the network; the worker knows better than the phone, which may say that it is online.
const signal = () =>
  new Promise((resolve) => {
    const worker = navigator.serviceWorker?.controller;
    if (!navigator.onLine || !worker) return resolve(navigator.onLine);
    navigator.serviceWorker.addEventListener("message", ({ data }) => "signal" in data && resolve(data.signal));
    navigator.serviceWorker.startMessages();
    return worker.postMessage({ asks: "signal" });
  });

class Walk {
  constructor() {
    const home = door.home();
    door.sweep();
    this.home = home;
    this.keeping = new door.Keeping(home);
    const addresses = { list: `${home}/list.json`, live: `${home}/live.json`, moves: `${home}/moves` };
    this.sending = new door.Sending(addresses, this.keeping, this.keeping.list());
    this.wrong = form.querySelector("[data-door-wrong]");
    this.button = form.querySelector("[type=submit]");
    this.field = (name) => form.elements.namedItem(name);
  }

  typed() {
    const size = Number(this.field("size").value);
    return { name: this.field("name").value.trim().replace(/\s+/g, " "), email: this.field("email").value.trim(), size, over: this.field("over")?.checked ?? false };
  }

  // The field that is wrong, and why; the chapter looks again at all of it.
  mistake({ name, size }) {
    const most = Number(this.field("size").max) || 20;
    if (!name) return ["name", "Enter a name."];
    if (!(Number.isInteger(size) && size >= 1 && size <= most)) return ["size", `Enter a number from 1 to ${most}.`];
    return this.field("email").checkValidity() ? null : ["email", "Enter a valid email, or leave it blank."];
  }

  refuse(words, name = "name") {
    this.wrong.hidden = false;
    this.wrong.textContent = words;
    this.button.disabled = false;
    this.field(name).focus();
  }

  async send() {
    const typed = this.typed();
    const [name, words] = this.mistake(typed) ?? [];
    if (name) return this.refuse(words, name);
    if (this.sending.shut) return this.refuse(JSON.parse(form.dataset.refusals)[this.sending.shut]);
    this.wrong.hidden = true;
    this.button.disabled = true;
    const move = { nonce: `walk-in-${door.nonce()}`, walk_in: typed, at: new Date().toISOString(), kept: !navigator.onLine };
    this.keeping.add(move, form.dataset.takenUntil);
    const refused = navigator.onLine ? await this.exchange() : new Map();
    if (!refused) return location.assign(this.home);
    const [, why] = refused.get(move.nonce) ?? [];
    if (refused.has(move.nonce)) {
      this.keeping.dropNote(move.nonce);
      return this.refuse(why || "This could not be added. Try again.", "name");
    }
    const waits = this.keeping.waiting().some((one) => one.nonce === move.nonce);
    const later = waits ? " No signal. It is saved on this phone and will be sent later." : "";
    door.sayNext({ kind: waits ? "again" : "done", words: `${typed.name} is checked in.${later}`, undoes: move.nonce, name: typed.name });
    location.assign(this.home);
  }

  // What was refused; null: the link has ended, which its own page tells, and whom it has left outside.
  async exchange() {
    try {
      return await this.sending.sync();
    } catch (problem) {
      if (!(problem instanceof door.Ended)) throw problem;
      return null;
    }
  }

  // A form that came back: what was typed, and why it could not be added.
  again() {
    const nonce = new URLSearchParams(location.search).get("again");
    const note = this.keeping.notes().find((one) => one.nonce === nonce);
    if (!note?.walk_in) return;
    for (const name of ["name", "email", "size"]) this.field(name).value = note.walk_in[name];
    this.refuse(note.words);
    this.keeping.dropNote(nonce);
  }

  // A page that a phone has kept says so.
  async stale() {
    const heard = await signal();
    const rendered = Date.parse(form.dataset.rendered);
    const now = Date.now() + (this.keeping.list()?.drift ?? 0);
    if (heard && now - rendered < STALE) return;
    const time = door.clock(form.dataset.zone)(rendered);
    const words = form.querySelector("[data-door-kept-page]");
    words.hidden = false;
    words.textContent = `${heard ? "" : "No signal. "}${door.stop(`This page was loaded at ${time}`)} What you enter is saved on this phone until it is sent.`;
  }

  start() {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.button.disabled) this.send();
    });
    this.again();
    this.stale();
  }
}

if (form) new Walk().start();
