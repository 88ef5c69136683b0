import { expect } from 'chai';
import { patternOf } from '../../lib/text/secret-pattern.js';

describe('R26: patternOf', () => {
  const matches = (secret: string, text: string) => new RegExp(`^(?:${patternOf(secret)})$`, 'u').test(text);

  const found: [secret: string, texts: string[]][] = [
    ['aB3_-.~', ['aB3_-.~']],
    ['"', ['"', '\\"', '\\\\\\"', '\\u0022', '%22', '%2522', '&quot;', '&#34;', '&#x22;']],
    ['/', ['/', '\\/', '\\u002f', '\\u002F', '%2f', '%2F', '%252F', '&#47;', '&#x2F;']],
    ['%', ['%', '%25', '%2525']],
    ['&', ['&', '&amp;', '&#038;', '%26', '\\u0026']],
    [' ', [' ', '+', '%20']],
    ['\n', ['\n', '\\n', '\\\\n', '%0A', '\\u000a']],
    ['\\', ['\\', '\\\\', '\\\\\\\\', '%5C', '\\u005c']],
    ['\\"', ['\\"', '\\\\\\"', '%5C%22']],
    ['é', ['é', '\\u00e9', '%C3%A9', '&#233;']],
    ['😀', ['😀', '\\ud83d\\uDE00', '%F0%9F%98%80', '&#x1F600;']],
    ['\ud83d', ['\ud83d', '\\ud83d']],
    ['$()*+?[]^{|}', ['$()*+?[]^{|}']],
  ];
  for (const [secret, texts] of found) {
    for (const text of texts) {
      it(`finds ${JSON.stringify(secret)} in ${text}`, () => expect(matches(secret, text)).to.equal(true));
    }
  }

  const others: [secret: string, text: string][] = [
    ['a.b', 'a-b'],
    ['a+', 'aa'],
    ['"', '%23'],
    ['\\\\', '\\'],
    ['ab', '\\ab'],
  ];
  for (const [secret, text] of others) {
    it(`does not match ${text} as ${secret}`, () => expect(matches(secret, text)).to.equal(false));
  }
});
