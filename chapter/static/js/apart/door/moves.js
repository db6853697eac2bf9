// Who came in, worked out from moves as chapter/claims/arrivals.py does: their order does not matter.
const door = (globalThis.chapterDoor ??= {});

door.nonce = () => crypto.randomUUID();

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

door.names = (party) => {
  const names = [party.called || party.name, ...party.guests];
  const size = Math.max(party.size, 1 + Math.max(-1, ...door.came(party.moves).keys()));
  while (names.length < size) names.push("");
  return names.slice(0, size).map((name, place) => name || `Guest ${place}`);
};
