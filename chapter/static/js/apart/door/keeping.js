// What the phone keeps: the list, and each move until it is sent. A move has a place of its own, so that two
// windows never write over one another.
const door = (globalThis.chapterDoor ??= {});
const HOUR = 3600 * 1000;
const SAID = "door:said";
const FORTNIGHT = 14 * 24 * HOUR;

// The address of the door that this page belongs to: every page of it keeps and sends in its name.
door.home = () => location.pathname.match(/^\/door\/(?:t\/)?[^/]+/)?.[0] ?? location.pathname;

const kept = (prefix) =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(prefix))
    .map((name) => JSON.parse(localStorage.getItem(name)));

door.Keeping = class {
  constructor(path) {
    this.listName = `door:${path}:list`;
    this.moveName = `door:${path}:move:`;
    this.noteName = `door:${path}:note:`;
  }

  list() {
    const kept = localStorage.getItem(this.listName);
    return kept ? JSON.parse(kept) : null;
  }

  keepList(list) {
    const plain = (some) => some.map(({ words, ...one }) => one);
    try {
      const kept = { ...list, parties: plain(list.parties), helpers: plain(list.helpers ?? []) };
      localStorage.setItem(this.listName, JSON.stringify(kept));
    } catch {
      localStorage.removeItem(this.listName);
    }
  }

  waiting() {
    return kept(this.moveName).sort((one, other) => one.order - other.order);
  }

  add(move) {
    const order = Number(localStorage.getItem("door:order") ?? 0) + 1;
    localStorage.setItem("door:order", order);
    localStorage.setItem(this.moveName + move.nonce, JSON.stringify({ ...move, order }));
  }

  change(move) {
    localStorage.setItem(this.moveName + move.nonce, JSON.stringify(move));
  }

  drop(nonce) {
    localStorage.removeItem(this.moveName + nonce);
  }

  // What the chapter said of something that was sent, until somebody has read it; with what was typed.
  notes() {
    return kept(this.noteName).sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  }

  addNote(note) {
    localStorage.setItem(this.noteName + note.nonce, JSON.stringify(note));
  }

  dropNote(nonce) {
    localStorage.removeItem(this.noteName + nonce);
  }

  wipe() {
    localStorage.removeItem(this.listName);
  }
};

// The lists that this phone keeps, by the address of their door.
door.lists = () => {
  const names = Object.keys(localStorage).filter((name) => /^door:.*:list$/.test(name));
  return names.map((name) => [name.slice("door:".length, -":list".length), JSON.parse(localStorage.getItem(name))]);
};

const old = (name, now) => {
  if (!/^door:.*:(move|note):/.test(name)) return false;
  const { at } = JSON.parse(localStorage.getItem(name));
  return now - Date.parse(at) >= (name.includes(":note:") ? 24 * HOUR : FORTNIGHT);
};

// Lists whose time is over go, whatever door they were of; moves that wait to be sent stay while the chapter
// may still take them.
door.sweep = () => {
  const now = Date.now();
  let swept = false;
  for (const name of Object.keys(localStorage)) {
    if (old(name, now)) localStorage.removeItem(name);
    if (!/^door:.*:list$/.test(name)) continue;
    const { drift, ends_at: ends, kept_at: keptAt, kept_hours: hours } = JSON.parse(localStorage.getItem(name));
    if (now + drift >= Date.parse(ends) || now - keptAt >= hours * HOUR || now < keptAt - HOUR) {
      localStorage.removeItem(name);
      swept = true;
    }
  }
  return swept;
};

// What the screen says when it opens next.
door.sayNext = (said) => sessionStorage.setItem(SAID, JSON.stringify(said));
door.saidLast = () => {
  const said = JSON.parse(sessionStorage.getItem(SAID) ?? "null");
  sessionStorage.removeItem(SAID);
  return said;
};
