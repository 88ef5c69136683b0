import { expect } from 'chai';
import fc from 'fast-check';
import { maskSecrets, maskValue, Secrets } from '../../lib/text/secrets.js';

const KEY = 'K3Y-abcdef';

describe('R26: maskSecrets', () => {
  const cases: [title: string, text: string, secret: string, masked: string][] = [
    ['as it is', `no user for ${KEY}, ${KEY}`, KEY, 'no user for …, …'],
    ['in quotes', JSON.stringify([KEY]), KEY, '["…"]'],
    ['with a quote, as JSON', `no: ${JSON.stringify(['K3Y"a\\b'])}`, 'K3Y"a\\b', 'no: ["…"]'],
    ['with a quote, as JSON in JSON', JSON.stringify(JSON.stringify(['K3Y"a\\b'])), 'K3Y"a\\b', '"[\\"…\\"]"'],
    ['with a slash that is escaped, as PHP does', 'K3Y\\/ab\\/', 'K3Y/ab/', '…'],
    ['with an umlaut that is escaped, as Python does', 'K3Y\\u00e9\\u00C9', 'K3YéÉ', '…'],
    ['with a sign of two units that is escaped', 'K3Y\\ud83d\\ude00', 'K3Y😀', '…'],
    ['with a line feed, as JSON', JSON.stringify('K3Y\nabc'), 'K3Y\nabc', '"…"'],
    ['with a =, percent-encoded', `/x?k=${encodeURIComponent(`${KEY}=`)}&l`, `${KEY}=`, '/x?k=…&l'],
    ['percent-encoded in small letters', '/x?k=K3Y%2fab%3d', 'K3Y/ab=', '/x?k=…'],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent('K3Y/é=')), 'K3Y/é=', '…'],
    ['as a form has it', new URLSearchParams({ k: 'K3Y a+b' }).toString(), 'K3Y a+b', 'k=…'],
    ['with a ~, as a form has it', new URLSearchParams({ k: 'K3Y~a' }).toString(), 'K3Y~a', 'k=…'],
    ['as HTML has it', '<b>K3Y&lt;a&quot;b&#39;&#x26;</b>', 'K3Y<a"b\'&', '<b>…</b>'],
    ['cut off at the end', `no user for ${KEY.slice(0, 9)}`, KEY, 'no user for …'],
    ['with signs of regular expressions', 'is (a+)+$.*[^x]{2}|\\d?', '(a+)+$.*[^x]{2}|\\d?', 'is …'],
    ['as a part of a word', `x${KEY}y`, KEY, 'x…y'],
  ];
  for (const [title, text, secret, masked] of cases) {
    it(`finds a key ${title}`, () => expect(maskSecrets(text, [secret])).to.equal(masked));
  }

  it('masks the longer of two keys first, since one may contain the other', () => {
    expect(maskSecrets('K3Y K3Y-long', ['K3Y', 'K3Y-long'])).to.equal('… …');
  });

  for (const secrets of [[], ['']]) {
    it(`leaves a text as it is without keys: ${JSON.stringify(secrets)}`, () => {
      expect(maskSecrets('as it is', secrets)).to.equal('as it is');
    });
  }

  it('leaves what only looks similar', () => {
    for (const text of ['K3Y-abcdeg', 'k3y-abcdef', 'ends with K3Y-a']) {
      expect(maskSecrets(text, [KEY])).to.equal(text);
    }
  });

  it('finds any key in whatever a server usually makes of it', () => {
    const encodings: ((text: string) => string)[] = [
      text => text,
      text => JSON.stringify(text).slice(1, -1),
      text => JSON.stringify(JSON.stringify(text)).slice(3, -3),
      encodeURIComponent,
      encodeURI,
      text => new URLSearchParams({ '': text }).toString().slice(1),
    ];
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom(...encodings),
        fc.string(),
        fc.string(),
        (secret, encode, before, after) => {
          const encoded = encode(secret);
          expect(maskSecrets(`${before}<${encoded}>${after}`, [secret])).to.include('…');
          expect(maskSecrets(encoded, [secret])).to.equal('…');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not backtrack without end, whatever the key and the text are', () => {
    const start = performance.now();
    for (const char of ['\\', '"', 'a', '%', '&', ' ']) {
      maskSecrets(`${char.repeat(20_000)}!`, [`${char.repeat(40)}x`]);
      maskSecrets(`${'\\'.repeat(20_000)}!`, [`${`\\${char}`.repeat(20)}x`]);
    }
    maskSecrets('x'.repeat(1_000_000), ['aB3_-.+'.repeat(300)]);
    expect(performance.now() - start).to.be.below(20_000);
  }).timeout(30_000);
});

