import { parse } from './typed';

describe('parse', () => {
  for (const [line, typed] of [
    ['  ', { is: 'nothing' }],
    [' Hello there ', { is: 'saying', text: 'Hello there' }],
    ['/me waves', { is: 'saying', text: '/me waves' }],
    ['/w bob psst, you', { is: 'saying', to: 'bob', text: 'psst, you' }],
    ['/whisper @bob psst', { is: 'saying', to: 'bob', text: 'psst' }],
    ['/timeout bob 5m', { is: 'timeout', name: 'bob', duration: '5m' }],
    ['/timeout bob', { is: 'timeout', name: 'bob', duration: '30s' }],
    ['/purge bob', { is: 'purge', name: 'bob' }],
    ['/clear', { is: 'clear' }],
    ['/w bob', { is: 'mistake', why: 'It goes like this: /w name text' }],
    ['/purge', { is: 'mistake', why: 'It goes like this: /purge name' }],
    ['/dance', { is: 'mistake', why: 'There is no /dance.' }],
    ['/ and so on', { is: 'saying', text: '/ and so on' }],
  ] as const) {
    it(line, () => expect(parse(line)).toEqual(typed));
  }
});
