import { Component, computed, input } from '@angular/core';
import type { Line, Log } from '../chat/line';

/**
 * Announces the newest line to screen readers. The list itself is no live region, since scrolling adds and removes rows.
 */
@Component({
  selector: 'app-announcer',
  template: '{{ newest() }}',
  host: { role: 'status', 'aria-live': 'polite', class: 'unseen' },
})
export class Announcer {
  readonly log = input.required<Log>();

  protected readonly newest = computed(() => {
    const line = this.log().at(-1);
    return line && say(line);
  });
}

const say = (line: Line): string => {
  if (line.kind === 'note') return line.text;
  const { user_name, message, target } = line.message;
  const text = message.message.map(part => part.text).join('');
  return `${user_name}${target === undefined ? '' : ` whispers to ${target}`}: ${text}`;
};
