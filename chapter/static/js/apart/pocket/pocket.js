// What she promised is kept on her phone first, and sent when there is a signal: each note once, by its nonce.
const PATIENCE = 8000;
const EVERY = 5000;
const root = document.querySelector("[data-pocket]");
const path = location.pathname;
const prefix = `pocket:${path}:`;

const waiting = () => {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  return names.map((name) => JSON.parse(localStorage.getItem(name))).sort((one, other) => one.at - other.at);
};
const keepNote = (note) => localStorage.setItem(prefix + note.nonce, JSON.stringify(note));
const dropNote = (note) => localStorage.removeItem(prefix + note.nonce);
const nonce = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

class Pocket {
  constructor() {
    this.form = root.querySelector("form");
    this.notes = root.querySelector("[data-pocket-notes]");
    this.banner = root.querySelector("[data-pocket-banner]");
    this.csrf = this.form?.elements.namedItem("csrf_token").value ?? "";
    this.shown = new Map();
  }

  add(event) {
    event.preventDefault();
    const field = this.form.elements.namedItem("words");
    const words = field.value.trim();
    if (!words) return field.focus();
    keepNote({ nonce: nonce(), words, at: Date.now() });
    field.value = "";
    this.draw();
    return this.send();
  }

  draw(why = "") {
    const notes = waiting();
    root.dataset.pocketWaits = notes.length;
    if (!this.notes) return;
    for (const note of notes) {
      if (this.shown.has(note.nonce)) continue;
      const line = document.createElement("li");
      line.textContent = note.words;
      this.notes.append(line);
      this.shown.set(note.nonce, line);
    }
    const many = notes.length === 1 ? "One note waits" : `${notes.length} notes wait`;
    this.banner.hidden = !notes.length && navigator.onLine;
    this.banner.textContent = why || (notes.length ? `${many} on this phone, and will be sent when there is a signal.` : "No signal: this page works all the same.");
  }

  async post(note) {
    const body = new FormData();
    body.set("csrf_token", this.csrf);
    body.set("words", note.words);
    body.set("nonce", note.nonce);
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(root.dataset.pocket, { method: "POST", body, headers: { Accept: "application/json" }, cache: "no-store", signal });
    if (!response.headers.get("Content-Type")?.includes("json")) throw new TypeError("busy");
    const answer = await response.json();
    this.csrf = answer.csrf;
    return answer;
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    let sent = 0;
    let why = "";
    try {
      for (const note of waiting()) {
        let answer = await this.post(note);
        if (!answer.kept && answer.old) answer = await this.post(note);
        if (answer.kept) dropNote(note);
        else ({ why } = answer);
        sent += answer.kept ? 1 : 0;
      }
    } catch {
      // Without a signal they wait.
    } finally {
      this.busy = false;
    }
    this.draw(why);
    if (sent) this.keepPage();
  }

  async keepPage() {
    if (!navigator.serviceWorker || "over" in root.dataset) return;
    const options = { scope: path };
    const registered = await navigator.serviceWorker.register(root.dataset.worker, options).catch(() => null);
    if (!registered) return;
    const worker = registered.active ?? (await navigator.serviceWorker.ready).active;
    const named = [...document.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]")];
    const parts = named.map((element) => element.href || element.src);
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const ours = loaded.filter((part) => part.origin === location.origin && /^\/(assets\/|chapter\.css)/.test(part.pathname));
    worker.postMessage({ path, until: root.dataset.until, parts: [...new Set([...parts, ...ours.map(String)])] });
  }

  // Its week is over, or she gave her seats back: nothing stays but what still has to be sent.
  async wipe() {
    await caches?.delete(`pocket:${path}`);
    const registered = await navigator.serviceWorker?.getRegistration(path);
    await registered?.unregister();
  }

  start() {
    this.form?.addEventListener("submit", (event) => this.add(event));
    navigator.serviceWorker?.addEventListener("message", () => (root.dataset.pocketKept = "yes"));
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.draw());
    setInterval(() => waiting().length && this.send(), EVERY);
    this.draw();
    this.send();
    if ("over" in root.dataset || Date.parse(root.dataset.until) <= Date.now()) this.wipe();
    else this.keepPage();
  }
}

if (root) new Pocket().start();
