// Who has a shift here tonight: a row, a panel, and the presses that check in and out.
const door = (globalThis.chapterDoor ??= {});
const MINUTE = 60 * 1000;
const READ_TWICE = 10 * MINUTE;
const STAYED_ON = 60 * MINUTE;

// Whether she is here, by what the chapter knows and by what still waits on this phone.
door.stand = (helper, { waiting, drift }) => {
  let { came, left, latest } = helper;
  const mine = waiting.filter((move) => move.shift === helper.id);
  const undone = new Set(mine.map((move) => move.undoes).filter(Boolean));
  if (latest && undone.has(latest.nonce)) {
    if (latest.kind === "in") came = "";
    left = "";
    latest = null;
  }
  for (const move of mine) {
    if (move.undoes || undone.has(move.nonce)) continue;
    const at = new Date(Date.parse(move.at) + drift).toISOString();
    if (move.kind === "in" && !came) [came, latest] = [at, move];
    if (move.kind === "out" && came && !left) [left, latest] = [move.until === "end" ? helper.ends : at, move];
  }
  return { came, left, latest, waits: mine.length > 0 };
};

door.called = (helper) => helper.team || helper.name;
const task = (helper) => [helper.shift, helper.when].filter(Boolean).join(", ");

// What a read of her code does: "in", "out", or nothing, and then why not.
door.readOf = (helper, { came, left }, now, words) => {
  const name = door.called(helper);
  if (helper.against) return { kind: "refused", words: `${name} ${helper.against}` };
  if (left) return { kind: "again", words: `${name} already checked out at ${words.time(Date.parse(left))}.` };
  if (!came && helper.opens && now < Date.parse(helper.opens)) {
    return { kind: "refused", words: door.stop(`${name}: ${door.stop(task(helper))} Check-in opens at ${words.time(Date.parse(helper.opens))}`) };
  }
  if (!came) return { act: "in" };
  if (now - Date.parse(came) < READ_TWICE) return { kind: "again", words: door.stop(`${name} checked in at ${words.time(Date.parse(came))}`) };
  return door.asksWhen(helper, now) ? { kind: "again", words: `When did ${name} leave?` } : { act: "out" };
};

door.asksWhen = (helper, now) => Boolean(helper.ends) && now > Date.parse(helper.ends) + STAYED_ON;

door.did = (helper, kind) => {
  if (kind === "out") return `${door.called(helper)} is checked out.`;
  return `${door.called(helper)} is checked in: ${door.stop(task(helper))}${helper.where ? ` Where: ${helper.where}.` : ""}`;
};

const state = (helper, { came, left, waits }, words) => {
  if (left) return door.tag(`Checked out ${words.time(Date.parse(left))}`, waits ? "waiting" : "");
  if (came) return door.tag(`Checked in ${words.time(Date.parse(came))}${waits ? ", not sent yet" : ""}`, waits ? "waiting" : "done");
  return helper.against ? door.tag(helper.against, "waiting") : "";
};

door.helperRow = (helper, stands, words, open) => {
  const { made } = door;
  const about = [`Volunteer: ${task(helper)}`, helper.where].filter(Boolean).join(", ");
  const button = made("button", { type: "button", class: "door-open", press: () => open(helper) }, made("b", {}, door.called(helper)), made("small", {}, about));
  return made("li", { class: "door-row" }, button, state(helper, stands, words));
};

// One helper, opened. `press(kind, more)`: what to do.
door.helperPanel = (helper, stands, now, words, { press, close }) => {
  const { made } = door;
  const button = (label, kind, act, more) => made("button", { type: "button", class: `button ${kind}`, press: () => press(helper, act, more) }, label);
  const facts = [["Volunteer", task(helper)], ["Where", helper.where], ["Lead", helper.lead], ["Contact", helper.team && helper.name], ["People", helper.size > 1 && helper.size]];
  const reads = door.readOf(helper, stands, now, words);
  const presses = [];
  if (reads.act === "in") presses.push(button("Check in", "", "in"));
  else if (stands.came && !stands.left && door.asksWhen(helper, now)) {
    presses.push(made("span", {}, "The shift ended a while ago. When did they leave?"));
    presses.push(button(`At the end, ${helper.ends_words}`, "", "out", { until: "end" }), button("Now", "button-line", "out", { until: "now" }));
  } else if (stands.came && !stands.left) presses.push(button("Check out", "", "out"));
  if (stands.latest) presses.push(button("Undo", "button-line", "undo", { undoes: stands.latest.nonce }));
  const said = state(helper, stands, words) || (reads.act ? "" : door.tag(reads.words, "waiting"));
  return made(
    "div",
    { class: "door-party", role: "group", "aria-label": `Volunteer: ${door.called(helper)}` },
    made("h3", { tabindex: "-1" }, door.called(helper)),
    ...facts.filter(([, fact]) => fact).map(([word, fact]) => made("p", {}, `${word}: ${fact}`)),
    said ? made("p", {}, said) : "",
    made("p", { class: "row" }, ...presses, made("button", { type: "button", class: "button button-quiet", press: close }, "Close")),
  );
};

// How many helpers are here: people, and never mixed with the guests.
door.helperCount = (place, helpers, waits) => {
  const theirs = helpers.filter((helper) => !helper.against.startsWith("is a backup"));
  const sum = (some) => some.reduce((all, helper) => all + helper.size, 0);
  const here = sum(theirs.filter((helper) => door.stand(helper, waits).came));
  place.hidden = !theirs.length;
  place.textContent = `Volunteers: ${here} of ${sum(theirs)} are here.`;
};
