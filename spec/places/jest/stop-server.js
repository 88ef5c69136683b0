export default () => globalThis.server.close();
