// Finding a party or a helper by what somebody types: the same rule as chapter/people/name_matching.py, where it is
// explained; tests hold the two against each other.
const door = (globalThis.chapterDoor ??= {});
const [EQUAL, BEGINS, HOLDS, SLIPPED, SOUNDS] = [1.5, 1, 0.5, 0.25, 0.125];
const [IN_NAME, ELSEWHERE, FEW, MOST, MOST_WORDS, LONGEST] = [4, 2, 5, 12, 5, 60];
const CROSSED = { ł: "l", đ: "d", ø: "o", æ: "ae", œ: "oe", þ: "th", ı: "i", ð: "d", ß: "ss", ħ: "h", ŧ: "t", ə: "e", ς: "σ" };
const UNSPACED = /^[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const RESPELLED = [
  [/^g(?=[ei])|dj|dzh/g, "j"], [/tsch|tch|cz|ch(?=[eiy])/g, "c"], [/sch|sh|sz|zs/g, "s"], [/ph|bh|mh/g, "f"],
  [/^gh/g, "g"], [/gh/g, ""], [/kh|ck|q|ch|c(?![eiyj])/g, "k"], [/c(?=[eiyj])/g, "s"], [/x/g, "ks"], [/z/g, "s"],
  [/w(?![aeiouy])/g, ""], [/[vw]/g, "f"], [/(?<=.)h|^h(?=[^aeiouy])/g, ""], [/^j/g, "J"], [/^[aeiouy]+/g, "A"],
  [/[aeiouyj]/g, ""], [/(.)\1+/g, "$1"],
];

const wordsOf = (text) =>
  text
    .replace(/[’'`ʼ‘´ʻ′＇]/g, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[łđøæœþıðßħŧəς]/g, (letter) => CROSSED[letter])
    .normalize("NFC")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

const sounds = new Map();
const soundOf = (word) => {
  if (!sounds.has(word)) {
    const heard = RESPELLED.reduce((said, [pattern, letters]) => said.replace(pattern, letters), word);
    sounds.set(word, heard.length < 2 ? "" : heard.toUpperCase());
  }
  return sounds.get(word);
};

// The words, and neighbors written as one.
const formsOf = (words) => {
  const run = (many) => words.slice(many - 1).map((_, at) => words.slice(at, at + many).join(""));
  return [...words, ...run(2), ...run(3)];
};

// How many letters are wrong, missing, extra or swapped (optimal string alignment), up to a number.
const distance = (one, other, most) => {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[other.length];
};

const slipped = (wanted, word) => {
  const most = (wanted.length >= 4) + (wanted.length >= 8);
  return Boolean(most) && [word, word.slice(0, wanted.length)].some((known) => distance(wanted, known, most) <= most);
};

const worthOf = (wanted, word) => {
  if (word === wanted) return EQUAL;
  if (word.includes(wanted)) {
    if (word.startsWith(wanted) || UNSPACED.test(wanted)) return BEGINS;
    if (wanted.length >= 3) return HOLDS;
  }
  if (slipped(wanted, word)) return SLIPPED;
  return soundOf(wanted) && soundOf(wanted) === soundOf(word) ? SOUNDS : 0;
};

// How well all of what is wanted matches a party, and whether without slips; nothing when one word is like none.
// With `whole`, somebody has all of it in their name: then slips in other words than names count for nothing.
const scoreOf = (worths, party, whole) => {
  let [sum, plain] = [0, true];
  for (const worth of worths) {
    const name = Math.max(0, ...party.forms.map(worth));
    const close = Math.max(0, ...party.others.map(worth));
    const elsewhere = whole && close < HOLDS ? 0 : close;
    const inName = name * IN_NAME >= elsewhere * ELSEWHERE;
    if (!name && !elsewhere) return null;
    sum += inName ? name * IN_NAME : elsewhere * ELSEWHERE;
    plain &&= (inName ? name : elsewhere) >= HOLDS;
  }
  return { sum, plain, party };
};

const kept = (worth) => {
  const known = new Map();
  return (word) => {
    if (!known.has(word)) known.set(word, worth(word));
    return known.get(word);
  };
};

door.find = (parties, asked) => {
  const wanted = wordsOf([...asked].slice(0, LONGEST).join("")).slice(0, MOST_WORDS);
  if (!wanted.length) return [];
  const worths = wanted.map((word) => kept((known) => worthOf(word, known)));
  for (const party of parties) {
    party.sorted ??= wordsOf([party.name, party.called, ...(party.guests ?? [])].join(" ")).join(" ");
    party.forms ??= formsOf(party.sorted.split(" "));
    party.others ??= formsOf(wordsOf([party.organisation, party.team].join(" ")));
  }
  const whole = parties.some((party) => wanted.every((word) => party.forms.includes(word)));
  const found = parties.map((party) => scoreOf(worths, party, whole)).filter(Boolean);
  const plain = found.filter((one) => one.plain);
  const best = plain.length >= FEW ? plain : found;
  const byName = (one, other) => (one.party.sorted < other.party.sorted ? -1 : Number(one.party.sorted > other.party.sorted));
  return best.sort((one, other) => other.sum - one.sum || byName(one, other)).slice(0, MOST).map(({ party }) => party);
};

// What a phone keeps of a ticket: enough to know it again, and no ticket could be made of it.
door.markOf = async (code) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
};
