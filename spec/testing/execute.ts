import { transform } from 'esbuild';
import * as rxBeam from '../../lib/index.js';
import * as testing from '../../lib/testing/index.js';

/** What a script of a recording exports. */
export type Incident = () => {
  readonly chat: rxBeam.BeamChat;
  readonly servers: testing.ScriptedSocket;
  readonly steps$: { subscribe(): unknown };
};

const PACKAGES: Readonly<Record<string, unknown>> = { 'rx-beam': rxBeam, 'rx-beam/testing': testing };

/** Executes the source of a script, with the package as it is in these sources. */
export const execute = async (source: string): Promise<Incident> => {
  const { code } = await transform(source, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as { incident: Incident } };
  new Function('module', 'exports', 'require', code)(module, module.exports, (name: string) => PACKAGES[name]);
  return module.exports.incident;
};
