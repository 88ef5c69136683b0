import { Component, inject, output } from '@angular/core';
import { People } from '../chat/people';
import { badgeOf } from '../chat/roles';
import { Me } from '../visit/me';
import { Avatar } from './avatar';

/** The people that the app knows of, and what it cannot know. */
@Component({
  selector: 'app-people-list',
  imports: [Avatar],
  template: `
    <h2 tabindex="-1">
      Seen here <span>{{ people.all().length }}</span>
    </h2>
    <ul>
      @for (person of people.all(); track person.id) {
        <li>
          <app-avatar [name]="person.name" />
          <span class="name">
            {{ person.name }}
            @if (person.id === me.user()?.id) {
              <small>you</small>
            }
          </span>
          @if (badgeOf(person.roles); as role) {
            <small>{{ role }}</small>
          }
          @if (me.user() && person.id !== me.user()?.id) {
            <button class="quiet" [attr.aria-label]="'Whisper to ' + person.name" (click)="whisper.emit(person.name)">
              ✉
            </button>
          }
        </li>
      }
    </ul>
    <p>
      Those who wrote, or came after you, and did not leave since. The server does not say who was here before, or who
      reads without a name.
    </p>
  `,
  styles: `
    :host {
      display: block;
      padding: 1rem;
    }
    h2 {
      margin: 0 0 0.75rem;
      color: var(--dim);
      font-size: 0.8rem;
      font-weight: 600;
    }
    h2 span {
      margin-left: 0.25rem;
      color: var(--text);
    }
    ul {
      display: grid;
      gap: 0.15rem;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      gap: 0.6rem;
      min-height: 2.75rem;
    }
    app-avatar {
      scale: 0.85;
    }
    .name {
      flex: 1;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    small,
    p {
      color: var(--dim);
      font-size: 0.75rem;
    }
    p {
      margin: 1rem 0 0;
    }
    button {
      min-width: 2.75rem;
      min-height: 2.75rem;
    }
  `,
})
export class PeopleList {
  readonly whisper = output<string>();
  protected readonly people = inject(People);
  protected readonly me = inject(Me);
  protected readonly badgeOf = badgeOf;
}
