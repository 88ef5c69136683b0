import { Component, computed, input } from '@angular/core';
import { timeText, wholeTime } from '../chat/sent-at';

/** When a message was sent; nothing if that is unknown. */
@Component({
  selector: 'app-message-time',
  template: `@if (shown(); as shown) {
    <time [attr.datetime]="shown.iso" [title]="shown.whole">{{ shown.text }}</time>
  }`,
  styles: `
    time {
      color: var(--dim);
      font-size: 0.75rem;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
  `,
})
export class MessageTime {
  /** Epoch ms. */
  readonly at = input<number>();
  protected readonly shown = computed(() => {
    const at = this.at();
    if (at === undefined) return undefined;
    return { iso: new Date(at).toISOString(), text: timeText(at, Date.now()), whole: wholeTime(at) };
  });
}
