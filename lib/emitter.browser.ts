/** Kept at its path of 0.1.0, for tools that map `#emitter` to this file. */
export * from './emitter/emitter.browser.js';
