import { expect } from 'chai';
import { map } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { runtimeWebSocket, traceCaller, wake$ } from '../../lib/link/platform.browser.js';
import { thrownBy } from '../kit/facts.js';
import { FakeWebSocket } from '../kit/fake-web-socket.js';
import { replaceGlobals } from '../kit/globals.js';

class Counted extends EventTarget {
  visibilityState = 'visible';
  listeners = 0;
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1;
    super.addEventListener(...args);
  }
  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners -= 1;
    super.removeEventListener(...args);
  }
}

describe('wake$ of a browser', () => {
  const { set } = replaceGlobals();
  const open = () => {
    const [window, document] = [new Counted(), new Counted()];
    set('window', window);
    set('document', document);
    const on = (target: EventTarget, name: string) => () => void target.dispatchEvent(new Event(name));
    const visibility = (state: string) => () => {
      document.visibilityState = state;
      on(document, 'visibilitychange')();
    };
    const acts = {
      n: on(window, 'online'),
      f: on(window, 'offline'),
      p: on(window, 'pageshow'),
      v: visibility('visible'),
      h: visibility('hidden'),
      x: on(window, 'focus'),
    };
    return { window, document, acts };
  };
  const values = { n: 'online', f: 'offline', p: 'pageshow', v: 'visibilitychange' };
  const types$ = wake$.pipe(map(event => (event as Event).type));

  it(
    'R8: emits for online, offline, pageshow and the tab becoming visible, and for nothing else',
    marbles(m => {
      const { acts } = open();
      m.hot('              -n-f-p-h-v-x-n', acts).subscribe(act => act());
      const subscribed = ' ^------------!  ';
      const expected = '   -n-f-p---v----- ';
      m.expect(types$, subscribed).toBeObservable(expected, values);
    }),
  );

  it('R27: leaves no listener behind', () => {
    const { window, document } = open();
    const subscriptions = [wake$.subscribe(), wake$.subscribe()];
    expect([window.listeners, document.listeners]).to.deep.equal([6, 2]);
    for (const subscription of subscriptions) subscription.unsubscribe();
    expect([window.listeners, document.listeners]).to.deep.equal([0, 0]);
  });

  const withoutEvents: Record<string, [window: unknown, document: unknown]> = {
    'a window without events, as in React Native': [{}, undefined],
    'a document without events': [undefined, {}],
    'a window that can only add listeners': [{ addEventListener: () => {} }, undefined],
    'a window and document that are null': [null, null],
  };
  for (const [what, [window, document]] of Object.entries(withoutEvents)) {
    it(
      `R8: never emits, and does not fail, where there is ${what}`,
      marbles(m => {
        set('window', window);
        set('document', document);
        m.expect(wake$, '^ 60m !').toBeObservable('-');
      }),
    );
  }

  it(
    'R8: emits for online and offline in a worker, whose global scope has these events',
    marbles(m => {
      const scope = new Counted();
      set('window', undefined);
      set('document', undefined);
      set('addEventListener', scope.addEventListener.bind(scope));
      set('removeEventListener', scope.removeEventListener.bind(scope));
      const dispatch = (name: string) => () => void scope.dispatchEvent(new Event(name));
      m.hot('-n-f-n', { n: dispatch('online'), f: dispatch('offline') }).subscribe(act => act());
      m.expect(types$, '^---!').toBeObservable('-n-f-', values);
      m.flush();
      expect(scope.listeners).to.equal(0);
    }),
  );

  it(
    'R8: never emits in a worker without document, window or events',
    marbles(m => {
      set('window', undefined);
      set('document', undefined);
      m.expect(wake$, '^ 60m !').toBeObservable('-');
    }),
  );

  it(
    'R28: reads the globals of the page when it is subscribed to, not before',
    marbles(m => {
      const early = open();
      const late = open();
      m.hot('-n', early.acts).subscribe(act => act());
      m.hot('--n', late.acts).subscribe(act => act());
      m.expect(types$, '^--!').toBeObservable('--n-', values);
    }),
  );
});

describe('traceCaller of a browser', () => {
  it('costs nothing: the function itself is given back', () => {
    const reject = () => {};
    expect(traceCaller(reject, reject)).to.equal(reject);
  });
});

describe('runtimeWebSocket of a browser', () => {
  const { set } = replaceGlobals();

  it('R28: is the native class at the time of the call', () => {
    set('WebSocket', FakeWebSocket);
    expect(runtimeWebSocket({ headers: { ignored: 'here' } })).to.equal(FakeWebSocket);
  });

  it('R28: says what to pass where there is none', () => {
    set('WebSocket', undefined);
    const error = thrownBy(() => runtimeWebSocket({}));
    expect(error).to.be.instanceOf(TypeError);
    expect(error).to.have.property('message').that.includes('WebSocketCtor');
  });
});
