// What the screen shows, made of elements and never of text that is read as HTML.
const door = (globalThis.chapterDoor ??= {});

const made = (name, more = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(more)) {
    if (key === "press") element.addEventListener("click", value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...inside.filter((part) => part !== ""));
  return element;
};
door.made = made;

const tag = (words, kind) => made("span", { class: kind ? `tag tag-${kind}` : "tag" }, words);
door.tag = tag;

const state = (party, words) => {
  const came = door.came(party.moves);
  if (came.size) {
    const since = `Checked in ${words.time(Math.min(...came.values()))}`;
    return party.waits ? tag(`${since}, not sent yet`, "waiting") : tag(since, "done");
  }
  const why = words.against(party);
  return why ? tag(why, party.status === "waitlisted" ? "waiting" : "refused") : "";
};

// One row of what was found.
door.row = (party, words, open) => {
  const came = door.came(party.moves).size;
  const more = [party.organisation, party.wish].filter(Boolean).join(", ");
  const many = party.size > 1 ? made("span", { class: "figures" }, ` ${came}/${party.size}`) : "";
  const name = made("span", {}, made("b", {}, party.name), many);
  const button = made(
    "button",
    { type: "button", class: "door-open", press: () => open(party) },
    name,
    more ? made("small", {}, more) : "",
  );
  return made("li", { class: "door-row" }, button, state(party, words));
};

// One party, opened: who of it is here.
door.partyPanel = (party, words, { confirm, undo, close, page }) => {
  const came = door.came(party.moves);
  const why = words.against(party);
  const boxes = door.names(party).map((name, place) => {
    const at = came.get(place);
    const box = made("input", { type: "checkbox", name: "place", value: place, disabled: at !== undefined });
    box.checked = at === undefined;
    const since = at === undefined ? "" : made("span", { class: "hint" }, `Checked in ${words.time(at)}`);
    return made("label", { class: "choice" }, box, made("span", {}, made("b", {}, name), since));
  });
  const chosen = () => boxes.map((label) => label.firstChild).filter((box) => box.checked && !box.disabled);
  const press = () => confirm(party, chosen().map((box) => Number(box.value)));
  const [latest] = door.standing(party.moves);
  const facts = [party.wish, party.needs && `Needs: ${party.needs}`, party.first ? "First-timer" : ""];
  const fieldset = made("fieldset", { class: "choices door-people" }, made("legend", { class: "label" }, "Who is here?"), ...boxes);
  const can = !why && came.size < boxes.length;
  return made(
    "div",
    { class: "door-party", role: "group", "aria-label": party.name },
    made("h3", { tabindex: "-1" }, party.name),
    ...facts.filter(Boolean).map((fact) => made("p", {}, fact)),
    why ? made("p", {}, tag(why, "refused")) : fieldset,
    made(
      "p",
      { class: "row" },
      can ? made("button", { type: "button", class: "button", press }, "Check in") : "",
      latest ? made("button", { type: "button", class: "button button-line", press: () => undo(party, latest) }, "Undo") : "",
      why && !party.waits ? made("a", { class: "button button-line", href: page(party) }, "See options") : "",
      made("button", { type: "button", class: "button button-quiet", press: close }, "Close"),
    ),
  );
};

// What just happened, in a color and in words.
door.said = (place, kind, words, undo) => {
  const button = undo ? made("button", { type: "button", press: undo }, "Undo") : "";
  place.replaceChildren(made("div", { class: "door-said", "data-kind": kind }, made("span", {}, words), button));
};

door.banner = (place, { online, waiting, ended, known, inside, since, until }) => {
  const moves = waiting === 1 ? "1 change is" : `${waiting} changes are`;
  let words = "";
  if (ended) words = waiting ? `This link has ended. ${moves} waiting to be sent.` : "This link has ended. The list is deleted from this phone.";
  else if (!online) words = waiting ? `Offline. ${moves} saved on this phone. Keep going${until ? `, and find a signal by ${until} to send.` : "."}` : `Offline. ${known ? `Keep going: ${door.stop(`the list is on this phone, as of ${since}`)}` : "Find a signal once to get the list."}`;
  else if (waiting) words = `${moves} waiting to be sent.`;
  else if (place.dataset.state === "waiting" || place.dataset.inside === inside) words = `Sent. ${inside} are checked in.`;
  place.dataset.inside = online && !waiting && words ? inside : "";
  if (words === place.textContent) return;
  place.hidden = !words;
  place.textContent = words;
  place.dataset.state = ended ? "ended" : !online || waiting ? "waiting" : words ? "in" : "";
};

// How many are in, of how many with a seat, as the parties stand on this phone.
door.inside = (parties) => {
  const seated = (party) => (door.status(party) === "going" || door.came(party.moves).size ? party.size : 0);
  const sum = (some, number) => some.reduce((all, party) => all + number(party), 0);
  return [sum(parties, (party) => door.came(party.moves).size), sum(parties, seated)];
};

door.counts = (root, parties) => {
  const [came, seated] = door.inside(parties);
  root.querySelector("[data-door-count]").replaceChildren(String(came), made("small", {}, ` of ${seated}`));
  const place = root.querySelector("[data-door-wishes]");
  const rows = JSON.parse(place.dataset.doorWishes).flatMap((words, at) => {
    const [inside, of] = door.inside(parties.filter(({ wish }) => (wish ? wish === words : at === 0)));
    return of ? [made("div", {}, made("dt", {}, words), made("dd", {}, `${inside} of ${of}`))] : [];
  });
  place.replaceChildren(...rows);
};

// What the chapter said of something that was sent late, until somebody has read it.
door.noted = (place, notes, { again, read }) => {
  place.hidden = !notes.length;
  const rows = notes.map((note) => {
    const open = note.walk_in ? made("button", { type: "button", class: "button button-small", press: () => again(note) }, "Open the form again") : "";
    const close = made("button", { type: "button", class: "button button-line button-small", press: () => read(note) }, note.walk_in ? "Remove" : "OK");
    return made("li", { class: "door-row" }, made("span", {}, note.words), made("span", { class: "row" }, open, close));
  });
  place.replaceChildren(...rows);
};
