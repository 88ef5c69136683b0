// Specs that the command names run alone; without any, all run.
const namesSpecs = process.argv.slice(2).some(argument => argument.endsWith('.spec.ts'));

module.exports = {
  spec: namesSpecs ? [] : ['spec/**/*.spec.ts'],
  ignore: ['spec/**/node_modules/**', 'spec/bench/**', 'spec/browser/**', 'spec/frameworks/**', 'spec/nats/**', 'spec/site/**', 'spec/terminal/**'],
  'node-option': ['import=tsx/esm', 'conditions=rx-beam-source'],
  'forbid-only': true,
  timeout: 10_000,
  parallel: true,
  jobs: 2,
};
