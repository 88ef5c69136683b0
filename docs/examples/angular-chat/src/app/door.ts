import { Component, output } from '@angular/core';
import type { Ticket } from './visit/ticket';

/** The form that asks for a name and a channel. */
@Component({
  selector: 'app-door',
  template: `
    <main>
    <form (submit)="enter($event, name.value, channel.valueAsNumber)">
      <h1>Come in</h1>
      <label>
        Name
        <input
          #name
          name="name"
          autocomplete="username"
          autocapitalize="off"
          maxlength="40"
          pattern="\\S*"
          title="A name without blanks"
          placeholder="none, to read along"
          autofocus
        />
      </label>
      <label>
        Channel
        <input #channel name="channel" type="number" min="1" required value="42" />
      </label>
      <button class="primary">Join</button>
      <p><b>ada</b> owns every channel, <b>bob</b> is a user like any other name.</p>
    </form>
    </main>
  `,
  styles: `
    main {
      display: grid;
      place-items: center;
      min-height: 100dvh;
      padding: 1rem;
    }
    form {
      display: grid;
      gap: 1rem;
      width: min(22rem, 100%);
      padding: 2rem;
      border-radius: var(--round);
      background: var(--surface);
      box-shadow: var(--shadow);
    }
    h1 {
      margin: 0;
      font-size: 1.6rem;
      letter-spacing: -0.02em;
    }
    label {
      display: grid;
      gap: 0.35rem;
      color: var(--dim);
      font-size: 0.85rem;
    }
    p {
      margin: 0;
      color: var(--dim);
      font-size: 0.85rem;
    }
  `,
})
export class Door {
  readonly entered = output<Ticket>();

  protected enter(event: Event, name: string, channel: number): void {
    event.preventDefault();
    this.entered.emit({ channel, user: name.trim() || undefined });
  }
}
