import { Component, inject } from '@angular/core';
import { Notices } from '../chat/notices';

/** The current notice to the user, if there is one: a row of its own, which covers nothing. */
@Component({
  selector: 'app-notice',
  template: `@if (notices.present(); as text) {
    <p>{{ text }}</p>
  }`,
  host: { role: 'status' },
  styles: `
    :host {
      display: block;
    }
    p {
      margin: 0;
      padding: 0.5rem 1rem;
      border-top: 1px solid var(--line);
      background: var(--tint);
      color: var(--text);
      font-size: 0.9rem;
      text-align: center;
      overflow-wrap: anywhere;
    }
  `,
})
export class Notice {
  protected readonly notices = inject(Notices);
}
