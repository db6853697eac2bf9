// Pocket pages whose week is over leave the phone, whatever page she opens next.
const sweepPockets = async () => {
  for (const name of await caches.keys()) {
    if (!name.startsWith("pocket:")) continue;
    const mark = await (await caches.open(name)).match("/rsvp/kept-until");
    if (!mark || Date.parse(await mark.text()) <= Date.now()) await caches.delete(name);
  }
};
if ("caches" in window) sweepPockets().catch(() => null);
