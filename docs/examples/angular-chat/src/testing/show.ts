import type { Provider, Type } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { BEAM_CHAT } from 'rx-beam/angular';
import type { ChatDouble } from 'rx-beam/testing';
import { Me } from '../app/visit/me';
import { TICKET } from '../app/visit/ticket';

const ADA = { id: 7, username: 'ada', roles: ['Owner'] };

/** Renders a component for ada, who has joined with the permissions, on a double of the chat. */
export const show = async <T>(
  component: Type<T>,
  chat: ChatDouble,
  { providers = [], inputs = {} }: { providers?: Provider[]; inputs?: Record<string, unknown> } = {},
): Promise<ComponentFixture<T> & { readonly element: HTMLElement }> => {
  TestBed.configureTestingModule({
    providers: [
      { provide: BEAM_CHAT, useValue: chat },
      { provide: TICKET, useValue: { channel: 42, user: 'ada' } },
      Me,
      ...providers,
    ],
  });
  TestBed.inject(Me).joined({ endpoints: [], permissions: ['poll_start'], roles: ['Owner'], user: ADA });
  const fixture = TestBed.createComponent(component);
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
  await fixture.whenStable();
  return Object.assign(fixture, { element: fixture.nativeElement as HTMLElement });
};

/** The words of an element, with a blank between those of different elements. */
export const wordsOf = (element: Element | null): string => textsIn(element).join(' ').replace(/\s+/g, ' ').trim();

const textsIn = (node: Node | null): string[] =>
  node instanceof Text ? [node.data] : [...(node?.childNodes ?? [])].flatMap(textsIn);
