// What the phone keeps: the list, and each move until it is sent. A move has a place of its own, so that two
// windows never write over one another.
const door = (globalThis.chapterDoor ??= {});
const HOUR = 3600 * 1000;
const SAID = "door:said";
const DAY = 24 * HOUR;
const FORTNIGHT = 14 * DAY;
const UNSENT = "unsent";

// The address of the door that this page belongs to: every page of it keeps and sends in its name.
door.home = () => location.pathname.match(/^\/door\/(?:t\/)?[^/]+/)?.[0] ?? location.pathname;

const kept = (prefix) =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(prefix))
    .map((name) => JSON.parse(localStorage.getItem(name)));

door.Keeping = class {
  constructor(path) {
    this.byLink = path.startsWith("/door/t/");
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

  // `until`: when the chapter takes nothing more, for a phone without a list. What names nobody may wait longer.
  add(move, until = "") {
    const list = this.list();
    const ends = Date.parse(list?.taken_until ?? until) - (list?.drift ?? 0);
    const lasts = this.byLink || move.walk_in ? ends : Date.now() + FORTNIGHT;
    const order = Number(localStorage.getItem("door:order") ?? 0) + 1;
    localStorage.setItem("door:order", order);
    localStorage.setItem(this.moveName + move.nonce, JSON.stringify({ ...move, order, lasts }));
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

  // It stays a day at most, and not beyond the end of the door.
  addNote(note) {
    const now = Date.now();
    const list = this.list();
    const ends = list ? Date.parse(list.ends_at) - list.drift : now + DAY;
    const lasts = Math.max(now + HOUR, Math.min(now + DAY, ends));
    localStorage.setItem(this.noteName + note.nonce, JSON.stringify({ ...note, at: new Date(now).toISOString(), lasts }));
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

// What nobody can take or type again any more goes; that there was something is told, without a name.
const expire = (name, now) => {
  const [, prefix] = name.match(/^(door:.*:)(?:move|note):/) ?? [];
  if (!prefix) return;
  const { at, lasts, nonce } = JSON.parse(localStorage.getItem(name));
  if (now < (lasts ?? Date.parse(at) + DAY + DAY / 2)) return;
  localStorage.removeItem(name);
  if (nonce === UNSENT) return;
  const told = `${prefix}note:${UNSENT}`;
  const number = 1 + (JSON.parse(localStorage.getItem(told))?.number ?? 0);
  const many = number === 1 ? "1 change was" : `${number} changes were`;
  const words = `${many} not sent or read in time, and no longer on this phone. Tell the event lead who came.`;
  localStorage.setItem(told, JSON.stringify({ nonce: UNSENT, at: new Date(now).toISOString(), lasts: now + FORTNIGHT, number, words }));
};

// Lists whose time is over go, whatever door they were of; moves that wait to be sent stay while the chapter
// may still take them.
door.sweep = () => {
  const now = Date.now();
  let swept = false;
  for (const name of Object.keys(localStorage)) {
    expire(name, now);
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
