// Keeps the door's page, its form for those without a booking, and what they are made of, so that they open
// without a signal; whatever else is asked for then is answered by the page that says so. It keeps nobody's
// name: the list lies with the page's script, which wipes it.
const KEPT = "door";
const AWAY = "/door/no-signal.html";
const PATIENCE = 4000;
const LONGER = 12000;

const keep = async (addresses) => {
  const shelf = await caches.open(KEPT);
  await Promise.allSettled(
    addresses.map(async (address) => {
      const response = await fetch(address, { cache: "no-cache" });
      if (response.ok && !response.redirected) await shelf.put(address, response);
    }),
  );
};

const kept = (address) => caches.match(address, { cacheName: KEPT, ignoreSearch: true, ignoreVary: true });

// The windows that were shown a kept page, because the network gave none: a phone may say that it is online and hear nothing.
const without = new Set();

const page = async (request, shownIn) => {
  const own = await kept(request);
  try {
    return await fetch(request, { signal: AbortSignal.timeout(own ? PATIENCE : LONGER) });
  } catch (problem) {
    if (own) without.add(shownIn);
    const instead = own ?? (await kept(AWAY));
    if (instead) return instead;
    throw problem;
  }
};

// A form that was sent without a signal: its page says that nothing was heard of it, and leads back to it.
const sent = async (request) => {
  try {
    return await fetch(request);
  } catch (problem) {
    if (await kept(AWAY)) return Response.redirect(`${AWAY}?posted`, 303);
    throw problem;
  }
};

const asset = async (request) =>
  (await caches.match(request, { cacheName: KEPT, ignoreVary: true })) ?? fetch(request);

// A door whose link has ended: its own pages go, those of other doors stay, and the parts that all are made of.
const forget = async (page) => {
  const [home] = new URL(page).pathname.match(/^\/door\/(?:t\/)?[^/]+/) ?? [];
  const shelf = await caches.open(KEPT);
  const its = ({ pathname }) => pathname !== AWAY && (pathname === home || pathname.startsWith(`${home}/`));
  const pages = (await shelf.keys()).filter(({ url }) => its(new URL(url)));
  await Promise.all(pages.map((request) => shelf.delete(request, { ignoreVary: true })));
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const { keep: addresses, forget: ended, asks } = event.data;
  if (addresses) event.waitUntil(keep(addresses).then(() => event.source?.postMessage({ kept: true })));
  if (asks === "signal") event.source?.postMessage({ signal: !without.has(event.source.id) });
  if (ended && event.source) event.waitUntil(forget(event.source.url));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && request.mode === "navigate") event.respondWith(sent(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request, event.resultingClientId));
  else if (/^\/(assets\/|chapter\.css)/.test(pathname)) event.respondWith(asset(request));
});
