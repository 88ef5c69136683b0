/** The common part of the adapters of BeamChat, BeamSocket and RpcClient. */
const LIB = process.env.BENCH_LIB ?? new URL('../dist/lib/', import.meta.url).href;

export const load = file => import(new URL(file, LIB).href);

/** The limit of the spool is raised where more calls are spooled; all other options have their defaults. */
export const optionsFrom = ({ spool, initial, chance }) => ({
  ...(spool === undefined ? {} : { spool: { limit: spool } }),
  ...(initial === undefined ? {} : { backoff: { initial } }),
  ...(chance === undefined ? {} : { random: () => chance }),
});

export const addressesFrom = ({ urls, path }, root = 'beam') => urls.map(url => `${url}/${root}${path}`);

export const openChat = chat =>
  new Promise((resolve, reject) => {
    const errors = chat.errors$.subscribe(reject);
    const connected = chat.connected$.subscribe(() => {
      resolve();
      errors.unsubscribe();
      queueMicrotask(() => connected.unsubscribe());
    });
    chat.boot();
  });

/** Calls a listener for later connections only: connected$ replays the current one at once. */
const onLaterConnections = (chat, listener) => {
  let isReplay = true;
  chat.connected$.subscribe(() => isReplay || listener());
  isReplay = false;
};

export const adapterFor = (chat, call, pend) => ({
  open: () => openChat(chat),
  on: (name, listener) => chat.events$(name).subscribe(listener),
  call,
  pend,
  onConnected: listener => onLaterConnections(chat, listener),
  close: () => chat.close(),
});
