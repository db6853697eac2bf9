// The end of a helper's link: what waits is sent, what did not count is said once, and nothing of anybody stays.
const door = (globalThis.chapterDoor ??= {});
const AGAIN = 4000;

// Wipe this phone for that door. What is left to be read comes back, and stands on the page alone.
door.leave = (keeping, { gone }) => {
  const notes = keeping.notes().map(({ nonce, words }) => ({ nonce, words }));
  const waiting = gone ? keeping.waiting() : [];
  for (const { nonce, walk_in: typed } of waiting.filter((move) => move.walk_in)) {
    notes.push({ nonce, words: `${typed.name} was not added. This link ended too long ago. Tell the event lead.` });
  }
  const others = waiting.filter((move) => !move.walk_in).length;
  const presses = others === 1 ? "1 other change was" : `${others} other changes were`;
  if (others) notes.push({ nonce: "others", words: `${presses} not sent in time. Tell the event lead who came.` });
  for (const { nonce } of waiting) keeping.drop(nonce);
  for (const { nonce } of notes) keeping.dropNote(nonce);
  keeping.wipe();
  navigator.serviceWorker?.controller?.postMessage({ forget: true });
  return notes;
};

door.Farewell = class {
  constructor(place, home) {
    door.saidLast();
    door.sweep();
    this.part = (name) => place.querySelector(`[data-door-${name}]`);
    this.keeping = new door.Keeping(home);
    const addresses = { list: `${home}/list.json`, live: `${home}/live.json`, moves: `${home}/moves` };
    this.sending = new door.Sending(addresses, this.keeping, this.keeping.list());
    this.keeping.wipe();
    this.home = home;
  }

  async send() {
    const waited = this.keeping.waiting().length;
    try {
      if (waited) await this.sending.exchange();
      else return this.show(door.leave(this.keeping, { gone: false }));
    } catch (problem) {
      if (!(problem instanceof door.Ended)) return this.later();
      const notes = door.leave(this.keeping, problem);
      this.say(notes.length ? "" : "Everything saved on this phone was sent.", "in");
      return this.show(notes);
    }
    return location.replace(this.home); // the link was given again meanwhile
  }

  // No signal: what waits can be sent for half a day, from this page.
  later() {
    const number = this.keeping.waiting().length;
    this.say(`${number === 1 ? "1 change is" : `${number} changes are`} waiting to be sent. Keep this page open until you have a signal.`, "waiting");
    setTimeout(() => this.send(), AGAIN);
  }

  say(words, state) {
    this.part("banner").hidden = !words;
    this.part("banner").textContent = words;
    this.part("banner").dataset.state = state;
  }

  show(notes) {
    const read = ({ nonce }) => this.show(notes.filter((note) => note.nonce !== nonce));
    door.noted(this.part("notes"), notes, { read });
  }
};
