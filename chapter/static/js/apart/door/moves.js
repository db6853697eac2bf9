// Who came in, worked out from moves as chapter/claims/attendance.py does: their order does not matter.
const door = (globalThis.chapterDoor ??= {});

door.nonce = () => crypto.randomUUID();

// The time of day at a place, as the chapter's pages write it: 7:42 p.m., 6 p.m., noon.
door.clock = (timeZone) => {
  const format = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone });
  return (moment) => {
    const [hour, minute] = format.format(moment).split(":").map(Number);
    if (!minute && hour % 12 === 0) return hour ? "noon" : "midnight";
    return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""} ${hour < 12 ? "a.m." : "p.m."}`;
  };
};

// The same with its day: 6 a.m. on Tuesday.
door.dayAndTime = (timeZone) => {
  const time = door.clock(timeZone);
  const day = new Intl.DateTimeFormat("en-US", { weekday: "long", timeZone });
  return (moment) => `${time(moment)} on ${day.format(moment)}`;
};

// Words as the end of a sentence: one period, also after "6 p.m."
door.stop = (words) => (words.endsWith(".") ? words : `${words}.`);

door.came = (moves) => {
  const undone = new Set(moves.map((move) => move.undoes).filter(Boolean));
  const first = new Map();
  for (const move of moves) {
    if (move.undoes || undone.has(move.nonce)) continue;
    const at = Date.parse(move.at);
    for (const place of move.places) first.set(place, Math.min(first.get(place) ?? at, at));
  }
  return first;
};

// The moves that let somebody in and were not taken back, the latest first.
door.standing = (moves) => {
  const undone = new Set(moves.map((move) => move.undoes).filter(Boolean));
  const live = moves.filter((move) => !move.undoes && !undone.has(move.nonce));
  return live.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
};

// How a booking stands, as the chapter said when it sent the list. A walk-in's seats follow what was done since
// (the moves after the first `told`): once it is taken back, nobody has them.
door.status = (party) => {
  if (!party.walked || party.moves.length <= (party.told ?? 0)) return party.status;
  if (!door.came(party.moves).size) return "undone";
  return party.status === "undone" ? "going" : party.status;
};

door.names = (party) => {
  const names = [party.called || party.name, ...party.guests];
  const size = Math.max(party.size, 1 + Math.max(-1, ...door.came(party.moves).keys()));
  while (names.length < size) names.push("");
  return names.slice(0, size).map((name, place) => name || `Guest ${place}`);
};

// The walk-ins that wait on this phone, as parties of its list.
door.walkedIn = (list, waiting) => {
  const known = new Set(list.parties.flatMap((party) => party.moves.map((move) => move.nonce)));
  const ours = (at) => new Date(Date.parse(at) + (list.drift ?? 0)).toISOString();
  return waiting
    .filter((move) => move.walk_in && !known.has(move.nonce))
    .map(({ nonce, at, walk_in: { name, size } }) => {
      const places = Array.from({ length: size }, (_, place) => place);
      const undone = waiting.filter((move) => move.party === nonce);
      const moves = [{ nonce, places, undoes: "", at: ours(at) }, ...undone];
      return { id: nonce, mark: "", name, called: "", organisation: "", guests: [], wish: "", needs: "", size, moves, status: "going", walked: true, waits: true };
    });
};
