import '@angular/compiler';
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { type BootstrapContext, bootstrapApplication } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { expect } from 'chai';
import { injectBeamChat, injectChatEvent, injectChatStatus, provideBeamChat } from '../../../lib/angular/index.js';
import { onStage } from '../../kit/live.js';

// The decorator is called as a function, since tsx does not compile Angular's decorators.
const App = Component({ selector: 'app-root', template: '{{ status().state }} {{ message()?.user_name }}' })(
  class {
    readonly status = injectChatStatus();
    readonly message = injectChatEvent('ChatMessage');
    readonly history = injectBeamChat().boot().call('history', [50]);
  },
);

describe('a chat while a page is rendered on the server', () => {
  const stage = onStage();

  it('renders at once, does not connect and causes no rejection', async () => {
    const opened: unknown[] = [];
    stage.server.connections$.subscribe(change => opened.push(change));
    let joins = 0;
    const join = () => {
      joins += 1;
      return stage.join('ada');
    };
    const providers = [provideServerRendering(), provideZonelessChangeDetection(), provideBeamChat(join)];
    const rejections: unknown[] = [];
    const reject = (error: unknown) => void rejections.push(error);
    process.on('unhandledRejection', reject);
    const html = await renderApplication(
      (context: BootstrapContext) => bootstrapApplication(App, { providers }, context),
      {
        document: '<html><body><app-root></app-root></body></html>',
        url: '/',
      },
    );
    await new Promise(resolve => setImmediate(resolve));
    process.off('unhandledRejection', reject);
    expect(html).to.match(/<app-root[^>]*>idle <\/app-root>/);
    expect({ joins, opened, rejections }).to.deep.equal({ joins: 0, opened: [], rejections: [] });
  });
});
