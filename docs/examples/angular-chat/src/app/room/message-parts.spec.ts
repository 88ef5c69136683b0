import { TestBed } from '@angular/core/testing';
import type { MessagePart } from 'rx-beam';
import { Me } from '../visit/me';
import { MessageParts } from './message-parts';

const draw = async (...parts: MessagePart[]): Promise<HTMLElement> => {
  TestBed.configureTestingModule({ providers: [Me] });
  TestBed.inject(Me).joined({ endpoints: [], permissions: [], roles: [], user: { id: 7, username: 'ada', roles: [] } });
  const fixture = TestBed.createComponent(MessageParts);
  fixture.componentRef.setInput('parts', parts);
  await fixture.whenStable();
  return fixture.nativeElement;
};
const emoticon = (text: string): MessagePart => ({
  type: 'emoticon',
  text,
  source: 'builtin',
  pack: 'default',
  coords: { x: 0, y: 0 },
});

describe('MessageParts', () => {
  it('draws text as it is, and no markup of strangers', async () => {
    const text = '  <img src=x onerror=alert(1)>';
    const element = await draw({ type: 'text', text, data: text });
    expect(element.textContent).toBe(text);
    expect(element.querySelector('img')).toBeNull();
  });

  it('links to the web, and gives it no hold on the page', async () => {
    const link = (await draw({ type: 'link', text: 'here', url: 'https://example.org/a' })).querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://example.org/a');
    expect(link?.rel).toContain('noopener');
    expect(link?.textContent).toBe('here');
  });

  for (const url of [
    'javascript:alert(1)',
    'data:text/html,hi',
    'file:///etc/passwd',
    '//example.org',
    'nonsense',
    ' javascript:x',
  ]) {
    it(`does not link to ${url}`, async () => {
      const element = await draw({ type: 'link', text: 'here', url });
      expect(element.querySelector('a')).toBeNull();
      expect(element.textContent).toBe('here');
    });
  }

  it('draws an emoticon as the face it was, or else as its code', async () => {
    const element = await draw(emoticon(':)'), emoticon(':mystery'));
    const face = element.querySelector('[role=img]');
    expect([face?.textContent, face?.getAttribute('aria-label')]).toEqual(['😊', ':)']);
    expect(element.querySelector('code')?.textContent).toBe(':mystery');
  });

  it('marks a mention, and one of us more', async () => {
    const tag = (id: number, username: string): MessagePart => ({ type: 'tag', text: `@${username}`, username, id });
    const tags = (await draw(tag(7, 'ada'), tag(8, 'bob'))).querySelectorAll('.tag');
    expect([...tags].map(each => each.classList.contains('me'))).toEqual([true, false]);
  });
});
