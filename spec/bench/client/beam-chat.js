/** What both faces of the reactive client share: it is opened, told of and closed in one way. */
const LIB = process.env.BENCH_LIB ?? new URL('../dist/lib/', import.meta.url).href;

export const load = file => import(new URL(file, LIB).href);

/** Bounds of the spool are raised where more is spooled; all else is as it comes. */
export const optionsFrom = ({ spool, initial, chance }) => ({
  ...(spool === undefined ? {} : { spool: { limit: spool } }),
  ...(initial === undefined ? {} : { backoff: { initial } }),
  ...(chance === undefined ? {} : { random: () => chance }),
});

export const addressesFrom = ({ urls, path }) => urls.map(url => `${url}/beam${path}`);

export const opening = chat =>
  new Promise((resolve, reject) => {
    const connected = chat.connected$.subscribe(() => {
      resolve();
      queueMicrotask(() => connected.unsubscribe());
    });
    chat.errors$.subscribe(reject);
    chat.boot();
  });

/** Later connections only: the present one comes first, at once. */
const later = (chat, told) => {
  let present = true;
  chat.connected$.subscribe(() => present || told());
  present = false;
};

export const faceOf = (chat, call, pend) => ({
  open: () => opening(chat),
  on: (name, listener) => chat.events$(name).subscribe(listener),
  call,
  pend,
  onConnected: told => later(chat, told),
  close: () => chat.close(),
});
