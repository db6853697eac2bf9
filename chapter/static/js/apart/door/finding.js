// Finding a party or a helper by what somebody types, as chapter/checkin/queries.py does.
const door = (globalThis.chapterDoor ??= {});
const ALIKE = 0.5;
const MOST = 12;
const CROSSED = { ł: "l", đ: "d", ø: "o", æ: "ae", œ: "oe", þ: "th", ı: "i", ð: "d" };

const wordsOf = (text) =>
  text
    .replace(/[’'`ʼ]/g, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[łđøæœþıð]/g, (letter) => CROSSED[letter])
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

const gramsOf = (word) => {
  const padded = `  ${word}`;
  return new Set(Array.from(word, (_, at) => padded.slice(at, at + 3)));
};

const alike = (word, other) => {
  if (other === word) return 1.1;
  if (other.startsWith(word)) return 1;
  if (word.length < 3) return 0;
  const mine = gramsOf(word);
  const others = gramsOf(other);
  const shared = [...mine].filter((gram) => others.has(gram)).length / mine.size;
  return shared >= ALIKE ? shared * 0.9 : 0;
};

const nearness = (wanted, known) => {
  let sum = 0;
  for (const word of wanted) {
    const nearest = Math.max(0, ...known.map((other) => alike(word, other)));
    if (!nearest) return 0;
    sum += nearest;
  }
  return sum;
};

door.find = (parties, asked) => {
  const wanted = wordsOf(asked);
  if (!wanted.length) return [];
  const found = [];
  for (const party of parties) {
    party.words ??= wordsOf([party.name, party.called, ...(party.guests ?? []), party.organisation, party.team].join(" "));
    const near = nearness(wanted, party.words);
    if (near) found.push([near, party]);
  }
  return found.sort((one, other) => other[0] - one[0]).slice(0, MOST).map(([, party]) => party);
};

// What a phone keeps of a ticket: enough to know it again, and no ticket could be made of it.
door.markOf = async (code) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
};