describe('R26: maskValue', () => {
  it('masks every text and name, however deep', () => {
    const value = { code: [KEY], message: { [KEY]: { deep: [1, null, true, `x${KEY}`] } } };
    expect(maskValue(value, [KEY])).to.deep.equal({ code: ['…'], message: { '…': { deep: [1, null, true, 'x…'] } } });
  });

  it('leaves the names of an error, which a short key may be a part of', () => {
    const error = { code: 4006, message: 'none', other: 1 };
    expect(maskValue(error, ['e'])).to.deep.equal({ code: 4006, message: 'non…', 'oth…r': 1 });
  });

  it('leaves the given value as it is', () => {
    const value = { a: [KEY], b: [1] };
    const masked = maskValue(value, [KEY]) as typeof value;
    expect(value).to.deep.equal({ a: [KEY], b: [1] });
    expect(masked.b).to.equal(value.b);
  });

  for (const value of [{ a: ['b', { c: 1 }] }, 'text', 7, null, undefined, [], new Date(0)]) {
    it(`returns the value itself where there is no key: ${JSON.stringify(value)}`, () => {
      expect(maskValue(value, [KEY])).to.equal(value);
    });
  }

  it('takes __proto__ for a name like any other', () => {
    const masked = maskValue(JSON.parse(`{"__proto__":{"key":"${KEY}"}}`), [KEY]);
    expect(JSON.stringify(masked)).to.equal('{"__proto__":{"key":"…"}}');
    expect(Object.getPrototypeOf(masked)).to.equal(Object.prototype);
  });

  it('masks what comes after 10,000 values', () => {
    const masked = maskValue(Array(20_000).fill(1), [KEY]) as unknown[];
    expect([masked[9_998], masked[9_999]]).to.deep.equal([1, '…']);
  });

  it('masks what is too deep, too much or contains itself', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}"${KEY}"${']'.repeat(100_000)}`);
    const itself: unknown[] = [KEY];
    itself.push(itself, itself);
    for (const value of [deep, itself, Array(100_000).fill(KEY)]) {
      const text = JSON.stringify(maskValue(value, [KEY]));
      expect(text).to.include('…').and.not.to.include('K3Y');
    }
  });
});

describe('R26: the secrets of a client', () => {
  it('are masked from when they are remembered', () => {
    const secrets = new Secrets();
    expect(secrets.maskText('one two')).to.equal('one two');
    secrets.remember(['one']);
    expect(secrets.maskText('one two')).to.equal('… two');
    secrets.remember(['two']);
    expect(secrets.maskText('one two')).to.equal('… …');
    expect(secrets.maskValue({ id: 'one', n: 1 })).to.deep.equal({ id: '…', n: 1 });
  });

  it('R27: are bounded in number: the newest stay', () => {
    const secrets = new Secrets();
    secrets.remember(['reused']);
    for (let n = 0; n < 31; n++) secrets.remember([`key${n};`]);
    secrets.remember(['reused']);
    for (let n = 31; n < 41; n++) secrets.remember([`key${n};`]);
    expect(secrets.maskText('reused key40; key10; key9; key0;')).to.equal('… … … key9; key0;');
  });
});
