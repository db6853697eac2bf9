// Proposes people while one types an email or a name: a combobox with a list box (WAI-ARIA Authoring Practices).
// Without it the field takes what is typed.
const SHORTEST = 2;
const PAUSE = 180;
for (const box of document.querySelectorAll("[data-people]")) {
  const input = box.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let people = [];
  let at = -1;
  let waiting;
  let asked = new AbortController();
  const name = box.dataset.fills && document.getElementById(box.dataset.fills);
  let filled = "";
  list.id = `${input.id}-people`;
  list.className = "person-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  const close = () => {
    clearTimeout(waiting);
    asked.abort();
    people = [];
    at = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const forget = () => {
    for (const one of box.querySelectorAll(`[name="${box.dataset.who}"]`)) {
      one.closest("fieldset")?.remove();
      one.remove();
    }
    if (filled && name.value === filled) {
      name.value = "";
    }
    filled = "";
    status.className = "visually-hidden";
  };
  const pick = (person) => {
    forget();
    input.value = box.dataset.fills ? person.email : person.email || person.name;
    if (box.dataset.who) {
      const who = document.createElement("input");
      Object.assign(who, { type: "hidden", name: box.dataset.who, value: person.id });
      box.append(who);
    }
    if (name) {
      name.value = filled = person.name;
    }
    close();
    status.className = name && !person.email ? "hint" : "visually-hidden";
    status.textContent = `${person.name} is selected.${person.email ? "" : " No email address on file."}`;
  };
  const mark = (place) => {
    at = people.length ? (place + people.length) % people.length : -1;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
    }
  };
  const option = (person, n) => {
    const made = document.createElement("li");
    const name = document.createElement("b");
    const more = document.createElement("small");
    made.id = `${list.id}-${n}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    name.textContent = person.name;
    more.textContent = [person.email || "No email address on file", person.about].filter(Boolean).join(", ");
    made.append(name, more);
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => pick(person));
    return made;
  };
  const show = (found) => {
    people = found;
    at = -1;
    list.replaceChildren(...people.map(option));
    list.hidden = !people.length;
    input.setAttribute("aria-expanded", String(people.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = people.length === 1 ? "1 person. Press the down arrow to choose." : people.length ? `${people.length} people. Press the down arrow to choose.` : "";
  };
  const look = async () => {
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.people}?${new URLSearchParams({ q: input.value.trim() })}`, { signal: asked.signal });
      if (answer.ok) {
        show((await answer.json()).people.filter((person) => person.id !== box.dataset.besides));
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        close();
      }
    }
  };
  input.addEventListener("input", () => {
    forget();
    close();
    if (input.value.trim().length >= SHORTEST) {
      waiting = setTimeout(look, PAUSE);
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) {
      return;
    }
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      mark(at < 0 && event.key === "ArrowUp" ? -1 : at + steps[event.key]);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      pick(people[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
}
