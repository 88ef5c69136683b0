const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config');

// The preset that new apps of React Native have; no module of React Native itself is needed here.
module.exports = mergeConfig(getDefaultConfig(__dirname), {
  serializer: { getModulesRunBeforeMainModule: () => [], getPolyfills: () => [] },
});
