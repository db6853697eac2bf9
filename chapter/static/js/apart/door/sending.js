// Between phone and chapter: what happened elsewhere comes in, what was done here goes out, in order.
const door = (globalThis.chapterDoor ??= {});
const PATIENCE = 8000;
const AT_ONCE = 100;
const AWAY = new Set([401, 403, 429]); // nobody is signed in, or not who may, or too often: what waits is sent later
const ONCE = new Set(["over", "event"]); // typed again it would be refused again

// The link has ended. `gone`: also what was done before its end is taken no more.
class Ended extends Error {
  constructor(gone = false) {
    super("ended");
    this.gone = gone;
  }
}
door.Ended = Ended;

door.Sending = class {
  constructor(addresses, keeping, list) {
    Object.assign(this, { addresses, keeping, list, online: navigator.onLine, csrf: "", said: list?.shut ?? "" });
  }

  async ask(address, more = {}) {
    const response = await fetch(address, { ...more, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (response.status === 404) throw new Ended(this.keeping.byLink && address !== this.addresses.list);
    if (response.status >= 500 || AWAY.has(response.status)) throw new TypeError("busy");
    const answer = await response.json();
    this.csrf = answer.csrf ?? this.csrf;
    return { answer, ok: response.ok };
  }

  async fetchList() {
    const { answer } = await this.ask(this.addresses.list);
    const parties = answer.parties.map((party) => ({ ...party, told: party.moves.length }));
    this.list = { ...answer, parties, drift: Date.parse(answer.now) - Date.now(), kept_at: Date.now() };
    this.heard(answer);
    this.keeping.keepList(this.list);
  }

  // Why nobody comes in now. A door that was not open yet opens by itself, also without a signal.
  get shut() {
    const opens = this.list && Date.now() + this.list.drift >= Date.parse(this.list.opens_at);
    return this.said === "early" && opens ? "" : this.said;
  }

  heard(answer) {
    this.said = answer.shut;
  }

  // Send what waits, and hear what is new. What was refused, by nonce, as [why, words].
  async exchange() {
    const refused = new Map();
    for (;;) {
      const waiting = this.keeping.waiting().slice(0, AT_ONCE);
      const answer = waiting.length ? await this.post(waiting) : (await this.ask(this.live())).answer;
      const said = answer.answers ?? [];
      for (const { nonce, refused: why, words } of said) {
        if (why) refused.set(nonce, [why, words]);
        this.note(waiting.find((move) => move.nonce === nonce), why, words, answer.over);
      }
      this.heard(answer);
      if (!answer.over) this.take(answer, waiting.filter(({ nonce }) => !refused.has(nonce)));
      for (const { nonce } of said) this.keeping.drop(nonce);
      if (waiting.length >= AT_ONCE) continue;
      if (answer.over) throw new Ended();
      return refused;
    }
  }

  // What somebody has to read: what could not be added, with all that was typed where it can be typed again, and
  // what else was said. After the end of a link each press that did not count is told by its name.
  note(move, why, words, over) {
    if (!move || !(words || (why && (move.walk_in || over)))) return;
    const again = why && move.walk_in && !ONCE.has(why) ? move.walk_in : null;
    this.keeping.addNote({ nonce: move.nonce, why, words: this.sentence(move, why, words), walk_in: again });
  }

  sentence(move, why, words) {
    if (why && move.walk_in) return `${move.walk_in.name} was not added. ${words || "Enter it again."}`;
    const known = [...(this.list?.parties ?? []), ...(this.list?.helpers ?? [])].find((one) => one.id === (move.shift ?? move.party));
    return words || `${known?.name ?? "Someone"}: this did not count, because your link had ended. Tell the event lead.`;
  }

  async post(waiting) {
    if (!this.csrf) await this.ask(this.live());
    for (let tries = 0; tries < 2; tries += 1) {
      const body = new FormData();
      body.set("csrf_token", this.csrf);
      body.set("sent_at", new Date().toISOString());
      body.set("after", this.list?.last ?? 0);
      body.set("helpers", this.list?.helpers_mark ?? "");
      body.set("moves", JSON.stringify(waiting));
      const { answer, ok } = await this.ask(this.addresses.moves, { method: "POST", body });
      if (ok) return answer;
    }
    throw new TypeError("refused");
  }

  live() {
    return `${this.addresses.live}?after=${this.list?.last ?? 0}&helpers=${this.list?.helpers_mark ?? ""}`;
  }

  // Moves of all phones, ours among them; `sent`: what the chapter has just taken from this one. Somebody without
  // a booking shows at once, until the next list brings her as the chapter keeps her.
  take(answer, sent) {
    if (!this.list) return;
    const parties = new Map(this.list.parties.map((party) => [party.id, party]));
    for (const move of answer.moves) {
      const moves = parties.get(move.party)?.moves;
      if (moves && !moves.some((known) => known.nonce === move.nonce)) moves.push(move);
    }
    this.list.parties.push(...door.walkedIn(this.list, sent).map((party) => ({ ...party, waits: false })));
    this.list.stale ||= this.list.version !== answer.version || answer.moves.some((move) => !parties.has(move.party));
    Object.assign(this.list, { last: answer.last, version: answer.version });
    if (answer.helpers) Object.assign(this.list, { helpers: answer.helpers, helpers_mark: answer.helpers_mark });
    Object.assign(this.list, { kept_at: Date.now(), drift: Date.parse(answer.now) - Date.now(), ends_at: answer.ends_at, taken_until: answer.taken_until });
    this.keeping.keepList(this.list);
  }

  // There is no signal: whoever was let in is inside, whatever the chapter says of it later.
  lost() {
    this.online = false;
    for (const move of this.keeping.waiting()) if (!move.kept) this.keeping.change({ ...move, kept: true });
  }

  async sync() {
    if (this.busy) return new Map();
    this.busy = true;
    let refused = new Map();
    try {
      if (this.list || this.keeping.waiting().length) refused = await this.exchange();
      if (!this.list || this.list.stale) await this.fetchList();
      this.online = true;
    } catch (problem) {
      if (problem instanceof Ended) throw problem;
      this.lost();
    } finally {
      this.busy = false;
    }
    return refused;
  }
};
