import { afterRenderEffect, Component, type ElementRef, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { injectBeamChat } from 'rx-beam/angular';
import { traceLines } from './trace-lines';

/** What happens in the client, a line each, for as long as this is in the page. It stays at the newest line. */
@Component({
  selector: 'app-trace-log',
  template: `
    <ol #list tabindex="0" aria-label="What happens in the client">
      @for (line of lines(); track line.number) {
        <li>{{ line.text }}</li>
      } @empty {
        <li>Nothing has happened since this was opened.</li>
      }
    </ol>
  `,
  styles: `
    ol {
      height: 14rem;
      margin: 0;
      padding: 0.5rem 0.6rem;
      overflow: auto;
      overscroll-behavior: contain;
      border-radius: 0.6rem;
      background: var(--sunken);
      list-style: none;
      font-family: ui-monospace, monospace;
      font-size: 0.72rem;
      overflow-wrap: anywhere;
    }
    li + li {
      margin-top: 0.3rem;
    }
  `,
})
export class TraceLog {
  protected readonly lines = toSignal(traceLines(injectBeamChat()), { requireSync: true });
  private readonly list = viewChild.required<ElementRef<HTMLElement>>('list');

  constructor() {
    afterRenderEffect(() => {
      this.lines();
      const { nativeElement } = this.list();
      nativeElement.scrollTop = nativeElement.scrollHeight;
    });
  }
}
