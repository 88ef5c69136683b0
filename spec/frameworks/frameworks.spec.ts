import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { BeamChat } from '../../lib/index.js';
import { ChatDouble } from '../../lib/testing/index.js';
import { ROOT } from '../kit/consumer.js';
import { INSTALL_DEADLINE, installFolder } from '../kit/install-folder.js';
import { DEADLINE, next, onStage } from '../kit/live.js';
import { buildPage, requireHere } from './build.js';

const HERE = new URL('./', import.meta.url);

/** Shows a chat in an element, and returns what takes it away again. */
type Show = (element: unknown, chat: unknown) => () => void;

/** How an app begins with each program; docs/frameworks.md shows the same in words. */
const APPS: readonly (readonly [framework: string, program: string, app: string])[] = [
  [
    'React, in its StrictMode',
    'react.tsx',
    `import { StrictMode } from 'react';
     import { createRoot } from 'react-dom/client';
     import { Chat } from './react.tsx';
     export const show = (element, chat) => {
       const root = createRoot(element);
       root.render(<StrictMode><Chat chat={chat} /></StrictMode>);
       return () => root.unmount();
     };`,
  ],
  [
    'Vue',
    'Chat.vue',
    `import { createApp } from 'vue';
     import Chat from './Chat.vue';
     export const show = (element, chat) => {
       const app = createApp(Chat, { chat });
       app.mount(element);
       return () => app.unmount();
     };`,
  ],
  [
    'Svelte',
    'Chat.svelte',
    `import { mount, unmount } from 'svelte';
     import Chat from './Chat.svelte';
     export const show = (target, chat) => {
       const component = mount(Chat, { target, props: { chat } });
       return () => void unmount(component);
     };`,
  ],
];

/** Installs a page's globals that Node does not have, for the frameworks to find when they are loaded. */
const openPage = (): Document => {
  const { JSDOM } = requireHere('jsdom');
  const { window } = new JSDOM('', { url: 'http://127.0.0.1/', pretendToBeVisual: true });
  for (const name of Object.getOwnPropertyNames(window)) {
    if (name in globalThis) continue;
    Object.defineProperty(globalThis, name, { configurable: true, get: () => window[name] });
  }
  return window.document;
};

