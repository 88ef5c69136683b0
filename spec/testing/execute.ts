import { transform } from 'esbuild';
import * as rxBeam from '../../lib/index.js';
import * as jsonRpc from '../../lib/json-rpc/index.js';
import * as testing from '../../lib/testing/index.js';

interface Replayed {
  readonly servers: testing.ScriptedSocket;
  readonly steps$: { subscribe(): unknown };
}

/** What a script of a recording exports. */
export type Incident = () => Replayed & { readonly chat: rxBeam.BeamChat };

/** What that of an RpcClient exports. */
export type RpcIncident = (protocol?: rxBeam.Protocol) => Replayed & { readonly client: rxBeam.RpcClient };

const PACKAGES: Readonly<Record<string, unknown>> = {
  'rx-beam': rxBeam,
  'rx-beam/json-rpc': jsonRpc,
  'rx-beam/testing': testing,
};

/** Executes the source of a script, with the package as it is in these sources. */
export const execute = async <T = Incident>(source: string): Promise<T> => {
  const { code } = await transform(source, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as { incident: T } };
  new Function('module', 'exports', 'require', code)(module, module.exports, (name: string) => PACKAGES[name]);
  return module.exports.incident;
};
