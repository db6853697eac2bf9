// What the phone keeps: the list, and each move until it is sent. A move has a place of its own, so that two
// windows never write over one another.
const door = (globalThis.chapterDoor ??= {});
const HOUR = 3600 * 1000;

door.Keeping = class {
  constructor(path) {
    this.listName = `door:${path}:list`;
    this.moveName = `door:${path}:move:`;
  }

  list() {
    const kept = localStorage.getItem(this.listName);
    return kept ? JSON.parse(kept) : null;
  }

  keepList(list) {
    const parties = list.parties.map(({ words, ...party }) => party);
    try {
      localStorage.setItem(this.listName, JSON.stringify({ ...list, parties }));
    } catch {
      localStorage.removeItem(this.listName);
    }
  }

  waiting() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(this.moveName));
    return names.map((name) => JSON.parse(localStorage.getItem(name))).sort((one, other) => one.order - other.order);
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

  wipe() {
    localStorage.removeItem(this.listName);
  }
};

// Lists whose time is over go, whatever door they were of; moves that wait to be sent stay.
door.sweep = () => {
  const now = Date.now();
  let swept = false;
  for (const name of Object.keys(localStorage)) {
    if (!/^door:.*:list$/.test(name)) continue;
    const { drift, ends_at: ends, kept_at: keptAt, kept_hours: hours } = JSON.parse(localStorage.getItem(name));
    if (now + drift >= Date.parse(ends) || now - keptAt >= hours * HOUR || now < keptAt - HOUR) {
      localStorage.removeItem(name);
      swept = true;
    }
  }
  return swept;
};
