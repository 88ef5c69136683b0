import { Component, inject } from '@angular/core';
import { Notices } from '../chat/notices';

/** The current notice to the user, if there is one. */
@Component({
  selector: 'app-notice',
  template: `@if (notices.present(); as text) {
    <p>{{ text }}</p>
  }`,
  host: { role: 'status' },
  styles: `
    :host {
      z-index: 1;
      grid-area: 3 / 1;
      place-self: start center;
      padding: 0.75rem 1rem;
      pointer-events: none;
    }
    p {
      margin: 0;
      padding: 0.5rem 1rem;
      border-radius: 2rem;
      background: var(--text);
      color: var(--surface);
      font-size: 0.9rem;
      box-shadow: var(--shadow);
    }
  `,
})
export class Notice {
  protected readonly notices = inject(Notices);
}