describe('docs/frameworks.md', function () {
  this.timeout(30_000);
  const stage = onStage({ endpoints: 1 });
  let document: Document;
  let folder: string;
  let page: string;
  const warnings: unknown[] = [];
  const { warn, error } = console;
  before(async function () {
    this.timeout(INSTALL_DEADLINE);
    await installFolder(HERE);
    document = openPage();
    // Here, so that what is built finds the frameworks.
    folder = await mkdtemp(join(HERE.pathname, '.built-'));
    page = await readFile(join(ROOT, 'docs/frameworks.md'), 'utf8');
    console.warn = console.error = (...said) => warnings.push(said);
  });
  after(async () => {
    Object.assign(console, { warn, error });
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    warnings.length = 0;
  });

  const load = async (lines: string): Promise<Record<string, never>> => {
    const file = join(await mkdtemp(join(folder, 'page-')), 'page.mjs');
    await buildPage(lines, file);
    return import(file);
  };

  /** A chat of ada. The built package, which is what the programs import. */
  const chatOfAda = async (): Promise<BeamChat> => {
    const { BeamChat: Built } = (await import(`file://${join(ROOT, 'dist/index.js')}`)) as {
      BeamChat: typeof BeamChat;
    };
    const [join$, auth] = stage.joining('ada');
    return stage.with(new Built(join$, { ...auth, random: () => 0.1 }));
  };

  /** Resolves when an element contains the text; looks at each change of it. */
  const shows = (element: Element, text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const observer = new MutationObserver(look);
      const deadline = setTimeout(
        () => reject(new Error(`"${text}" is not shown in ${DEADLINE} ms, but ${element.innerHTML}`)),
        DEADLINE,
      );
      function look(): void {
        if (!element.textContent?.includes(text)) return;
        observer.disconnect();
        clearTimeout(deadline);
        resolve();
      }
      observer.observe(element, { subtree: true, childList: true, characterData: true });
      look();
    });

  for (const [framework, program, app] of APPS) {
    it(`shows the program of ${framework} as it is run`, async () => {
      const source = await readFile(new URL(`programs/${program}`, HERE), 'utf8');
      expect(page.includes(`\n${source}\`\`\`\n`), `programs/${program}, to the letter`).to.equal(true);
    });

    it(`${framework}: shows status and messages, over an outage, and closes the chat`, async () => {
      const { show } = (await load(app)) as unknown as { show: Show };
      const chat = await chatOfAda();
      const element = document.createElement('div');
      document.body.append(element);
      const remove = show(element, chat);
      await shows(element, 'connected');
      element.querySelector('button')?.click();
      await shows(element, 'ada: Hello');
      expect(stage.receivedOf('auth')).to.have.length(1);
      await stage.server.endpoint(0).stop();
      await shows(element, 'reconnecting');
      element.querySelector('button')?.click(); // this call waits for the server
      await stage.server.endpoint(0).start();
      await shows(element, 'connected');
      await shows(element, 'ada: Helloada: Hello');
      expect(element.querySelectorAll('li')).to.have.length(2);
      const closed = next(chat.closed$, 'close');
      remove();
      await closed;
      expect(chat.status.state).to.equal('closed');
      expect(warnings).to.deep.equal([]);
    });
  }

  it('React: the program compiles', async () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const compiled = promisify(execFile)(process.execPath, [tsc, '-p', HERE.pathname]);
    expect((await compiled.catch((failure: { stdout: string }) => failure)).stdout).to.equal('');
  });

  it('React: rendered on a server, it opens nothing', async () => {
    const { html } = (await load(
      `import { renderToString } from 'react-dom/server';
       import { Chat } from './react.tsx';
       export const html = chat => renderToString(<Chat chat={chat} />);`,
    )) as unknown as { html: (chat: unknown) => string };
    expect(html(await chatOfAda())).to.include('<p>idle</p>');
    expect(stage.server.connectionCount()).to.equal(0);
  });

  it('React: a client in a state is constructed twice in StrictMode, and booted once', async () => {
    const { show } = (await load(
      `import { StrictMode, useState } from 'react';
       import { createRoot } from 'react-dom/client';
       import { Chat } from './react.tsx';
       const Own = ({ make }) => <Chat chat={useState(make)[0]} />;
       export const show = (element, make) => {
         const root = createRoot(element);
         root.render(<StrictMode><Own make={make} /></StrictMode>);
         return () => root.unmount();
       };`,
    )) as unknown as { show: Show };
    const spare = [await chatOfAda(), await chatOfAda()];
    const made: BeamChat[] = [];
    const element = document.createElement('div');
    document.body.append(element);
    const remove = show(element, () => {
      const chat = spare.pop() as BeamChat;
      made.push(chat);
      return chat;
    });
    await shows(element, 'connected');
    expect(made.map(({ status }) => status.state).sort()).to.deep.equal(['connected', 'idle']);
    remove();
  });

  it('Vue: makes no proxy of a client, a double or a status', async () => {
    const { markRaw, reactive } = requireHere('vue');
    const chat = await chatOfAda();
    const { chat: same, status } = reactive({ chat, status: chat.status });
    expect(same).to.equal(chat);
    expect(status).to.equal(chat.status);
    const double = new ChatDouble();
    expect(reactive({ double }).double).to.equal(double);
    class Own {
      readonly #chat = chat;
      state(): string {
        return this.#chat.status.state;
      }
    }
    expect(() => reactive({ own: new Own() }).own.state()).to.throw(TypeError);
    expect(reactive({ own: markRaw(new Own()) }).own.state()).to.equal('idle');
  });
});
