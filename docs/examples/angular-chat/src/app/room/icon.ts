import { Component, computed, input } from '@angular/core';

const PATHS = {
  poll: 'M5 20V11M12 20V4M19 20v-6',
  clear: 'M4 7h16M9 7V4h6v3M7 7l1 13h8l1-13',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6M18.5 14.5a6.5 6.5 0 0 1 3 5.5',
  inside: 'M2 12h5l3-8 4 16 3-8h5',
  leave: 'M14 4H6v16h8M10 12h11M17 8l4 4-4 4',
} as const;

/** A drawing of what a button does, for a screen without room for its word. */
@Component({
  selector: 'app-icon',
  template: '<svg viewBox="0 0 24 24"><path [attr.d]="path()" /></svg>',
  host: { 'aria-hidden': 'true' },
  styles: `
    :host {
      display: grid;
      place-items: center;
    }
    svg {
      width: 1.35rem;
      height: 1.35rem;
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<keyof typeof PATHS>();
  protected readonly path = computed(() => PATHS[this.name()]);
}
