import '@angular/compiler';
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { type BootstrapContext, bootstrapApplication } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { expect } from 'chai';
import { injectRpcClient, injectRpcStatus, injectSubscription, provideRpcClient } from '../../../lib/angular/index.js';
import { ethereum, jsonRpc } from '../../../lib/json-rpc/index.js';
import { onNode } from '../ethereum-node.js';

// The decorator is called as a function, since tsx does not compile Angular's decorators.
const App = Component({ selector: 'app-root', template: '{{ status().state }} {{ head()?.number }}' })(
  class {
    readonly status = injectRpcStatus();
    readonly head = injectSubscription<{ number: string }>('eth_subscribe', ['newHeads']);
    readonly block = injectRpcClient().boot().call('eth_blockNumber');
  },
);

describe('a client of JSON-RPC while a page is rendered on the server', () => {
  const on = onNode();

  it('renders at once, does not connect and causes no rejection', async () => {
    const protocol = jsonRpc(ethereum);
    const providers = [
      provideServerRendering(),
      provideZonelessChangeDetection(),
      provideRpcClient([on.node.url], { protocol }),
    ];
    const rejections: unknown[] = [];
    const reject = (error: unknown) => void rejections.push(error);
    process.on('unhandledRejection', reject);
    const html = await renderApplication(
      (context: BootstrapContext) => bootstrapApplication(App, { providers }, context),
      { document: '<html><body><app-root></app-root></body></html>', url: '/' },
    );
    await new Promise(resolve => setImmediate(resolve));
    process.off('unhandledRejection', reject);
    expect(html).to.match(/<app-root[^>]*>idle <\/app-root>/);
    expect({ connections: on.node.connections, rejections }).to.deep.equal({ connections: 0, rejections: [] });
  });
});
