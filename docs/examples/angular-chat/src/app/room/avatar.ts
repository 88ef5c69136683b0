import { Component, computed, input } from '@angular/core';
import { hueOf } from './hue';

/** The first letter of a name in a colour. The original avatar images are no longer hosted. */
@Component({
  selector: 'app-avatar',
  template: '{{ letter() }}',
  host: { 'aria-hidden': 'true', '[style.--hue]': 'hue()' },
  styles: `
    :host {
      display: grid;
      place-items: center;
      width: 2.25rem;
      height: 2.25rem;
      border-radius: 50%;
      background: oklch(var(--avatar-lightness) 0.12 var(--hue));
      color: var(--on-avatar);
      font-weight: 650;
      text-transform: uppercase;
      user-select: none;
    }
  `,
})
export class Avatar {
  readonly name = input.required<string>();
  protected readonly letter = computed(() => [...this.name()][0] ?? '?');
  protected readonly hue = computed(() => hueOf(this.name()));
}
