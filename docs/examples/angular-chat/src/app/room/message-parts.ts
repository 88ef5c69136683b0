import { Component, computed, inject, input } from '@angular/core';
import type { MessagePart } from 'rx-beam';
import { Me } from '../visit/me';
import { glyphOf } from './glyph';
import { hrefOf } from './href';

/** The parts of a message. All of them are untrusted input. */
@Component({
  selector: 'app-message-parts',
  template: `
    @for (part of drawn(); track $index) {
      @switch (part.is) {
        @case ('link') {
          <a [href]="part.href" target="_blank" rel="noopener noreferrer nofollow ugc">{{ part.text }}</a>
        }
        @case ('glyph') {
          <span class="glyph" role="img" [attr.aria-label]="part.label" [title]="part.text">{{ part.glyph }}</span>
        }
        @case ('code') {
          <code [title]="part.label">{{ part.text }}</code>
        }
        @case ('tag') {
          <span class="tag" [class.me]="part.isMe">{{ part.text }}</span>
        }
        @default {
          <span>{{ part.text }}</span>
        }
      }
    }
  `,
  styles: `
    :host {
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    a {
      color: var(--accent);
      text-underline-offset: 0.15em;
    }
    .glyph {
      font-size: 1.25em;
      line-height: 1;
      vertical-align: -0.1em;
    }
    code {
      padding: 0.05em 0.3em;
      border-radius: 0.3em;
      background: var(--sunken);
      font-size: 0.9em;
    }
    .tag {
      padding: 0.05em 0.25em;
      border-radius: 0.35em;
      background: var(--tint);
      color: var(--accent);
      font-weight: 600;
    }
    .tag.me {
      background: var(--accent);
      color: var(--on-accent);
    }
  `,
  preserveWhitespaces: false,
})
export class MessageParts {
  readonly parts = input.required<readonly MessagePart[]>();
  readonly #me = inject(Me);

  protected readonly drawn = computed(() => this.parts().map(part => this.#draw(part)));

  #draw(part: MessagePart) {
    const { text } = part;
    switch (part.type) {
      case 'link':
      case 'image': {
        const href = hrefOf(part.url);
        return href === undefined ? ({ is: 'text', text } as const) : ({ is: 'link', text, href } as const);
      }
      case 'emoticon': {
        const label = part.alt?.['en'] ?? text;
        const glyph = glyphOf(text);
        return glyph === undefined
          ? ({ is: 'code', text, label } as const)
          : ({ is: 'glyph', text, label, glyph } as const);
      }
      case 'inaspacesuit':
        return { is: 'code', text: `${part.username} in a space suit`, label: text } as const;
      case 'tag':
        return { is: 'tag', text, isMe: part.id === this.#me.user()?.id } as const;
      default:
        return { is: 'text', text } as const;
    }
  }
}
