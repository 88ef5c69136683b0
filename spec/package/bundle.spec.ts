import { builtinModules } from 'node:module';
import { expect } from 'chai';
import { bundle, leftOf } from './browser-bundle.js';

describe('a browser bundle', () => {
  for (const entry of ['rx-beam', 'rx-beam/lib/ws', 'rx-beam/angular']) {
    it(`of ${entry} holds neither ws nor anything of Node`, async () => {
      const { inputs, text } = await bundle(entry);
      expect(inputs.filter(path => path.includes('node_modules/ws/'))).to.deep.equal([]);
      expect(inputs.filter(path => path.endsWith('.node.js'))).to.deep.equal([]);
      expect(inputs.some(path => path.endsWith('platform.browser.js'))).to.equal(true);
      const builtin = builtinModules.filter(name => new RegExp(`["'](node:)?${name}["']`).test(importsOf(text)));
      expect(builtin).to.deep.equal([]);
    });
  }

  it('with Beam’s protocol has nothing of subscriptions, handlers and other protocols', async () => {
    const others =
      /^lib\/.*(rpc|subscription|handlers|server-calls|talk|controls|sent-call|check-protocol|early|streams)/;
    const kept = async (what: string) => (await bundle('rx-beam', what)).kept.filter(path => others.test(path));
    expect(await kept('BeamChat')).to.deep.equal([]);
    expect(await kept('RpcClient')).to.have.length.above(10);
  });

  it('with RpcClient has nothing of Beam’s set-up', async () => {
    const kept = async (what: string) => (await bundle('rx-beam', what)).kept.filter(path => /^lib\/beam/.test(path));
    expect(await kept('RpcClient')).to.deep.equal([]);
    expect(await kept('BeamChat')).to.include.members([
      'lib/beam-chat.ts',
      'lib/beam/set-up.ts',
      'lib/beam/opt-outs.ts',
    ]);
  });

  it('without inWindow() and onRefusal() has none of their code', async () => {
    const paces = /^lib\/.*(in-window|sliding-window|paced-link|on-refusal|refused-calls|refusal-stop)/;
    const kept = async (what: string) => (await bundle('rx-beam', what)).kept.filter(path => paces.test(path));
    expect(await kept('BeamChat, RpcClient')).to.deep.equal([]);
    expect(await kept('inWindow')).to.have.length(3);
    expect(await kept('onRefusal')).to.have.length(3);
  });

  for (const entry of ['rx-beam', 'rx-beam/json-rpc', 'rx-beam/testing', 'rx-beam/angular']) {
    it(`has nothing of ${entry} where nothing of it is used, whether or not the bundler reads sideEffects`, async () => {
      expect(await leftOf(entry)).to.equal('');
    });
  }

  it('R49: without stats(), trace() and iterate() has none of their code, and no channels of Node', async () => {
    const kept = async (what: string) =>
      (await bundle('rx-beam', what)).kept.filter(path => /^lib\/(observe\/|activity\/diagnostics)/.test(path));
    expect(await kept('BeamChat, RpcClient')).to.deep.equal([]);
    expect(await kept('stats')).to.deep.equal(['lib/observe/stats.ts']);
    expect(await kept('trace')).to.have.length(3);
    expect(await kept('iterate')).to.have.length(2);
  });

  it('of rx-beam/json-rpc has nothing of the client', async () => {
    const { kept, text } = await bundle('rx-beam/json-rpc');
    expect(kept.filter(path => /link|client|traffic|session|beam\//.test(path))).to.deep.equal([]);
    expect(importsOf(text)).to.equal('');
  });

  it('of rx-beam/testing is browser-safe, and holds of the client only what it names', async () => {
    const { kept, text } = await bundle('rx-beam/testing');
    expect(kept.filter(path => !path.startsWith('lib/testing/'))).to.deep.equal([
      'lib/activity/activity.ts',
      'lib/activity/address-tally.ts',
      'lib/activity/client-activity.ts',
      'lib/activity/counters.ts',
      'lib/errors.ts',
      'lib/json-rpc/dialects.ts',
      'lib/json-rpc/json-rpc.ts',
      'lib/json-rpc/options.ts',
      'lib/json-rpc/read.ts',
      'lib/link/one-rxjs.ts',
      'lib/link/platform.browser.ts',
      'lib/link/wake.ts',
      'lib/protocol/check-protocol.ts',
      'lib/text/check.ts',
      'lib/text/quote.ts',
      'lib/text/read-stack.ts',
      'lib/text/redact-address.ts',
      'lib/text/redact-message.ts',
      'lib/text/rule.ts',
      'lib/text/server-error.ts',
      'lib/timers.ts',
    ]);
    expect(importsOf(text)).to.equal('');
  });

  it('of the server does need Node, so that the check above can fail', async () => {
    const failed = await bundle('rx-beam/server').then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(failed).to.include('node:http');
  });
});

const importsOf = (text: string): string =>
  (text.match(/(from|import|require)\s*\(?\s*["'][^"']+["']/g) ?? []).join('\n');
