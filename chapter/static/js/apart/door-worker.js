// Keeps the door's page and what it is made of, so that it opens without a signal. It keeps nobody's name:
// the list lies with the page's script, which wipes it.
const KEPT = "door";
const PATIENCE = 4000;

const keep = async (addresses) => {
  const shelf = await caches.open(KEPT);
  await Promise.allSettled(
    addresses.map(async (address) => {
      const response = await fetch(address, { cache: "no-cache" });
      if (response.ok && !response.redirected) await shelf.put(address, response);
    }),
  );
};

const page = async (request) => {
  const kept = await caches.match(request, { cacheName: KEPT, ignoreSearch: true, ignoreVary: true });
  try {
    return await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
  } catch (problem) {
    if (kept) return kept;
    throw problem;
  }
};

const asset = async (request) =>
  (await caches.match(request, { cacheName: KEPT, ignoreVary: true })) ?? fetch(request);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const { keep: addresses, forget } = event.data;
  if (addresses) event.waitUntil(keep(addresses).then(() => event.source?.postMessage({ kept: true })));
  if (forget) event.waitUntil(caches.delete(KEPT));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (/^\/(assets\/|chapter\.css)/.test(pathname)) event.respondWith(asset(request));
});
