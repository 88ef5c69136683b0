import { builtinModules } from 'node:module';
import { expect } from 'chai';
import { build } from 'esbuild';
import { ROOT } from '../kit/consumer.js';

/** What a bundle for browsers is made of: the built package, by a bundler without any setting for Node. */
const bundle = async (entry: string, what = '') => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: `export ${what === '' ? '*' : `{ ${what} }`} from '${entry}';`, resolveDir: ROOT },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  const kept = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    inputs: Object.keys(metafile.inputs),
    /** Those of which something is left. */
    kept: kept.map(([path]) => path),
    text: outputFiles[0]?.text ?? '',
  };
};

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
    const others = /^dist\/.*(rpc|subscription|handlers|server-calls|talk|controls|sent-call|check-protocol|early)/;
    const kept = async (what: string) => (await bundle('rx-beam', what)).kept.filter(path => others.test(path));
    expect(await kept('BeamChat')).to.deep.equal([]);
    expect(await kept('RpcClient')).to.have.length.above(10);
  });

  it('without inWindow() and onRefusal() has none of their code', async () => {
    const paces = /^dist\/.*(in-window|sliding-window|paced-link|on-refusal|refused-calls|refusal-stop)/;
    const kept = async (what: string) => (await bundle('rx-beam', what)).kept.filter(path => paces.test(path));
    expect(await kept('BeamChat, RpcClient')).to.deep.equal([]);
    expect(await kept('inWindow')).to.have.length(3);
    expect(await kept('onRefusal')).to.have.length(3);
  });

  it('R49: without stats(), trace() and iterate() has none of their code, and no channels of Node', async () => {
    const kept = async (what: string) =>
      (await bundle('rx-beam', what)).kept.filter(path => /^dist\/(observe\/|activity\/diagnostics)/.test(path));
    expect(await kept('BeamChat, RpcClient')).to.deep.equal([]);
    expect(await kept('stats')).to.deep.equal(['dist/observe/stats.js']);
    expect(await kept('trace')).to.have.length(3);
    expect(await kept('iterate')).to.have.length(2);
  });

  it('of rx-beam/json-rpc has nothing of the client', async () => {
    const { inputs, text } = await bundle('rx-beam/json-rpc');
    expect(inputs.filter(path => /link|client|traffic|session|beam\//.test(path))).to.deep.equal([]);
    expect(importsOf(text)).to.equal('');
  });

  it('of rx-beam/testing is browser-safe, and holds of the client only what it names', async () => {
    const { inputs, text } = await bundle('rx-beam/testing');
    const ours = inputs.filter(path => path.startsWith('dist/') && !path.startsWith('dist/testing/'));
    expect(ours.sort()).to.deep.equal([
      'dist/activity/activity.js',
      'dist/activity/address-tally.js',
      'dist/activity/client-activity.js',
      'dist/activity/counters.js',
      'dist/errors.js',
      'dist/text/check.js',
      'dist/text/quote.js',
      'dist/text/redact-address.js',
      'dist/text/redact-message.js',
      'dist/text/rule.js',
      'dist/text/server-error.js',
      'dist/timers.js',
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
